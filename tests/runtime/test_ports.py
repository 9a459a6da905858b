"""A port that somebody else has."""

from __future__ import annotations

import socket

import pytest

from app.runtime import PortTaken, require_free


def test_a_taken_port_stops_the_start_with_its_setting() -> None:
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        port = stranger.getsockname()[1]
        with pytest.raises(PortTaken, match=rf"the API cannot start: .* port {port} of 127\.0\.0\.1\..* KSAP_PORT"):
            require_free("the API", "127.0.0.1", port, "KSAP_PORT")
    require_free("the API", "127.0.0.1", port, "KSAP_PORT")
