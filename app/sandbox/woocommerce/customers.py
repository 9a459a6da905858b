"""Customers as the REST API shows and takes them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from app.sandbox.core import Refused
from app.sandbox.shop import Address, Customer
from app.sandbox.woocommerce.listing import COLLECTION, Answer, Call, Traits, paged, select
from app.sandbox.woocommerce.order_writes import write_address
from app.sandbox.woocommerce.orders import address_json
from app.sandbox.woocommerce.site import Site, metas, put_metas
from app.sandbox.woocommerce.wp import RestError, Rule, check, truthy

BODY = {
    "email": Rule("string"),
    "first_name": Rule("string"),
    "last_name": Rule("string"),
    "username": Rule("string"),
    "billing": Rule("object"),
    "shipping": Rule("object"),
    "meta_data": Rule("array"),
}
LIST = {
    **{name: COLLECTION[name] for name in ("page", "per_page", "search", "exclude", "include", "offset", "order")},
    "orderby": Rule("string", ("id", "include", "name", "registered_date")),
    "email": Rule("string"),
    "role": Rule(
        "string", ("all", "administrator", "editor", "author", "contributor", "subscriber", "customer", "shop_manager")
    ),
}
TRAITS = Traits(lambda c: c.id, lambda c: c.created, lambda c: c.updated, lambda c: f"{c.first_name} {c.last_name}")


def customer_json(site: Site, customer: Customer) -> dict[str, Any]:
    home = customer.addresses[0] if customer.addresses else Address(customer.first_name, customer.last_name)
    shipping = customer.addresses[1] if len(customer.addresses) > 1 else home
    digest = hashlib.sha256(customer.email.lower().encode()).hexdigest()
    paid = any(o.customer_id == customer.id and o.financial == "paid" for o in site.shop.orders.values())
    return {
        "id": customer.id,
        **site.dates("date_created", customer.created),
        **site.dates("date_modified", customer.updated),
        "email": customer.email,
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "role": "customer",
        "username": customer.email.partition("@")[0],
        "billing": address_json(home, email=customer.email, phone=home.phone or customer.phone),
        "shipping": address_json(shipping, phone=shipping.phone),
        "is_paying_customer": paid,
        "avatar_url": f"https://secure.gravatar.com/avatar/{digest}?s=96&d=mm&r=g",
        "meta_data": metas(customer.extra),
        "_links": site.links(f"customers/{customer.id}"),
    }


def list_customers(call: Call) -> Answer:
    check(call.params, LIST)
    found = list(call.site.shop.customers.values())
    if call["email"]:
        found = [c for c in found if c.email.lower() == str(call["email"]).lower()]
    if call["search"]:
        text = str(call["search"]).lower()
        found = [c for c in found if text in f"{c.email} {c.first_name} {c.last_name}".lower()]
    if call["role"] not in (None, "all", "customer"):
        found = []
    by = {"name": "title", "registered_date": "date"}.get(str(call["orderby"] or "name"), call["orderby"])
    call.params = {**call.params, "orderby": by, "order": call["order"] or "asc"}
    return paged(call, select(call, found, TRAITS), lambda c: customer_json(call.site, c))


def _found(call: Call, status: int = 404) -> Customer:
    customer = call.site.shop.customers.get(call.path["id"])
    if customer is None:
        raise RestError("woocommerce_rest_invalid_id", "Invalid resource ID.", status)
    return customer


def get_customer(call: Call) -> Answer:
    return Answer(customer_json(call.site, _found(call)))


def create_customer(call: Call) -> Answer:
    if call.direct:
        check(call.params, BODY, ["email"])
    if call["id"]:
        raise RestError("woocommerce_rest_customer_exists", "Cannot create existing resource.")
    email = str(call["email"] or "")
    if "@" not in email:
        raise RestError("registration-error-invalid-email", "Please provide a valid email address.")
    world, shop = call.site.host.world, call.site.shop
    try:
        names = {name: str(call[name] or "") for name in ("first_name", "last_name")}
        customer = world.create_customer(shop, email=email, **names)
    except Refused:
        message = f"An account is already registered with {email}. Please log in or use a different email address."
        raise RestError("registration-error-email-exists", message) from None
    _write(call, customer)
    where = call.site.rest(f"customers/{customer.id}")
    return Answer(customer_json(call.site, customer), 201, {"Location": where})


def update_customer(call: Call) -> Answer:
    if call.direct:
        check(call.params, BODY)
    customer = _found(call, 400)
    email = str(call["email"] or customer.email)
    others = (c for c in call.site.shop.customers.values() if c is not customer)
    if any(c.email.lower() == email.lower() for c in others):
        raise RestError("woocommerce_rest_customer_invalid_email", "Email address is invalid.")
    _write(call, customer)
    return Answer(customer_json(call.site, customer))


def _write(call: Call, customer: Customer) -> None:
    home = customer.addresses[0] if customer.addresses else Address(customer.first_name, customer.last_name)
    shipping = customer.addresses[1] if len(customer.addresses) > 1 else home
    values: dict[str, Any] = {name: str(call[name]) for name in ("email", "first_name", "last_name") if call.has(name)}
    if isinstance(call["billing"], Mapping) or isinstance(call["shipping"], Mapping):
        home = write_address(home, call["billing"])
        values["addresses"] = [home, write_address(shipping, call["shipping"])] if call.has("shipping") else [home]
    extra = dict(customer.extra)
    put_metas(call.site, extra, call["meta_data"])
    call.site.host.world.edit_customer(call.site.shop, customer.id, extra=extra, **values)


def delete_customer(call: Call) -> Answer:
    if not truthy(call["force"]):
        raise RestError("woocommerce_rest_trash_not_supported", "Customers do not support trashing.", 501)
    customer = _found(call)
    answer = Answer(customer_json(call.site, customer))
    del call.site.shop.customers[customer.id]
    call.site.host.world.emit(call.site.shop, "customer.deleted", customer.id)
    return answer
