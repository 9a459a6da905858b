"""The sandbox's page: shops to buy in and to manage, faults to switch, webhooks to watch. Server-rendered."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from app.sandbox.page_forms import MERCHANT_FORMS, Form, Said, read_form, start_fault, stop_faults
from app.sandbox.shop import Order, Product, Shop
from app.sandbox.stage import Stage
from app.sandbox.wording import environment, fault_groups
from app.sandbox.world import Refused

TABS = (("", "Storefront"), ("merchant", "Products"), ("orders", "Orders"), ("webhooks", "Webhooks"),
        ("faults", "Faults"), ("connect", "Connect"))  # fmt: skip
_SECURITY = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}


@dataclass
class Note:
    """What the last click did; shown once on the next page."""

    text: str
    tone: str = "ok"
    href: str = ""
    link: str = ""


def page_routes(stage: Stage) -> list[Route]:
    """The page's routes, for an app at the root."""
    page = Page(stage)
    tabs = [Route(f"/shops/{{handle}}{'/' + slug if slug else ''}", page.tab(slug)) for slug, _ in TABS]
    return [
        Route("/", page.home),
        Route("/activity", page.activity),
        Route("/faults", page.all_faults),
        Route("/faults/start", page.begin_fault, methods=["POST"]),
        Route("/faults/stop", page.end_faults, methods=["POST"]),
        Route("/reset", page.reset, methods=["POST"]),
        Route("/vendors/{slug}", page.vendor),
        *tabs,
        Route("/shops/{handle}/orders/{order_id:int}", page.order),
        Route("/shops/{handle}/{action}", page.act, methods=["POST"]),
    ]


