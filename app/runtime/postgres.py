"""The embedded PostgreSQL: its directory, its configuration, its first roles."""

import asyncio
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import ClassVar

from app.runtime.errors import ServerFailed
from app.runtime.files import last_lines, sync_directory
from app.runtime.loopback import HOST
from app.runtime.process import Launch, Process
from app.runtime.programs import SERVER_ENVIRONMENT, Program, find_postgres, postgres_places
from app.runtime.publish import runnable_by
from app.runtime.scram import scram_verifier
from app.runtime.server import Server, lives_in

DATABASE = OWNER = "ksap"
SUPERUSER = "postgres"
_KEPT_LOGS = 10
_BUILTIN_LOCALES_SINCE = 17
# Character classes (pg_trgm's letters among them) follow LC_CTYPE: with plain C, only ASCII letters would be letters.
_CHARACTER_TYPES = ("C.UTF-8", "en_US.UTF-8", "C")

_CONFIGURATION = """\
# Written anew at every start; settings of your own belong in local.conf beside this file.
listen_addresses = '{host}'
port = {port}
unix_socket_directories = ''
password_encryption = scram-sha-256
timezone = 'UTC'
datestyle = 'iso, ymd'
lc_messages = 'C'
default_text_search_config = 'pg_catalog.english'
max_locks_per_transaction = 128
max_wal_size = 1GB
random_page_cost = 1.1
jit = off
logging_collector = on
log_directory = '../log'
log_filename = 'postgres-%Y%m%d-%H%M%S.log'
log_file_mode = 0600
log_rotation_age = 0
log_rotation_size = 10MB
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %q%u@%d '
log_min_messages = warning
log_checkpoints = off
log_lock_waits = on
log_min_duration_statement = 1s
# Statements carry placeholders; their parameters and a conflict's key values may be secrets or personal data.
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_error_verbosity = terse
"""
_TUNING = {
    "default": "shared_buffers = 256MB\nmax_connections = 120\nwork_mem = 8MB\nmaintenance_work_mem = 128MB\n",
    "tests": "shared_buffers = 128MB\nmax_connections = 200\nfsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"
    "wal_level = minimal\nmax_wal_senders = 0\n",
}
_ACCESS = f"host all all {HOST}/32 scram-sha-256\n"


