"""The file of a backup: only its passphrase opens it, and only as it was written."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from app.platform import sealing
from app.platform.contracts import BackupUnreadable, WeakPassphrase

PASSPHRASE = "nine green bottles on a wall"
CONTENT = {"made_at": "2026-11-21T09:00:00+00:00", "parts": {"stores": [{"secret": "canary-5521aa90"}]}}


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "COST", {"n": 2**4, "r": 8, "p": 1})  # its price is not what the tests are about


async def test_what_goes_in_comes_out_and_shows_nothing() -> None:
    file = await sealing.seal(CONTENT, PASSPHRASE)
    assert await sealing.unseal(file, PASSPHRASE) == CONTENT
    assert b"canary" not in file and b"stores" not in file
    assert file != await sealing.seal(CONTENT, PASSPHRASE), "salt and nonce are new each time"


async def test_another_passphrase_is_told_apart_from_damage() -> None:
    file = await sealing.seal(CONTENT, PASSPHRASE)
    with pytest.raises(BackupUnreadable, match="passphrase is not the one") as refused:
        await sealing.unseal(file, PASSPHRASE + "s")
    assert refused.value.details["field"] == "passphrase"


async def test_every_changed_byte_is_noticed() -> None:
    file = await sealing.seal(CONTENT, PASSPHRASE)
    for position in range(len(file)):
        changed = file[:position] + bytes([file[position] ^ 1]) + file[position + 1 :]
        with pytest.raises(BackupUnreadable):
            await sealing.unseal(changed, PASSPHRASE)
    for shorter in (file[:-1], file[: len(file) // 2], b"", b"\n"):
        with pytest.raises(BackupUnreadable):
            await sealing.unseal(shorter, PASSPHRASE)
    with pytest.raises(BackupUnreadable):
        await sealing.unseal(file + b"x", PASSPHRASE)


def with_header(file: bytes, **changes: Any) -> bytes:
    line, _, rest = file.partition(b"\n")
    return orjson.dumps({**orjson.loads(line), **changes}) + b"\n" + rest


async def test_a_newer_format_asks_for_an_update() -> None:
    file = await sealing.seal(CONTENT, PASSPHRASE)
    with pytest.raises(BackupUnreadable, match=r"newer KSAP \(format 2"):
        await sealing.unseal(with_header(file, version=2, kdf="something new"), PASSPHRASE)


@pytest.mark.parametrize(
    "changes",
    [{"n": 2**30}, {"n": 3}, {"n": 0}, {"r": 10**6}, {"p": 99}, {"kdf": "md5"}, {"nonce": "AAAA"}, {"salt": 7}],
)
async def test_a_file_cannot_ask_for_all_memory(changes: dict[str, Any]) -> None:
    file = await sealing.seal(CONTENT, PASSPHRASE)
    with pytest.raises(BackupUnreadable, match="no backup"):
        await sealing.unseal(with_header(file, **changes), PASSPHRASE)


@pytest.mark.parametrize("weak", ["", "short", "aaaaaaaaaaaaaaaa", "abababababababab"])
async def test_a_passphrase_that_could_be_guessed_is_refused(weak: str) -> None:
    with pytest.raises(WeakPassphrase):
        await sealing.seal(CONTENT, weak)


async def test_other_files_are_no_backups() -> None:
    for other in (b"PK\x03\x04", b"{}\n", b"[1]\n", b'{"format":"ksap-settings-backup"}\n', b"\xff" * 5000):
        with pytest.raises(BackupUnreadable, match="no backup"):
            await sealing.unseal(other, PASSPHRASE)
