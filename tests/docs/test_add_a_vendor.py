"""The guide's blocks are extracted, imported as a vendor's folder, and held to the rules of the ports."""

from __future__ import annotations

import hashlib
import hmac
import importlib
import inspect
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import orjson
import pytest

import app.vendors
from app.kernel.transport import Transport, VendorAnswer
from app.ports import storefront
from app.ports.storefront import HintKind, OrderSource, ProductSource, WebhookReceiver
from app.ports.vendor import Account, Channel, Credentials, Environment, Remedy, Vendor, VendorError

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guides" / "add-a-vendor.md"
BLOCK = re.compile(r"```python file=(app/vendors/acme/\w+\.py)\n(.*?)```", re.S)
PRODUCT = {
    "id": 7, "name": "Pen", "currency": "EUR", "updated": "2026-02-02T09:00:00+01:00",
    "variants": [{"id": 71, "name": "Blue", "sku": "PEN-B", "price": "2.50"}],
}  # fmt: skip


@dataclass
class Answers:
    """A transport that answers from a list and keeps what it was asked."""

    answers: list[tuple[int, Any]]
    asked: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    async def send(self, method: str, url: str, **options: Any) -> VendorAnswer:
        self.asked.append((method, url, options))
        status, body = self.answers.pop(0)
        return VendorAnswer(status, {}, orjson.dumps(body))


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Vendor]:
    """The guide's vendor, imported under the very name it would have."""
    blocks = BLOCK.findall(GUIDE.read_text())
    assert len(blocks) == GUIDE.read_text().count("```python")
    for path, code in blocks:
        (tmp_path / "acme").mkdir(exist_ok=True)
        (tmp_path / "acme" / Path(path).name).write_text(code)
    monkeypatch.setattr(app.vendors, "__path__", [*app.vendors.__path__, str(tmp_path)])
    importlib.invalidate_caches()
    yield importlib.import_module("app.vendors.acme").VENDOR
    for name in [n for n in sys.modules if n.startswith("app.vendors.acme")]:
        del sys.modules[name]
    if hasattr(app.vendors, "acme"):
        delattr(app.vendors, "acme")


def channel(*answers: tuple[int, Any]) -> Channel:
    credentials = Credentials(
        auth="token", environment=Environment.SANDBOX, public={"shop": "corner"}, secrets={"token": "s3cret"}
    )
    transport = cast(Transport, Answers(list(answers)))
    return Channel(connection_id="c", credentials=credentials, transport=transport, base_url="http://127.0.0.1:1/acme/corner")


def test_the_manifest_offers_what_it_implements(acme: Vendor) -> None:
    assert acme.offer(ProductSource) is not None
    assert acme.offer(WebhookReceiver) is not None
    assert acme.offer(OrderSource) is None
    assert acme.base_url({"shop": "corner"}, Environment.LIVE, "") == "https://corner.acme.example"


@pytest.mark.parametrize("port", [Account, ProductSource, WebhookReceiver])
def test_signatures_are_those_of_the_ports(acme: Vendor, port: type[Any]) -> None:
    found = acme.account if port is Account else acme.offer(port)
    for name, method in vars(port).items():
        if not name.startswith("_") and callable(getattr(port, name)):
            wanted = inspect.signature(getattr(port, name)).parameters
            assert list(inspect.signature(getattr(found, name)).parameters) == list(wanted), f"{name} of {method}"


def test_no_port_has_more_than_five_methods() -> None:
    ports = [p for p in vars(storefront).values() if inspect.isclass(p) and getattr(p, "_is_protocol", False)]
    assert ports
    for port in ports:
        assert len([n for n in vars(port) if not n.startswith("_") and callable(getattr(port, n))]) <= 5, port


async def test_products_are_read_page_by_page(acme: Vendor) -> None:
    opened = channel((200, {"items": [PRODUCT], "next": "p2"}), (200, {"items": [], "next": None}))
    source = acme.offer(ProductSource)
    assert source is not None
    pages = [page async for page in source(opened).products_since(None, None)]
    assert [page.cursor for page in pages] == ["p2", None]
    (product,) = pages[0].items
    assert product.variants[0].price == Decimal("2.50")
    assert product.updated_at is not None and product.updated_at.isoformat() == "2026-02-02T08:00:00+00:00"
    asked = cast(Answers, opened.transport).asked
    assert asked[1][2]["params"] == {"cursor": "p2"}
    assert asked[0][2]["headers"] == {"authorization": "Bearer s3cret"}


@pytest.mark.parametrize(
    ("status", "remedy"),
    [(401, Remedy.RECONNECT), (422, Remedy.SKIP), (429, Remedy.WAIT), (503, Remedy.RETRY), (418, Remedy.OURS_TO_FIX)],
)
async def test_a_refusal_has_its_remedy(acme: Vendor, status: int, remedy: Remedy) -> None:
    assert acme.account is not None
    with pytest.raises(VendorError) as refused:
        await acme.account(channel((status, {"error": "no"}))).shop()
    assert refused.value.remedy is remedy
    assert "no" in refused.value.vendor_message


def test_a_webhook_needs_its_signature(acme: Vendor) -> None:
    receiver = acme.offer(WebhookReceiver)
    assert receiver is not None
    raw = b'{"id": 7}'
    headers = {
        "x-acme-signature": hmac.new(b"key", raw, hashlib.sha256).hexdigest(),
        "x-acme-delivery": "d1",
        "x-acme-topic": "product.changed",
    }
    delivery = receiver.verify(headers, raw, "key")
    assert delivery is not None and delivery.delivery_id == "d1"
    assert receiver.verify(headers, raw + b" ", "key") is None
    assert receiver.verify({**headers, "x-acme-signature": "é"}, raw, "key") is None
    assert receiver.verify({}, raw, "key") is None
    assert receiver.read("product.changed", raw).external_id == "7"
    assert receiver.read("else", raw).kind is HintKind.UNKNOWN