class Page:
    """Renders and acts. Pages are a stage's state as it is at that moment; nothing is kept but the notes."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        loader = FileSystemLoader(Path(__file__).parent / "templates")
        env = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
        self.env = environment(stage, env)
        self.notes: OrderedDict[str, Note] = OrderedDict()

    def render(self, request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
        """A page; `?note=` takes the note of the click that led here."""
        note = self.notes.pop(request.query_params.get("note", ""), None)
        common = {"note": note, "here": "shops", "refresh": 0, "fault_count": len(self.stage.faults.active())}
        common["back"] = request.url.path
        html = self.env.get_template(template).render({**common, **values})
        return HTMLResponse(html, status, headers=_SECURITY)

    def go(self, path: str, note: Note) -> Response:
        """To a page of this server, with a note."""
        key = uuid4().hex
        self.notes[key] = note
        while len(self.notes) > 50:
            self.notes.popitem(last=False)
        path, _, anchor = path.partition("#")
        safe = path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
        join = "&" if "?" in safe else "?"
        return RedirectResponse(f"{safe}{join}note={key}{'#' + anchor if anchor else ''}", 303)

    def missing(self, request: Request, refusal: Refused) -> Response:
        return self.render(request, "missing.html", status=404, message=refusal.message.capitalize() + ".")

    async def home(self, request: Request) -> Response:
        rows = [self._summary(shop) for shop in self.stage.world.shops.values()]
        others = [vendor for vendor in self.stage.vendors.values() if not vendor.shops]
        services = [{"vendor": vendor, "address": _address(request, vendor.slug)} for vendor in others]
        return self.render(request, "home.html", shops=rows, services=services)

    async def activity(self, request: Request) -> Response:
        sent, seen = list(self.stage.deliveries.log)[-40:][::-1], list(self.stage.seen)[-40:][::-1]
        return self.render(request, "activity.html", here="activity", refresh=2, deliveries=sent, requests=seen)

    async def all_faults(self, request: Request) -> Response:
        vendors = self.stage.vendors
        targets = [
            {"name": shop.name, "vendor": vendors[shop.vendor].title, "href": f"/shops/{shop.handle}/faults"}
            for shop in self.stage.world.shops.values()
        ]
        for vendor in vendors.values():
            if not vendor.shops:
                targets.append({"name": vendor.title, "vendor": "No shop", "href": f"/vendors/{vendor.slug}"})
        active = self.stage.faults.active()
        return self.render(request, "all_faults.html", here="faults", active=active, targets=targets)

    async def vendor(self, request: Request) -> Response:
        slug = request.path_params["slug"]
        try:
            vendor = self.stage.vendor(slug)
        except Refused as refusal:
            return self.missing(request, refusal)
        return self.render(
            request,
            "vendor.html",
            vendor=vendor,
            address=_address(request, slug),
            credentials=self.stage.credentials(slug, None) if not vendor.shops else [],
            active=[fault for fault in self.stage.faults.active() if fault.vendor == slug],
            kinds=fault_groups() if vendor.shops else [group for group in fault_groups() if group[0] != "Webhooks"],
            requests=[seen for seen in self.stage.seen if seen.vendor == slug][-30:][::-1],
        )

    def tab(self, slug: str) -> Any:
        """The endpoint of one of a shop's tabs."""
        views = {
            "": self._storefront, "merchant": self._merchant, "orders": self._orders,
            "webhooks": self._webhooks, "faults": self._faults, "connect": self._connect,
        }  # fmt: skip

        async def endpoint(request: Request) -> Response:
            try:
                shop = self.stage.world.shop(request.path_params["handle"])
            except Refused as refusal:
                return self.missing(request, refusal)
            template, values = views[slug](request, shop)
            return self.render(request, template, **self._shop_values(shop, slug), **values)

        return endpoint

    async def order(self, request: Request) -> Response:
        try:
            shop = self.stage.world.shop(request.path_params["handle"])
            order = self.stage.world.order(shop, request.path_params["order_id"])
        except Refused as refusal:
            return self.missing(request, refusal)
        return self.render(request, "order.html", **self._shop_values(shop, "orders"), o=order)

    async def act(self, request: Request) -> Response:
        """A form of a shop: does what it says and goes back with a note, or says why not."""
        handle, action = request.path_params["handle"], request.path_params["action"]
        form = await read_form(request)
        try:
            shop = self.stage.world.shop(handle)
            if action not in MERCHANT_FORMS:
                raise Refused("not_found", f"there is nothing called {action} to do")
            said: Said = MERCHANT_FORMS[action](self.stage, shop, form)
        except Refused as refusal:
            return self.go(_came_from(request, f"/shops/{handle}"), Note(refusal.message.capitalize() + ".", "bad"))
        return self.go(said.path or f"/shops/{handle}", Note(said.text, "ok", said.href, said.link))

    async def begin_fault(self, request: Request) -> Response:
        return await self._trouble(request, start_fault)

    async def end_faults(self, request: Request) -> Response:
        return await self._trouble(request, stop_faults)

    async def reset(self, request: Request) -> Response:
        self.stage.reset()
        return self.go("/", Note("The sandbox begins anew."))

    async def _trouble(self, request: Request, work: Any) -> Response:
        form: Form = await read_form(request)
        try:
            note = Note(work(self.stage, form))
        except Refused as refusal:
            note = Note(refusal.message.capitalize() + ".", "bad")
        return self.go(form.get("back", "/faults"), note)

    def _shop_values(self, shop: Shop, tab: str) -> dict[str, Any]:
        faults = [f for f in self.stage.faults.active() if f.vendor == shop.vendor and f.shop in ("", shop.handle)]
        title = self.stage.vendors[shop.vendor].title
        return {"shop": shop, "tab": tab, "tabs": TABS, "vendor_title": title, "shop_faults": len(faults)}

    def _storefront(self, request: Request, shop: Shop) -> tuple[str, dict[str, Any]]:
        products = [product for product in shop.products.values() if product.status == "active"]
        rate = self.stage.trickle.rates.get(shop.handle, 0)
        return "storefront.html", {
            **_some(request, _search(request, products), 24),
            "rate": int(rate) if rate == int(rate) else rate,
        }

    def _merchant(self, request: Request, shop: Shop) -> tuple[str, dict[str, Any]]:
        opened = request.query_params.get("open", "")
        some = _some(request, _search(request, list(shop.products.values())), 50)
        return "merchant.html", {**some, "open": int(opened) if opened.isdecimal() else 0}

    def _orders(self, request: Request, shop: Shop) -> tuple[str, dict[str, Any]]:
        newest: list[Order] = sorted(shop.orders.values(), key=lambda order: (order.created, order.id), reverse=True)
        return "orders.html", _some(request, newest, 40, "orders")

    def _webhooks(self, request: Request, shop: Shop) -> tuple[str, dict[str, Any]]:
        sent = [delivery for delivery in self.stage.deliveries.log if delivery.shop == shop.handle][-60:][::-1]
        subscriptions = self.stage.subscriptions(shop.vendor, shop.handle)
        return "webhooks.html", {"subscriptions": subscriptions, "deliveries": sent, "refresh": 2}

    def _faults(self, request: Request, shop: Shop) -> tuple[str, dict[str, Any]]:
        active = [f for f in self.stage.faults.active() if f.vendor == shop.vendor and f.shop in ("", shop.handle)]
        return "faults.html", {"active": active, "kinds": fault_groups()}

    def _connect(self, request: Request, shop: Shop) -> tuple[str, dict[str, Any]]:
        return "connect.html", {
            "address": _address(request, f"{shop.vendor}/{shop.handle}"),
            "credentials": self.stage.credentials(shop.vendor, shop),
            "requests": [seen for seen in self.stage.seen if seen.shop == shop.handle][-30:][::-1],
            "refresh": 2,
        }

    def _summary(self, shop: Shop) -> dict[str, Any]:
        zone = ZoneInfo(shop.timezone)
        today = self.stage.clock().astimezone(zone).date()
        orders = shop.orders.values()
        subscriptions = self.stage.subscriptions(shop.vendor, shop.handle)
        pictured = [product for product in shop.products.values() if product.images and product.status == "active"]
        faults = [f for f in self.stage.faults.active() if f.vendor == shop.vendor and f.shop in ("", shop.handle)]
        return {
            "shop": shop,
            "vendor": self.stage.vendors[shop.vendor].title,
            "today": sum(order.created.astimezone(zone).date() == today for order in orders),
            "open": sum(any(line.open > 0 for line in order.lines) for order in orders),
            "webhooks": len(subscriptions),
            "webhooks_off": any(subscription.status == "disabled" for subscription in subscriptions),
            "faults": len(faults),
            "picks": pictured[:: max(1, len(pictured) // 4)][:4],
        }


def _search(request: Request, products: list[Product]) -> list[Product]:
    wanted = request.query_params.get("q", "").strip().lower()
    if not wanted:
        return products
    return [p for p in products if wanted in p.title.lower() or any(wanted in variant.sku.lower() for variant in p.variants)]


def _some(request: Request, found: list[Any], first: int, name: str = "products") -> dict[str, Any]:
    """The first so many of a list, and whether there are more."""
    asked = request.query_params.get("n", "")
    shown = min(int(asked), 5_000) if asked.isdecimal() and len(asked) < 6 else first
    more = len(found) > shown
    return {
        name: found[:shown],
        "more": more,
        "shown": shown,
        "total": len(found),
        "q": request.query_params.get("q", "").strip(),
    }


def _address(request: Request, path: str) -> str:
    return f"{request.url.scheme}://{request.url.netloc}/{path}"


def _came_from(request: Request, otherwise: str) -> str:
    """The path of the page that the form was on."""
    _, _, rest = request.headers.get("referer", "").partition(f"://{request.url.netloc}")
    return rest.partition("?")[0] if rest.startswith("/") else otherwise
