"""The database: pools, the declarative base, and the unit of work, the only place that commits.

Two roles, neither of which owns a table: `ksap_app` sees one organisation at a time by row-level security, of it no more than
the stores within `reach`, and `ksap_system` sees every organisation, but only the plumbing tables (outbox, inbox, jobs, …)
that it is granted.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, TypeVar, cast
from urllib.parse import quote, urlsplit, urlunsplit
from uuid import UUID

import asyncpg
import orjson
from asyncpg.pool import PoolConnectionProxy
from sqlalchemy import CursorResult, DateTime, Executable, ForeignKeyConstraint, MetaData, Numeric, Text, Uuid, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.kernel import clock, reach
from app.kernel.away import server_away
from app.kernel.errors import NotFound, Unavailable
from app.kernel.events import Event
from app.kernel.ids import new_id
from app.kernel.readers import Readers

APP_ROLE = "ksap_app"
SYSTEM_ROLE = "ksap_system"

PATIENCE = 20  # looks, half a second apart, at a server that does not take connections yet
_SERVER = {
    "timezone": "UTC",
    "jit": "off",
    "lock_timeout": "5s",
    "statement_timeout": "30s",
    "idle_in_transaction_session_timeout": "60s",
}


class Base(DeclarativeBase):
    """Every table. Relationships are loaded on purpose or not at all: declare them with lazy="raise"."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: DateTime(timezone=True),
        Decimal: Numeric(20, 4),
        str: Text(),
        UUID: Uuid(),
    }


OrgId = Annotated[UUID, mapped_column(primary_key=True)]
Id = Annotated[UUID, mapped_column(primary_key=True, default=new_id)]
Created = Annotated[datetime, mapped_column(default=clock.now)]
Updated = Annotated[datetime, mapped_column(default=clock.now, onupdate=clock.now)]


class Tenant:
    """A row of one organisation: primary key (org_id, id), so that every reference stays inside the tenant."""

    org_id: Mapped[OrgId]
    id: Mapped[Id]


def reference(columns: str, target: str, *, ondelete: str | None = None) -> ForeignKeyConstraint:
    """A composite foreign key inside the tenant: `reference("store_id", "stores")` is
    (org_id, store_id) → stores (org_id, id). With SET NULL only the id column is cleared."""
    return ForeignKeyConstraint(
        ["org_id", columns],
        [f"{target}.org_id", f"{target}.id"],
        ondelete=f"SET NULL ({columns})" if ondelete == "SET NULL" else ondelete,
    )


# ── connections ─────────────────────────────────────────────────────────────────────────────────────────


def role_password(master_key: bytes, role: str) -> str:
    """The password of an application role, derived so that nobody has to keep a third secret."""
    return hmac.new(master_key, f"postgresql role {role}".encode(), hashlib.sha256).hexdigest()


def as_role(owner_url: str, role: str, password: str) -> str:
    """The same server and database, signed in as `role`."""
    parts = urlsplit(owner_url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(("postgresql", f"{quote(role)}:{quote(password)}@{host}", parts.path, parts.query, ""))


def _dumps(value: Any) -> str:
    return orjson.dumps(value, default=str).decode()


async def _codecs(connection: asyncpg.Connection[Any]) -> None:
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=_dumps, decoder=orjson.loads)


async def _end_transaction(connection: asyncpg.Connection[Any]) -> None:
    """What the pool does with a connection before anybody else gets it; if this fails, the pool closes it instead.

    Scope and settings end with their transaction; locks of a session, which would not, are taken in the other pool.
    """
    if connection.is_in_transaction():
        await connection.execute("ROLLBACK")


async def _pool(url: str, **options: Any) -> asyncpg.Pool[Any]:
    """A server that is just starting, or recovering after a crash, is waited for."""
    for left in reversed(range(PATIENCE)):
        try:
            return await asyncpg.create_pool(url, **options)
        except (asyncpg.CannotConnectNowError, ConnectionRefusedError):
            if not left:
                raise
        await asyncio.sleep(0.5)
    raise AssertionError("the last turn of the loop returns or raises")


