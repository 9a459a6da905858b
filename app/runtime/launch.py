"""Become another program that cannot outlive the process which asked for it.

Run as a script by `app.runtime.process`: `python -I -S launch.py '<json>' program argument…`. It needs the standard
library only and replaces itself by the program, so the caller's child *is* the program. (A `preexec_fn` would do the
same, but may deadlock in a process with threads.) The JSON object:

- `parent`: pid of the caller; if it is no longer our parent, nothing is started.
- `uid`, `gid`: the account to become, or null to stay.
- `signal`: what the program gets when the caller dies.
- `deathsig`: true where the kernel sends that signal itself (Linux, `PR_SET_PDEATHSIG`).
- `guard`: read end of a pipe that only the caller holds open, or null. A detached guard process watches it: when it
  closes, the guard sends `signal` (unless the kernel does) and waits up to `grace` seconds for the program to end.
  Whenever the program is gone or its time is up, the guard kills what is left of its process group.
- `cwd`, `umask` (null: as it is): set before the account changes, so that a directory which only root may reach by
  path still works as the current one.
"""

import json
import os
import select
import signal
import sys
from typing import Any, NoReturn

_PR_SET_PDEATHSIG = 1
_DESCRIPTORS = 1 << 16  # far above what a process that has just started can hold


def _libc_prctl() -> Any:
    """The C function; loaded before the account changes, because afterwards Python's own files may be closed to us."""
    if not sys.platform.startswith("linux"):
        return None
    import ctypes

    return ctypes.CDLL(None, use_errno=True).prctl


def _become(uid: int, gid: int) -> None:
    try:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    except OSError as error:
        sys.exit(f"cannot become user id {uid}: {error.strerror}; start as an ordinary user instead of as root")


def _default_signals() -> None:
    """Undo what Python ignores for itself, and what a shell ignores for background jobs: ignored signals survive exec."""
    for number in (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _start_guard(parent_pipe: int, number: int | None, grace: float) -> None:
    """Fork the guard, detached, so that the program never sees it as its own child."""
    program = os.getpid()
    alive_read, alive_write = os.pipe()
    middle = os.fork()
    if middle:
        os.waitpid(middle, 0)
        os.close(alive_read)
        os.close(parent_pipe)
        os.set_inheritable(alive_write, True)  # the program keeps it open for exactly as long as it lives
        return
    os.setsid()
    if os.fork():
        os._exit(0)
    keep = sorted((parent_pipe, alive_read))
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.closerange(3, keep[0])
    os.closerange(keep[0] + 1, keep[1])
    os.closerange(keep[1] + 1, _DESCRIPTORS)
    os.chdir("/")
    _guard(program, parent_pipe, alive_read, number, grace)


def _guard(program: int, parent_pipe: int, alive: int, number: int | None, grace: float) -> NoReturn:
    try:
        if alive not in select.select([parent_pipe, alive], [], [])[0]:
            if number is not None:
                os.kill(program, number)
            select.select([alive], [], [], grace)
        os.killpg(program, signal.SIGKILL)
    except ProcessLookupError:
        pass
    finally:
        os._exit(0)


def main() -> NoReturn:
    plan = json.loads(sys.argv[1])
    program = sys.argv[2:]
    prctl = _libc_prctl() if plan["deathsig"] else None
    os.setsid()  # a terminal's Ctrl-C reaches the caller alone, which stops its children in good order
    _default_signals()
    if plan["umask"] is not None:
        os.umask(plan["umask"])
    os.chdir(plan["cwd"])
    if plan["uid"] is not None:
        _become(plan["uid"], plan["gid"])
    if plan["guard"] is not None:
        _start_guard(plan["guard"], None if prctl else plan["signal"], plan["grace"])
    if prctl is not None and prctl(_PR_SET_PDEATHSIG, plan["signal"], 0, 0, 0) != 0:
        sys.exit("cannot ask the kernel for a signal at the parent's death (prctl)")
    if os.getppid() != plan["parent"]:
        sys.exit(0)
    try:
        os.execv(program[0], program)  # noqa: S606 (no shell is what we want)
    except OSError as error:
        sys.exit(f"cannot run {program[0]}: {error.strerror}")


if __name__ == "__main__":
    main()
