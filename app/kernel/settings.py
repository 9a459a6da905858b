"""Settings from the environment, validated before anything starts.

A missing, wrong or unknown variable stops the start with its name and a remedy (`SettingsError`).
"""

from __future__ import annotations

import base64
import binascii
import difflib
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict


class SettingsError(Exception):
    """The environment does not make sense; the message lists every problem with its remedy."""


class Settings(BaseSettings):
    """Every variable of KSAP. `KSAP_` is the prefix, save for the two URLs that the whole world calls so."""

    model_config = SettingsConfigDict(env_prefix="KSAP_", frozen=True, extra="ignore", populate_by_name=True)

    home: Path = Field(default=Path(".ksap"), description="Directory of all data: databases, files, keys, logs.")
    database_url: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("DATABASE_URL", "KSAP_DATABASE_URL"),
        description="postgresql://owner:password@host/db of an own PostgreSQL (>= 16); unset: the embedded server.",
    )
    redis_url: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("REDIS_URL", "KSAP_REDIS_URL"),
        description="redis://… of an own Valkey or Redis; unset: the embedded server.",
    )
    master_keys: SecretStr | None = Field(
        default=None,
        description="Keys of the vault as `id:base64` of 32 bytes each, comma separated, the active one first.",
    )
    environment: Literal["development", "production"] = Field(default="development")
    web_dir: Path | None = Field(
        default=None, description="Directory of the built dashboard; unset: web/dist beside the program."
    )
    public_url: str = Field(default="http://127.0.0.1:8000", description="Where browsers and vendors reach KSAP.")
    host: str = Field(default="127.0.0.1")
    port: int = Field(default=8000, ge=1, le=65535)
    sandbox_url: str = Field(default="http://127.0.0.1:8899", description="Where the sandbox vendors listen.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info")
    sign_up: Literal["open", "closed"] = Field(
        default="open", description="Whether strangers may register; those who are invited always may, and the first person."
    )
    access_token_minutes: int = Field(default=15, ge=1, le=120)
    refresh_token_days: int = Field(
        default=30, ge=1, le=365, description="Days without use after which a session that is to stay signed in ends."
    )
    session_idle_minutes: int = Field(
        default=720, ge=30, le=43_200, description="Minutes without use after which any other session ends."
    )
    session_days: int = Field(default=90, ge=1, le=365, description="Days after which every session ends, used or not.")
    proof_minutes: int = Field(
        default=30, ge=5, le=1440, description="For how long a proof of who one is admits to sensitive deeds."
    )
    database_pool: int = Field(default=10, ge=2, le=100, description="Connections of each kind per process.")
    worker_jobs: int = Field(default=20, ge=1, le=200, description="Jobs that one worker runs at a time.")
    poll_seconds: int = Field(default=300, ge=5, description="How often each store is polled for what webhooks lost.")
    health_seconds: int = Field(default=60, ge=5, description="How often each connection is checked.")
    country_header: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9-]+$",
        description="Header by which a trusted proxy tells the caller's country, like CF-IPCountry; unset: by address.",
    )
    smtp_url: SecretStr | None = Field(
        default=None,
        description="smtp://user:password@host:587 or smtps://…:465 of a mail server; unset: mails are kept in the outbox.",
    )
    mail_from: str = Field(default="KSAP <ksap@localhost>", description="Sender of mails, `Name <address>`.")
    rate_sign_in: str = Field(
        default="60/60", description="Sign-ins and the like per address, `number/seconds`; `off` for no limit."
    )
    rate_read: str = Field(default="3000/60", description="Reading calls per person or API key.")
    rate_write: str = Field(default="1200/60", description="Changing calls per person or API key.")
    rate_export: str = Field(default="60/3600", description="Exports and downloads per person or API key.")
    max_webhook_bytes: int = Field(default=5 * 1024 * 1024, ge=1024)
    max_body_bytes: int = Field(default=10 * 1024 * 1024, ge=1024)

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *_: Any, **__: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load` was given: it reads the environment itself, to name each mistake."""
        return (init_settings,)

    @field_validator("public_url", "sandbox_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("write it with its scheme, like https://ksap.example.com")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _postgres(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith(("postgresql://", "postgres://")):
            raise ValueError("it must begin with postgresql://")
        return value

    @field_validator("redis_url")
    @classmethod
    def _redis(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("it must begin with redis://, rediss:// or unix://")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _smtp(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith(("smtp://", "smtps://")):
            raise ValueError("it must begin with smtp:// or smtps://")
        return value

    @field_validator("rate_sign_in", "rate_read", "rate_write", "rate_export")
    @classmethod
    def _rate(cls, value: str) -> str:
        parse_rate(value)
        return value

    @field_validator("master_keys")
    @classmethod
    def _keys(cls, value: SecretStr | None) -> SecretStr | None:
        if value:
            parse_keys(value.get_secret_value())
        return value

    @model_validator(mode="after")
    def _production(self) -> Settings:
        if self.environment == "production":
            if not self.public_url.startswith("https://"):
                raise ValueError("KSAP_PUBLIC_URL must be https:// in production (TLS may end at a proxy)")
            if self.database_url and not self.master_keys:
                raise ValueError("KSAP_MASTER_KEYS must be set in production; make one with: ksap new-key")
        return self

    @property
    def files(self) -> Path:
        return self.home / "files"


def parse_keys(text: str) -> dict[str, bytes]:
    """`id:base64,id:base64` to a mapping in that order; raises ValueError for anything but 32-byte keys."""
    keys: dict[str, bytes] = {}
    for part in filter(None, (p.strip() for p in text.split(","))):
        name, _, encoded = part.partition(":")
        try:
            raw = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            raw = b""
        if not name or not name.isalnum() or len(raw) != 32:
            raise ValueError("each key is `id:base64` of exactly 32 bytes; make one with: ksap new-key")
        keys[name] = raw
    if not keys:
        raise ValueError("at least one key is needed; make one with: ksap new-key")
    return keys


def parse_rate(text: str) -> tuple[int, float] | None:
    """`3000/60` to (3000, 60.0), `off` to None; raises ValueError for anything else."""
    if text.strip().lower() == "off":
        return None
    number, _, seconds = (part.strip() for part in text.partition("/"))
    if not (number.isdecimal() and seconds.isdecimal() and int(number) and int(seconds)):
        raise ValueError("write it as number/seconds, like 3000/60, or off")
    return int(number), float(seconds)


def _names() -> set[str]:
    return (
        {f"KSAP_{name.upper()}" for name in Settings.model_fields}
        | {"KSAP_SPECS", "KSAP_SANDBOX_TOKEN", "KSAP_CHROMIUM"}
        | {"KSAP_BACKUP_PASSPHRASE", "KSAP_FERNET_KEY"}
    )


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read and check the environment. Raises SettingsError naming each variable at fault and what to do."""
    env = os.environ if environ is None else environ
    problems = []
    for name in sorted(n for n in env if n.startswith("KSAP_") and n not in _names()):
        close = difflib.get_close_matches(name, _names(), n=1)
        problems.append(f"{name} is no setting of KSAP" + (f"; did you mean {close[0]}?" if close else "; remove it"))
    values: dict[str, object] = {}
    for field in Settings.model_fields:
        for name in (field.upper() if field in {"database_url", "redis_url"} else "", f"KSAP_{field.upper()}"):
            if name and env.get(name):
                values.setdefault(field, env[name])
    values.setdefault("public_url", f"http://127.0.0.1:{values.get('port', 8000)}")
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_input=False):
            field = str(problem["loc"][0]) if problem["loc"] else ""
            name = {"DATABASE_URL": "DATABASE_URL", "REDIS_URL": "REDIS_URL"}.get(
                field.upper(), f"KSAP_{field.upper()}" if field else "Settings"
            )
            problems.append(f"{name}: {problem['msg'].removeprefix('Value error, ')}")
        raise SettingsError("\n".join(problems)) from None
    if problems:
        raise SettingsError("\n".join(problems))
    return settings


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process."""
    return load()