class Postgres(Server):
    """PostgreSQL on 127.0.0.1, with passwords, and a role `ksap` that owns the database `ksap` and is no superuser."""

    name: ClassVar[str] = "postgres"
    title: ClassVar[str] = "PostgreSQL"
    stop_signal: ClassVar[signal.Signals] = signal.SIGINT  # "fast": roll back, write everything, end
    _program: Program

    @property
    def url(self) -> str:
        return f"postgresql://{OWNER}:{self._owner_password}@{HOST}:{self.port}/{DATABASE}"

    @property
    def _owner_password(self) -> str:
        return self.home.secret("postgres-owner-password").hex()

    async def arrange(self) -> None:
        self._program = await asyncio.to_thread(self._find_program)
        if not self.data.exists():
            await self._create_data()
        await asyncio.to_thread(self._configure)

    def launch(self, lock: int) -> Launch:
        return Launch(
            (str(self._program.path), "-D", self._data_as_seen()),
            env=SERVER_ENVIRONMENT,
            cwd=self.data,
            account=self.account,
            hand_over=(lock,),
            death_signal=self.stop_signal,
            guard=False,
            grace=self.stop_deadline,
            private=True,
        )

    async def is_ready(self, pid: int) -> bool:
        """The pid file says ready, and it is this start's file and not one that a killed predecessor left."""
        try:
            lines = (await asyncio.to_thread((self.data / "postmaster.pid").read_text)).splitlines()
        except FileNotFoundError:
            return False
        return len(lines) >= 8 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"

    async def admit(self) -> None:
        """Make sure that the owner can log in to the database; creates both on the first start. Raises ServerFailed."""
        import asyncpg

        refused = (
            asyncpg.InvalidPasswordError,
            asyncpg.InvalidAuthorizationSpecificationError,
            asyncpg.InvalidCatalogNameError,
        )
        try:
            await self._fetch(OWNER, self._owner_password, DATABASE, "SELECT 1")
        except refused:
            try:
                await self._create_owner()
            except refused as error:
                raise ServerFailed(
                    f"PostgreSQL on {self.data} refuses its administrator's password. Put back the directory "
                    f"{self.home.path / 'secrets'} from the backup that belongs to these data."
                ) from error

    def last_words(self) -> str:
        logs = self._logs()
        return last_lines(logs[-1]) if logs else ""

    def trim_logs(self) -> None:
        for old in self._logs()[:-_KEPT_LOGS]:
            old.unlink(missing_ok=True)

    def noted_pid(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None

    def _logs(self) -> list[Path]:
        return sorted((self.folder / "log").glob("postgres-*.log"))

    def _find_program(self) -> Program:
        version = self.data / "PG_VERSION"
        major = int(version.read_text()) if version.exists() else None
        return runnable_by(find_postgres(postgres_places(), major), self.account)

    def _data_as_seen(self) -> str:
        """The data directory by a path that the server can walk.

        After leaving root's account it may be unable to come down from the top (/root is closed to all): there it knows
        the directory only as the current one, into which the launcher went while it was still root.
        """
        return "/proc/self/cwd" if self.account and sys.platform.startswith("linux") else str(self.data)

    async def _create_data(self) -> None:
        draft, password_file = self.folder / "data.new", self.folder / "initdb.password"
        await asyncio.to_thread(self._empty_draft, draft, password_file)
        try:
            for character_type in _CHARACTER_TYPES:
                process = await Process.spawn(self._initdb(draft, character_type))
                try:
                    code = await process.wait()
                finally:
                    process.kill()
                if code == 0:
                    break
                if "invalid locale" not in str(process.tail):
                    raise ServerFailed(f"PostgreSQL cannot make {self.data}: initdb says\n{process.tail}")
            else:
                raise ServerFailed(f"PostgreSQL cannot make {self.data}: the system has none of the locales {_CHARACTER_TYPES}")
        finally:
            await asyncio.to_thread(password_file.unlink, missing_ok=True)
        await asyncio.to_thread(self._adopt, draft)

    def _empty_draft(self, draft: Path, password_file: Path) -> None:
        """A half-made directory of an interrupted first start is thrown away: only a renamed one counts."""
        if draft.exists():
            shutil.rmtree(draft)
        self.make_directory(draft)
        self.write(password_file, self.password + "\n")

    def _adopt(self, draft: Path) -> None:
        draft.rename(self.data)
        sync_directory(self.folder)

    def _initdb(self, draft: Path, character_type: str) -> Launch:
        builtin = self._program.version[0] >= _BUILTIN_LOCALES_SINCE
        provider = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8") if builtin else ()
        where = self._data_as_seen()
        return Launch(
            (
                str(self._program.path.with_name("initdb")),
                f"--pgdata={where if where.startswith('/proc/') else draft}",
                f"--username={SUPERUSER}",
                "--pwfile=../initdb.password",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                f"--lc-ctype={character_type}",
                *provider,
                "--no-sync",
                "--no-instructions",
            ),
            env=SERVER_ENVIRONMENT,
            cwd=draft,
            account=self.account,
            death_signal=signal.SIGKILL,
            private=True,
        )

    def _configure(self) -> None:
        self.make_directory(self.folder / "log")
        self._drop_foreign_pid()
        settings = _CONFIGURATION.format(host=HOST, port=self.port) + _TUNING[self.tuning]
        self.write(self.data / "postgresql.conf", settings + "include_if_exists 'local.conf'\n")
        self.write(self.data / "pg_hba.conf", _ACCESS)
        self.trim_logs()

    def _drop_foreign_pid(self) -> None:
        """Remove a pid file whose pid is now a stranger's or a zombie's: PostgreSQL would take it for a running server.

        Holding our lock, we know that no server of ours runs here. A dead pid's file stays: PostgreSQL examines it best.
        """
        path = self.data / "postmaster.pid"
        if not path.exists():
            return
        pid = self.noted_pid()
        if pid is not None and lives_in(pid, self.data):
            raise ServerFailed(
                f"PostgreSQL (pid {pid}) already runs on {self.data}; KSAP did not start it. "
                f"Stop it (kill -INT {pid}) and start again."
            )
        if pid is None or _exists(pid):
            path.unlink()

    async def _create_owner(self) -> None:
        verifier = scram_verifier(self._owner_password)
        role = f"ROLE {OWNER} WITH LOGIN CREATEDB CREATEROLE NOSUPERUSER NOBYPASSRLS PASSWORD '{verifier}'"
        known = await self._administer("SELECT 1 FROM pg_roles WHERE rolname = $1", OWNER)
        await self._administer(f"{'ALTER' if known else 'CREATE'} {role}")
        if not await self._administer("SELECT 1 FROM pg_database WHERE datname = $1", DATABASE):
            await self._administer(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")

    async def _administer(self, statement: str, *values: str) -> object:
        return await self._fetch(SUPERUSER, self.password, "postgres", statement, *values)

    async def _fetch(self, user: str, password: str, database: str, statement: str, *values: str) -> object:
        """The first value of the statement's answer, over a connection of its own."""
        import asyncpg

        try:
            connection = await asyncpg.connect(
                host=HOST, port=self.port, user=user, password=password, database=database, ssl=False, timeout=30
            )
        except (OSError, TimeoutError) as error:
            raise ServerFailed(f"PostgreSQL does not answer on {HOST}:{self.port}: {error}") from error
        try:
            return await connection.fetchval(statement, *values)
        finally:
            await connection.close()


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