class Database:
    """The pools of one process. Open with `await Database.open(...)`, close with `await close()`."""

    def __init__(self, engine: AsyncEngine, app: asyncpg.Pool[Any], system: asyncpg.Pool[Any], system_url: str) -> None:
        self.engine = engine
        self.app = app
        self.system = system
        self.system_url = system_url
        self.sessions = async_sessionmaker(engine, expire_on_commit=False, autoflush=False)
        self._readers = Readers(app)

    @classmethod
    async def open(cls, owner_url: str, master_key: bytes, *, pool: int = 10, name: str = "ksap") -> Database:
        """Connect as the two application roles. Fails at once when a role is missing (`ksap migrate` makes them)."""
        app_url = as_role(owner_url, APP_ROLE, role_password(master_key, APP_ROLE))
        system_url = as_role(owner_url, SYSTEM_ROLE, role_password(master_key, SYSTEM_ROLE))
        server = {**_SERVER, "application_name": name}
        engine = create_async_engine(
            app_url.replace("postgresql://", "postgresql+asyncpg://", 1),
            pool_size=pool,
            max_overflow=pool,
            pool_timeout=5,
            json_serializer=_dumps,
            json_deserializer=orjson.loads,
            hide_parameters=True,  # values of people and secrets have no place in an error
            connect_args={"server_settings": server},
        )
        options: dict[str, Any] = {"min_size": 1, "max_size": pool, "server_settings": server, "init": _codecs}
        app_pool = await _pool(app_url, **options, reset=_end_transaction)
        system_pool = await _pool(system_url, **options)
        return cls(engine, app_pool, system_pool, system_url)

    async def close(self) -> None:
        await self._readers.close()
        await self.engine.dispose()
        await self.app.close()
        await self.system.close()

    @asynccontextmanager
    async def read(self, org_id: UUID, *, planned_once: bool = False) -> AsyncIterator[asyncpg.Connection[Any]]:
        """A bare connection for hot reads, read-only and scoped to one organisation. `planned_once` is for long statements
        whose plan does not hang on their values: planning them at every call takes longer than many of their answers."""
        # one round trip for what are three or four: a list costs as many milliseconds as it has of them
        plans = "; SET LOCAL plan_cache_mode = force_generic_plan" if planned_once else ""
        begin = (
            f"BEGIN READ ONLY{plans}; SELECT set_config('app.org_id', '{org_id.hex}', true),"
            f" set_config('app.store_ids', '{reach.setting(org_id)}', true)"
        )
        async with self._readers.one(begin) as connection:
            yield cast("asyncpg.Connection[Any]", connection)

    @asynccontextmanager
    async def write(self, org_id: UUID) -> AsyncIterator[PoolConnectionProxy[Any]]:
        """A bare connection for hot writes, scoped to one organisation and to all of its stores, whatever is within `reach`:
        what several callers want is written at once. Commits when the block ends; when it raises, the pool rolls back before
        anybody else gets the connection."""
        async with self.app.acquire(timeout=5) as connection:
            await connection.execute(f"BEGIN; SELECT set_config('app.org_id', '{org_id.hex}', true)")
            yield connection
            await connection.execute("COMMIT")


_database: Database | None = None


def use(database: Database | None) -> None:
    """Called by the composition root (and the tests) once the pools are open."""
    global _database
    _database = database


def database() -> Database:
    if _database is None:
        raise RuntimeError("no database is open; the composition root opens it")
    return _database


# ── the unit of work ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it: a user, an API key, a store platform, or the system itself."""

    kind: str = "system"  # user | api_key | channel | carrier | system
    id: str = ""
    label: str = ""


SYSTEM = Actor()
T = TypeVar("T")
Waker = Callable[[], Awaitable[None]]


