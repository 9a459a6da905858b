"""What can go wrong before the first request: each message says what happened and what to do, and holds no password."""

from pathlib import Path


class RuntimeFault(Exception):
    """Base of every error that the runtime raises on purpose; `str(error)` is fit for a terminal."""


class HomeInUse(RuntimeFault):
    """Another process runs on this directory. `pid` is None when the holder left no readable trace."""

    def __init__(self, path: Path, pid: int | None, host: str | None = None) -> None:
        self.path, self.pid = path, pid
        who = f"process {pid}" if pid else "another process"
        where = f" on host {host}" if host else ""
        stop = f"`kill {pid}`" if pid and not host else "its own Ctrl-C"
        super().__init__(
            f"{path} is in use by {who}{where}. Stop it first ({stop}), "
            f"or start this one on another directory by setting KSAP_HOME."
        )


class PortTaken(RuntimeFault):
    """Another program listens where one of ours is to listen."""

    def __init__(self, what: str, host: str, port: int, setting: str) -> None:
        self.port = port
        super().__init__(
            f"{what} cannot start: another program listens on port {port} of {host}. "
            f"Stop that one, or give {what} another port by setting {setting}."
        )


class HomeUnusable(RuntimeFault):
    """The directory cannot be created, written or trusted."""


class ServerMissing(RuntimeFault):
    """No usable server program was found on this machine."""


class ServerFailed(RuntimeFault):
    """An embedded server cannot be started on its directory."""


class ServerUnavailable(RuntimeFault):
    """A server named by DATABASE_URL or REDIS_URL cannot be used."""


class StopRequested(RuntimeFault):
    """A signal asked us to end while a child was still starting."""


class ChildFailed(RuntimeFault):
    """A supervised process ended or stayed silent before it was ready. `output` holds its last lines."""

    def __init__(self, name: str, reason: str, output: str = "") -> None:
        self.name, self.reason, self.output = name, reason, output
        tail = f"; its last words:\n{output}" if output else ""
        super().__init__(f"{name} {reason}{tail}")
