"""Envelopes: they open where they were sealed, under a key that is there, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.vault import Vault, VaultError, mask

OLD = {"old": b"o" * 32}
NEW = {"new": b"n" * 32}


@given(secret=st.binary(max_size=200), context=st.text(max_size=50))
def test_what_is_sealed_opens_again_and_differs_each_time(secret: bytes, context: str) -> None:
    try:
        context.encode()
    except UnicodeEncodeError:
        return
    vault = Vault(OLD)
    first, second = vault.seal(secret, context), vault.seal(secret, context)
    assert vault.open(first, context) == vault.open(second, context) == secret
    assert first != second


@given(secret=st.binary(min_size=8, max_size=60), here=st.uuids(), there=st.uuids())
def test_an_envelope_opens_only_where_it_belongs(secret: bytes, here: object, there: object) -> None:
    vault = Vault(OLD)
    envelope = vault.seal(secret, f"row {here}")
    with pytest.raises(VaultError) as refused:
        vault.open(envelope, f"row {there}" if here != there else "elsewhere")
    assert repr(secret) not in str(refused.value)
    assert secret.hex() not in envelope


@given(position=st.integers(0, 10_000), change=st.sampled_from("AbZ09_-.!ü"))
def test_a_damaged_envelope_is_refused_and_never_opens_as_something_else(position: int, change: str) -> None:
    vault = Vault(OLD)
    envelope = vault.seal(b"the secret", "row")
    at = position % len(envelope)
    damaged = envelope[:at] + change + envelope[at + 1 :]
    try:
        assert vault.open(damaged, "row") == b"the secret"  # the same bytes in another spelling of base64
    except VaultError:
        assert damaged != envelope


@given(secret=st.binary(max_size=100))
def test_rotation_keeps_the_secret_and_drops_the_old_key(secret: bytes) -> None:
    envelope = Vault(OLD).seal(secret, "row")
    both = Vault({**NEW, **OLD})
    turned = both.rewrap(envelope, "row")
    assert (both.key_id(envelope), both.key_id(turned)) == ("old", "new")
    assert Vault(NEW).open(turned, "row") == secret
    assert both.rewrap(turned, "row") == turned
    with pytest.raises(VaultError):
        both.rewrap(envelope, "another row")


def test_an_unknown_key_is_named_with_its_remedy() -> None:
    with pytest.raises(VaultError, match="'old' is not configured; add it to KSAP_MASTER_KEYS"):
        Vault(NEW).open(Vault(OLD).seal(b"x", "row"), "row")


@pytest.mark.parametrize("nonsense", ["", "v1", "v1.old", "v2.old.a.b", "v1.old.a.b.c", "v1.old..", "v1.old.ü.ü"])
def test_what_is_no_envelope_is_said_to_be_none(nonsense: str) -> None:
    with pytest.raises(VaultError):
        Vault(OLD).open(nonsense, "row")


@pytest.mark.parametrize("keys", [{}, {"short": b"x" * 31}])
def test_a_vault_needs_whole_keys(keys: dict[str, bytes]) -> None:
    with pytest.raises(VaultError, match="32 bytes"):
        Vault(keys)


def test_a_mask_shows_the_end_of_long_secrets_only() -> None:
    assert mask("shpat_0123456789") == "••••6789"
    assert mask("hunter2") == "••••"
