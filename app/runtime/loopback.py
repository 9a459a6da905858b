"""Ports on 127.0.0.1."""

import random
import socket

HOST = "127.0.0.1"
_LOW, _HIGH = (
    20_000,
    29_999,
)  # below what the systems hand out for outgoing connections, so that nobody takes it while we are down
_TRIES = 50


def port_is_free(port: int) -> bool:
    """Whether a server could listen on `port` now, judged as servers do: a port that only lingers in TIME_WAIT is free."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port(preferred: int | None = None) -> int:
    """`preferred` if it is free, else another one that is."""
    if preferred is not None and port_is_free(preferred):
        return preferred
    for _ in range(_TRIES):
        port = random.randint(_LOW, _HIGH)
        if port_is_free(port):
            return port
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        trial.bind((HOST, 0))
        return int(trial.getsockname()[1])
