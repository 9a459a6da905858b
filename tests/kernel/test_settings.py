"""Settings: every mistake is named with its variable and what to do about it."""

from __future__ import annotations

import base64

import pytest

from app.kernel.process import master_keys, open_process
from app.kernel.settings import SettingsError, load, parse_keys

KEY = "k1:" + base64.b64encode(b"k" * 32).decode()
OTHER = "k2:" + base64.b64encode(b"l" * 32).decode()


def refusal(environment: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as refused:
        load(environment)
    return str(refused.value)


def test_nothing_needs_to_be_set() -> None:
    settings = load({})
    assert (settings.host, settings.port, settings.public_url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert settings.database_url is settings.redis_url is settings.master_keys is None


def test_only_the_given_environment_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KSAP_PORT", "9999")
    monkeypatch.setenv("KSAP_LOG_LEVEL", "nonsense")
    assert load({}).port == 8000
    assert load({"KSAP_PORT": "8001"}).public_url == "http://127.0.0.1:8001"


def test_an_empty_variable_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KSAP_PORT", "KSAP_MASTER_KEYS", "DATABASE_URL"):
        monkeypatch.setenv(name, "")
    settings = load()
    assert (settings.port, settings.master_keys, settings.database_url) == (8000, None, None)


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("KSAP_PORT", "eight", "integer"),
        ("KSAP_PORT", "0", "greater than or equal to 1"),
        ("KSAP_PUBLIC_URL", "shop.example.org", "with its scheme"),
        ("KSAP_SANDBOX_URL", "localhost:8899", "with its scheme"),
        ("DATABASE_URL", "mysql://root:pw@db/ksap", "must begin with postgresql://"),
        ("KSAP_DATABASE_URL", "mysql://root:pw@db/ksap", "must begin with postgresql://"),
        ("REDIS_URL", "http://cache", "must begin with redis://"),
        ("KSAP_MASTER_KEYS", "k1:c2hvcnQ=", "ksap new-key"),
        ("KSAP_MASTER_KEYS", "k.1:" + KEY[3:], "ksap new-key"),
        ("KSAP_MASTER_KEYS", ",", "ksap new-key"),
        ("KSAP_LOG_LEVEL", "loud", "'debug', 'info', 'warning' or 'error'"),
        ("KSAP_MAX_BODY_BYTES", "1", "1024"),
    ],
)
def test_a_wrong_value_is_named_with_its_remedy(name: str, value: str, remedy: str) -> None:
    message = refusal({name: value})
    assert message.startswith(f"{name.removeprefix('KSAP_') if 'DATABASE' in name else name}: ")
    assert remedy in message
    assert value not in message or value in {"0", "1", ","}, "a wrong value may be half a secret"


def test_an_unknown_variable_is_named_with_the_nearest_known_one() -> None:
    assert refusal({"KSAP_PROT": "1"}) == "KSAP_PROT is no setting of KSAP; did you mean KSAP_PORT?"
    assert "remove it" in refusal({"KSAP_XYZZY_QQQQ": "1"})
    assert load({"KSAP_SPECS": "/somewhere", "PATH": "/bin"}).port == 8000


def test_every_problem_is_told_at_once() -> None:
    lines = refusal({"KSAP_PROT": "1", "KSAP_PORT": "x", "KSAP_PUBLIC_URL": "y"}).splitlines()
    assert {line.split(" ")[0].rstrip(":") for line in lines} == {"KSAP_PROT", "KSAP_PORT", "KSAP_PUBLIC_URL"}


def test_production_wants_tls_and_keys() -> None:
    assert "KSAP_PUBLIC_URL must be https://" in refusal({"KSAP_ENVIRONMENT": "production"})
    secure = {"KSAP_ENVIRONMENT": "production", "KSAP_PUBLIC_URL": "https://ksap.example.com/"}
    assert "KSAP_MASTER_KEYS must be set" in refusal({**secure, "DATABASE_URL": "postgresql://o:p@db/ksap"})
    ready = load({**secure, "DATABASE_URL": "postgresql://o:p@db/ksap", "KSAP_MASTER_KEYS": KEY})
    assert ready.public_url == "https://ksap.example.com"


def test_secrets_are_not_shown() -> None:
    settings = load({"DATABASE_URL": "postgresql://o:hunter2@db/ksap", "KSAP_MASTER_KEYS": KEY})
    assert "hunter2" not in repr(settings)
    assert KEY[3:] not in repr(settings)


def test_keys_keep_their_order_and_the_first_is_active() -> None:
    assert list(parse_keys(f"{OTHER}, {KEY}")) == ["k2", "k1"]
    assert list(master_keys(load({"KSAP_MASTER_KEYS": f"{KEY},{OTHER}"}))) == ["k1", "k2"]


async def test_a_process_without_its_servers_says_what_is_missing() -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL and REDIS_URL must be set"):
        async with open_process(load({}), "ksap-tests"):
            pass
    with pytest.raises(SettingsError, match="KSAP_MASTER_KEYS is not set"):
        master_keys(load({}))
