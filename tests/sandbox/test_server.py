"""`python -m app.sandbox` as a process of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
SHOP = {
    "handle": "corner", "vendor": "shopify", "name": "Corner", "currency": "USD", "country": "US",
    "products": [{"title": "Pen", "variants": [{"sku": "PEN", "price": "2.00", "stock": 100}]}],
}  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def sandbox(*arguments: str) -> Iterator[tuple[subprocess.Popen[bytes], httpx.Client]]:
    port = free_port()
    command = [sys.executable, "-m", "app.sandbox", "--port", str(port), *arguments]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "KSAP_SANDBOX_TOKEN": ""}, stderr=subprocess.PIPE)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}/control", trust_env=False) as http:
            _wait(process, http)
            yield process, http
    finally:
        process.kill()
        process.wait()
        assert process.stderr is not None
        process.stderr.close()


def _wait(process: subprocess.Popen[bytes], http: httpx.Client) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        assert process.poll() is None, process.stderr.read() if process.stderr else b""
        try:
            http.get("/vendors")
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the sandbox did not start in 30 s")


def test_demo_shops_a_loaded_one_and_a_stop_that_loses_nothing(tmp_path: Path) -> None:
    state, file = tmp_path / "state.json", tmp_path / "corner.json"
    file.write_text(json.dumps(SHOP))
    with sandbox("--state", str(state), "--load", str(file)) as (process, http):
        shops = {shop["handle"]: shop for shop in http.get("/shops").json()}
        assert {"corner", "demo-store-1", "tech-gadgets"} <= set(shops)
        placed = http.post("/shops/corner/orders", json={"lines": [{"sku": "PEN", "quantity": 3}]}).json()
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) in (0, -signal.SIGTERM)
    with sandbox("--state", str(state)) as (_, http):
        [order] = http.get("/shops/corner/orders").json()
        assert (order["id"], order["total"], order["key"]) == (placed["id"], "6.00", placed["key"])
        image = http.get("/shops/demo-store-1/products", params={"limit": 1}).json()[0]["images"][0]["path"]
        picture = http.get(str(http.base_url.join(f"/pictures/{image}")))
        assert (picture.status_code, picture.headers["content-type"].split("/")[0]) == (200, "image")
        assert http.get(str(http.base_url.join("/pictures/none.svg"))).status_code == 404


def test_a_start_that_cannot_be_says_why(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{"handle": "x"}')
    run = [sys.executable, "-m", "app.sandbox", "--port", str(free_port())]
    for arguments, said in ((["--load", str(broken)], "vendor"), (["--host", "0.0.0.0"], "loopback interface only")):
        ended = subprocess.run([*run, *arguments], cwd=ROOT, capture_output=True, timeout=60)
        assert ended.returncode == 2
        assert said in ended.stderr.decode()
