"""Telemetry: every request leaves one line and one count, by route and not by address."""

from __future__ import annotations

from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from tests.http import Client


def count(route: str, status: str) -> float:
    labels = {"method": "GET", "route": route, "status": status}
    return REGISTRY.get_sample_value("ksap_http_requests_total", labels) or 0.0


async def test_a_request_is_counted_and_logged_once(anonymous: Client) -> None:
    before = count("/health/live", "200")
    with capture_logs() as logs:
        await anonymous.get("/health/live?token=secret")
    assert count("/health/live", "200") == before + 1
    (line,) = [entry for entry in logs if entry["event"] == "http.request"]
    assert (line["method"], line["route"], line["status"]) == ("GET", "/health/live", 200)
    assert "secret" not in str(line)


async def test_unknown_addresses_share_one_label(anonymous: Client) -> None:
    before = count("other", "404")
    for address in ("/a", "/b", "/.env"):
        await anonymous.get(address)
    assert count("other", "404") == before + 3


async def test_methods_that_somebody_made_up_share_one_label(anonymous: Client) -> None:
    """Each label is kept for good: whoever invents a thousand methods must not fill the memory."""
    for method in ("BREW", "PROPFIND", "X" * 200):
        await anonymous.request(method, "/health/live")
    said = {sample.labels["method"] for metric in REGISTRY.collect() for sample in metric.samples if "method" in sample.labels}
    assert "other" in said and not {"BREW", "PROPFIND", "X" * 200} & said


async def test_webhooks_share_one_label(anonymous: Client) -> None:
    before = count("/webhooks", "405")
    await anonymous.get("/webhooks/acme/1")
    assert count("/webhooks", "405") == before + 1
