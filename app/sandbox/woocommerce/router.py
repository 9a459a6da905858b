"""Routes of the REST API: found, authenticated, permitted, answered; batches of them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from app.sandbox.core import Refused
from app.sandbox.woocommerce import (
    customers,
    fulfillments,
    hooks,
    order_routes,
    product_routes,
    settings,
    terms,
    trackings,
)
from app.sandbox.woocommerce.listing import Answer, Call
from app.sandbox.woocommerce.order_status import refused
from app.sandbox.woocommerce.site import Site
from app.sandbox.woocommerce.wp import RestError

Handler = Callable[[Call], Answer | Awaitable[Answer]]
MAX_BATCH = 100
WRITES = ("POST", "PUT", "PATCH")
_DENIED = {
    "list": ("woocommerce_rest_cannot_view", "Sorry, you cannot list resources."),
    "view": ("woocommerce_rest_cannot_view", "Sorry, you cannot view this resource."),
    "create": ("woocommerce_rest_cannot_create", "Sorry, you are not allowed to create resources."),
    "edit": ("woocommerce_rest_cannot_edit", "Sorry, you are not allowed to edit this resource."),
    "delete": ("woocommerce_rest_cannot_delete", "Sorry, you are not allowed to delete this resource."),
    "batch": ("woocommerce_rest_cannot_batch", "Sorry, you are not allowed to batch manipulate this resource."),
}


@dataclass(frozen=True)
class Endpoint:
    """One route: `template` is as WordPress names it, `handlers` by method, with what is denied to strangers."""

    template: str
    handlers: Mapping[str, tuple[Handler, str]]
    serves: Callable[[Site], bool] = lambda site: True
    pattern: re.Pattern[str] = field(default=re.compile(""))

    @classmethod
    def of(cls, path: str, serves: Callable[[Site], bool] = lambda site: True, **handlers: tuple[Handler, str]) -> Endpoint:
        """`path` such as "/wc/v3/orders/<id>"; handlers by name: get, post, edit (PUT, POST, PATCH), delete."""
        template = re.sub(r"<(\w+)>", r"(?P<\1>[\\d]+)", path)
        template = re.sub(r"<(\w+):([^>]+)>", r"(?P<\1>\2)", template)
        by_method: dict[str, tuple[Handler, str]] = {}
        for name, handler in handlers.items():
            for method in WRITES if name == "edit" else (name.upper(),):
                by_method[method] = handler
        return cls(template, by_method, serves, re.compile(f"^{template}$"))

    @property
    def methods(self) -> list[str]:
        return list(self.handlers)


def _items(base: str, module: Any, one: str, many: str) -> list[Endpoint]:
    """A collection with the usual five routes and its batch."""
    create, update = getattr(module, f"create_{one}"), getattr(module, f"update_{one}")
    delete = getattr(module, f"delete_{one}")
    return [
        Endpoint.of(base, get=(getattr(module, f"list_{many}"), "list"), post=(create, "create")),
        Endpoint.of(f"{base}/batch", edit=(partial(batch, create, update, delete), "batch")),
        Endpoint.of(
            f"{base}/<id>", get=(getattr(module, f"get_{one}"), "view"), edit=(update, "edit"), delete=(delete, "delete")
        ),
    ]


def _terms(route: str, kind: str) -> list[Endpoint]:
    return [
        Endpoint.of(route, get=(partial(terms.list_terms, kind), "list"), post=(partial(terms.create_term, kind), "create")),
        Endpoint.of(f"{route}/<id>", get=(partial(terms.get_term, kind), "view")),
    ]


def endpoints() -> list[Endpoint]:
    """Every route that a shop can have."""
    o, p, t = order_routes, product_routes, trackings
    tracking = f"/{t.NAMESPACE}/orders/<order_id>/shipment-trackings"
    parcel = "/wc/v3/orders/<order_id>/fulfillments"
    values = "/wc/v3/products/attributes/<attribute_id>/terms"
    return [
        *_items("/wc/v3/products/<product_id>/variations", p, "variation", "variations"),
        Endpoint.of("/wc/v3/variations", fulfillments.serves, get=(p.list_all_variations, "list")),
        *_terms("/wc/v3/products/categories", "product_cat"),
        *_terms("/wc/v3/products/tags", "product_tag"),
        *_terms("/wc/v3/products/brands", "product_brand"),
        Endpoint.of(values, get=(terms.list_values, "list"), post=(terms.create_value, "create")),
        Endpoint.of("/wc/v3/products/attributes", get=(terms.list_attributes, "list"), post=(terms.create_attribute, "create")),
        Endpoint.of("/wc/v3/products/attributes/<id>", get=(terms.get_attribute, "view")),
        *_items("/wc/v3/products", p, "product", "products"),
        Endpoint.of("/wc/v3/orders/<order_id>/notes", get=(o.list_notes, "list"), post=(o.create_note, "create")),
        Endpoint.of("/wc/v3/orders/<order_id>/notes/<id>", get=(o.get_note, "view"), delete=(o.delete_note, "delete")),
        Endpoint.of("/wc/v3/orders/<order_id>/refunds", get=(o.list_refunds, "list"), post=(o.create_refund, "create")),
        Endpoint.of("/wc/v3/orders/<order_id>/refunds/<id>", get=(o.get_refund, "view")),
        Endpoint.of("/wc/v3/refunds", get=(o.all_refunds, "list")),
        Endpoint.of(parcel, fulfillments.serves, get=(fulfillments.list_fulfillments, "list"),
                    post=(fulfillments.create_fulfillment, "create")),
        Endpoint.of(f"{parcel}/<id>", fulfillments.serves, get=(fulfillments.get_fulfillment, "view"),
                    edit=(fulfillments.update_fulfillment, "edit"), delete=(fulfillments.delete_fulfillment, "delete")),
        Endpoint.of(tracking, t.serves, get=(t.list_trackings, "list"), post=(t.create_tracking, "create")),
        Endpoint.of(f"{tracking}/providers", t.serves, get=(t.list_providers, "")),
        Endpoint.of(f"{tracking}/<tracking:[a-fA-F0-9]{{0,32}}>", t.serves, get=(t.get_tracking, "view"),
                    delete=(t.delete_tracking, "delete")),
        *_items("/wc/v3/orders", o, "order", "orders"),
        *_items("/wc/v3/customers", customers, "customer", "customers"),
        *_items("/wc/v3/webhooks", hooks, "webhook", "webhooks"),
        Endpoint.of("/wc/v3/settings", get=(settings.list_groups, "list")),
        Endpoint.of("/wc/v3/settings/<group:[\\w-]+>", get=(settings.list_options, "list")),
        Endpoint.of("/wc/v3/settings/<group:[\\w-]+>/<option:[\\w-]+>", get=(settings.get_option, "view")),
        Endpoint.of("/wc/v3/system_status", get=(settings.system_status, "list")),
        Endpoint.of("/wc/v3/data/currencies", get=(terms.list_currencies, "list")),
        Endpoint.of("/wc/v3/data/currencies/current", get=(terms.current_currency, "view")),
        Endpoint.of("/wc/v3/data/currencies/<currency:[\\w-]{3}>", get=(terms.get_currency, "view")),
    ]  # fmt: skip


class Router:
    """All routes, and the way to one of them."""

    def __init__(self) -> None:
        self.endpoints = endpoints()

    def find(self, site: Site, route: str, method: str) -> tuple[Endpoint, Handler, str, dict[str, int]]:
        """Endpoint, handler, what is denied to strangers, and the numbers in the route; rest_no_route otherwise."""
        for endpoint in self.endpoints:
            match = endpoint.pattern.match(route)
            if match and endpoint.serves(site) and method in endpoint.handlers:
                numbers = {name: int(value) for name, value in match.groupdict().items() if value.isdigit()}
                return endpoint, *endpoint.handlers[method], numbers
        raise RestError("rest_no_route", "No route was found matching the URL and request method.", 404)

    def allowed(self, site: Site, route: str) -> list[str]:
        """The methods that a route has, for OPTIONS."""
        found = [e for e in self.endpoints if e.pattern.match(route) and e.serves(site)]
        return list(dict.fromkeys(method for e in found for method in e.methods))

    async def run(self, call: Call, handler: Handler, denied: str, *, stranger: bool) -> Answer:
        """The handler's answer. WordPress checks parameters before permissions, but every one here checks its own:
        a stranger is refused first."""
        if stranger and denied:
            code, message = _DENIED[denied]
            raise RestError(code, message, 401)
        try:
            answer = handler(call)
            return await answer if inspect.isawaitable(answer) else answer
        except Refused as refusal:
            raise as_error(call, refusal) from None


def as_error(call: Call, refusal: Refused) -> RestError:
    """What the shop does not allow, in the words of the route."""
    kind = next((k for k in ("product", "customer", "order") if f"/{k}s" in call.route), "resource")
    status = 404 if refusal.code == "not_found" else 400
    return RestError(f"woocommerce_rest_{'shop_order' if kind == 'order' else kind}_not_created", refused(refusal), status)


async def batch(create: Handler, update: Handler, delete: Handler, call: Call) -> Answer:
    """Up to a hundred items; each one's error stands in its own place."""
    rows = {name: call[name] for name in ("create", "update", "delete") if isinstance(call[name], list)}
    if sum(len(r) for r in rows.values()) > MAX_BATCH:
        message = f"Unable to accept more than {MAX_BATCH} items for this request."
        raise RestError("woocommerce_rest_request_entity_too_large", message, 413)
    base = call.route.removesuffix("/batch")
    out: dict[str, list[Any]] = {}
    for name, handler, method in (("create", create, "POST"), ("update", update, "PUT"), ("delete", delete, "DELETE")):
        for row in rows.get(name, []):
            params = {"id": row, "force": True} if name == "delete" else dict(row) if isinstance(row, dict) else {}
            number = int(params.get("id") or 0) if str(params.get("id") or 0).isdigit() else 0
            path = call.path if name == "create" else {**call.path, "id": number}
            item = replace(call, method=method, route=base, params=params, path=path, direct=False)
            out.setdefault(name, []).append(await _one(item, handler, 0 if name == "create" else number))
    return Answer(out)


async def _one(call: Call, handler: Handler, number: int) -> Any:
    try:
        answer = handler(call)
        done = await answer if inspect.isawaitable(answer) else answer
    except RestError as error:
        return {"id": number, "error": error.body()}
    except Refused as refusal:
        return {"id": number, "error": as_error(call, refusal).body()}
    return done.data