class UnitOfWork:
    """One transaction in the scope of one organisation (None: only what belongs to no organisation).

    `execute`, `scalar`, `scalars`, `add`, `flush` are the session's; `publish` and `after_commit` are ours.
    """

    def __init__(self, session: AsyncSession, org_id: UUID | None, actor: Actor) -> None:
        self.session = session
        self.actor = actor
        self._org_id = org_id
        self._events: list[Event] = []
        self._wakers: dict[str, Waker] = {}
        self.execute = session.execute
        self.scalar = session.scalar
        self.scalars = session.scalars
        self.add = session.add
        self.add_all = session.add_all
        self.flush = session.flush

    @property
    def org_id(self) -> UUID:
        """The organisation in scope; a RuntimeError outside of one."""
        if self._org_id is None:
            raise RuntimeError("this unit of work belongs to no organisation")
        return self._org_id

    async def get(self, model: type[T], id_: UUID, what: str = "", *, lock: bool = False) -> T:
        """A row of this organisation by id. Raises NotFound, also for another organisation's."""
        row = await self.session.get(model, (self.org_id, id_), with_for_update=lock or None, populate_existing=lock)
        if row is None:
            raise NotFound(what or getattr(model, "__tablename__", "thing").rstrip("s").replace("_", " "), id_)
        return row

    async def change(self, statement: Executable, values: Mapping[str, Any] | None = None) -> int:
        """Run an INSERT, UPDATE or DELETE; returns how many rows it touched."""
        done = await self.session.execute(statement, values)
        return cast("CursorResult[Any]", done).rowcount

    def publish(self, event: Event) -> None:
        """Tell the world, if and when this commits: one delivery row per handler goes in with it."""
        self._events.append(event)

    def after_commit(self, name: str, wake: Waker) -> None:
        """Run once after the commit, best effort (a wake-up, never work): one per name."""
        self._wakers[name] = wake

    async def rescope(self, org_id: UUID) -> None:
        """Enter an organisation that this transaction has just created."""
        self._org_id = org_id
        await _set_scope(self.session, org_id, self.actor)

    async def _complete(self) -> None:
        from app.kernel import outbox

        await self.session.flush()
        if self._events:
            await outbox.store(self, self._events)
        await self.session.commit()
        for wake in self._wakers.values():
            await wake()


async def _set_scope(session: AsyncSession, org_id: UUID | None, actor: Actor) -> None:
    await session.execute(
        text(
            "SELECT set_config('app.org_id', :org, true), set_config('app.user_id', :actor, true),"
            " set_config('app.store_ids', :stores, true)"
        ),
        {"org": str(org_id or ""), "actor": actor.id if actor.kind == "user" else "", "stores": reach.setting(org_id)},
    )


async def _begin(session: AsyncSession, org_id: UUID | None, actor: Actor) -> None:
    """The first statement may find that its pooled connection died with the server: nothing is done yet, so a fresh one
    takes its place."""
    try:
        await _set_scope(session, org_id, actor)
    except DBAPIError as error:
        if not server_away(error):
            raise
        await session.invalidate()
        await _set_scope(session, org_id, actor)


@asynccontextmanager
async def unit_of_work(org_id: UUID | None, actor: Actor = SYSTEM) -> AsyncIterator[UnitOfWork]:
    """Commits when the block ends, rolls back when it raises. No vendor call belongs inside."""
    async with database().sessions() as session:
        try:
            await _begin(session, org_id, actor)
        except (PoolTimeout, TimeoutError):
            raise Unavailable("The server is busy: every database connection is in use. Try again shortly.") from None
        uow = UnitOfWork(session, org_id, actor)
        yield uow
        await uow._complete()


def rows(columns: Sequence[str], items: Sequence[Sequence[Any]]) -> dict[str, list[Any]]:
    """Transpose items for `unnest`: {column: [values…]}."""
    if not items:
        return {name: [] for name in columns}
    return {name: list(values) for name, values in zip(columns, zip(*items, strict=True), strict=True)}
