"""Runs migrations as the owner of the schema: `ksap migrate`, the tests and `make check` call it."""

from __future__ import annotations

import os

from alembic import context
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from app import house

config = context.config
target = house.models()


def url() -> str:
    given = config.attributes.get("url") or os.environ.get("DATABASE_URL")
    if not given:
        raise SystemExit("DATABASE_URL is not set; `ksap migrate` sets it for the embedded server")
    return str(given).replace("postgresql://", "postgresql+psycopg://", 1)


def mine(thing: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:
    """Partitions are made by migrations and by the calendar; no model describes them."""
    return not (kind == "table" and reflected and compare_to is None)


def run() -> None:
    engine = create_engine(url(), poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text("SET lock_timeout = '5s'"))
        connection.execute(text("SET statement_timeout = '15min'"))
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=target,
            include_object=mine,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
