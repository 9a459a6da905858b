"""Categories, tags, brands, attributes and their terms; currencies."""

from __future__ import annotations

from collections import Counter
from typing import Any

from app.sandbox.catalogue import slug
from app.sandbox.woocommerce.listing import COLLECTION, Answer, Call, Traits, paged, select
from app.sandbox.woocommerce.products import categories, status_of, taxonomy
from app.sandbox.woocommerce.site import Site
from app.sandbox.woocommerce.wp import RestError, Rule, check, truthy

Term = tuple[int, str]
BODY = {"name": Rule("string"), "slug": Rule("string"), "description": Rule("string")}
LIST = {
    **{name: COLLECTION[name] for name in ("page", "per_page", "search", "exclude", "include", "offset", "order")},
    "orderby": Rule("string", ("id", "include", "name", "slug", "term_group", "description", "count")),
    "hide_empty": Rule("boolean"),
    "slug": Rule("string"),
}
TRAITS = Traits(lambda t: t[0], lambda t: t[0], lambda t: t[0], lambda t: t[1], lambda t: slug(t[1]))
ROUTES = {"product_cat": "products/categories", "product_tag": "products/tags", "product_brand": "products/brands"}
CURRENCIES = {
    "AUD": ("Australian dollar", "&#36;"), "BRL": ("Brazilian real", "&#82;&#36;"), "CAD": ("Canadian dollar", "&#36;"),
    "CHF": ("Swiss franc", "&#67;&#72;&#70;"), "CZK": ("Czech koruna", "&#75;&#269;"), "DKK": ("Danish krone", "kr."),
    "EUR": ("Euro", "&euro;"), "GBP": ("Pound sterling", "&pound;"), "HUF": ("Hungarian forint", "&#70;&#116;"),
    "INR": ("Indian rupee", "&#8377;"), "JPY": ("Japanese yen", "&yen;"), "MXN": ("Mexican peso", "&#36;"),
    "NOK": ("Norwegian krone", "&#107;&#114;"), "NZD": ("New Zealand dollar", "&#36;"),
    "PLN": ("Polish z&#x142;oty", "&#122;&#322;"),
    "RON": ("Romanian leu", "lei"), "SEK": ("Swedish krona", "&#107;&#114;"), "USD": ("United States (US) dollar", "&#36;"),
}  # fmt: skip


def _known(site: Site, kind: str) -> list[Term]:
    """Every term of a taxonomy, those of the products among them."""
    for product in site.shop.products.values():
        names = {"product_cat": categories(site, product), "product_tag": product.tags}.get(kind, [product.vendor])
        for name in names:
            if name:
                site.term(kind, name)
    return list(site.terms(kind))


def _counts(site: Site, kind: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for product in site.shop.products.values():
        if status_of(product) == "publish":
            names = {"product_cat": categories(site, product), "product_tag": product.tags}.get(kind, [product.vendor])
            counts.update(names)
    return counts


def _term_json(site: Site, kind: str, term: Term, counts: Counter[str]) -> dict[str, Any]:
    route = f"{ROUTES[kind]}/{term[0]}"
    out = {"id": term[0], "name": term[1], "slug": slug(term[1]), "description": "", "count": counts[term[1]]}
    if kind == "product_cat":
        out = {**out, "parent": 0, "display": "default", "image": None, "menu_order": 0}
    return {**out, "_links": site.links(route)}


def list_terms(kind: str, call: Call) -> Answer:
    check(call.params, LIST)
    counts = _counts(call.site, kind)
    found = _known(call.site, kind)
    if call["search"]:
        found = [t for t in found if str(call["search"]).lower() in t[1].lower()]
    if call["slug"]:
        found = [t for t in found if slug(t[1]) == call["slug"]]
    if truthy(call["hide_empty"]):
        found = [t for t in found if counts[t[1]]]
    return _paged(call, found, lambda t: _term_json(call.site, kind, t, counts))


def _paged(call: Call, found: list[Term], render: Any) -> Answer:
    by = {"name": "title", "slug": "slug", "id": "id", "include": "include"}.get(str(call["orderby"] or "name"), "title")
    call.params = {**call.params, "orderby": by, "order": call["order"] or "asc"}
    return paged(call, select(call, found, TRAITS), render)


def get_term(kind: str, call: Call) -> Answer:
    term = next((t for t in _known(call.site, kind) if t[0] == call.path["id"]), None)
    if term is None:
        raise RestError("woocommerce_rest_term_invalid", "Resource does not exist.", 404)
    return Answer(_term_json(call.site, kind, term, _counts(call.site, kind)))


def create_term(kind: str, call: Call) -> Answer:
    check(call.params, BODY, ["name"])
    name = str(call["name"])
    known = {n.lower(): i for i, n in _known(call.site, kind)}
    if name.lower() in known:
        message = "A term with the name provided already exists with this parent."
        raise RestError("term_exists", message, 400, resource_id=known[name.lower()])
    term = (call.site.term(kind, name), name)
    where = call.site.rest(f"{ROUTES[kind]}/{term[0]}")
    return Answer(_term_json(call.site, kind, term, Counter()), 201, {"Location": where})


def _attributes(site: Site) -> list[Term]:
    for product in site.shop.products.values():
        for option in product.options:
            site.term("attribute", option.name)
    return list(site.terms("attribute"))


def attribute_json(site: Site, term: Term) -> dict[str, Any]:
    return {"id": term[0], "name": term[1], "slug": taxonomy(term[1]), "type": "select", "order_by": "menu_order",
            "has_archives": False, "_links": site.links(f"products/attributes/{term[0]}")}  # fmt: skip


def list_attributes(call: Call) -> Answer:
    """All of them; this route has no pages."""
    return Answer([attribute_json(call.site, term) for term in _attributes(call.site)])


def _attribute(call: Call, name: str = "id") -> Term:
    term = next((t for t in _attributes(call.site) if t[0] == call.path[name]), None)
    if term is None:
        raise RestError("woocommerce_rest_taxonomy_invalid", "Resource does not exist.", 404)
    return term


def get_attribute(call: Call) -> Answer:
    return Answer(attribute_json(call.site, _attribute(call)))


def create_attribute(call: Call) -> Answer:
    check(call.params, {**BODY, "type": Rule("string"), "has_archives": Rule("boolean")}, ["name"])
    name = str(call["name"])
    if any(n.lower() == name.lower() for _, n in _attributes(call.site)):
        message = f"Slug &quot;{slug(name)}&quot; is already in use. Change it, please."
        raise RestError("woocommerce_rest_cannot_create", message)
    return Answer(attribute_json(call.site, (call.site.term("attribute", name), name)), 201)


def list_values(call: Call) -> Answer:
    """The terms of an attribute: every value that a product's option of that name has."""
    check(call.params, LIST)
    attribute = _attribute(call, "attribute_id")
    kind = taxonomy(attribute[1])
    counts: Counter[str] = Counter()
    for product in call.site.shop.products.values():
        for option in product.options:
            if option.name == attribute[1]:
                counts.update(option.values)
    for value in counts:
        call.site.term(kind, value)

    def render(term: Term) -> dict[str, Any]:
        route = f"products/attributes/{attribute[0]}/terms/{term[0]}"
        return {"id": term[0], "name": term[1], "slug": slug(term[1]), "description": "", "menu_order": 0,
                "count": counts[term[1]], "_links": call.site.links(route)}  # fmt: skip

    return _paged(call, list(call.site.terms(kind)), render)


def create_value(call: Call) -> Answer:
    check(call.params, BODY, ["name"])
    attribute = _attribute(call, "attribute_id")
    name = str(call["name"])
    term = call.site.term(taxonomy(attribute[1]), name)
    route = f"products/attributes/{attribute[0]}/terms/{term}"
    return Answer({"id": term, "name": name, "slug": slug(name), "description": "", "menu_order": 0, "count": 0,
                   "_links": call.site.links(route)}, 201)  # fmt: skip


def currency_json(site: Site, code: str) -> dict[str, Any]:
    name, symbol = CURRENCIES.get(code, (code, code))
    return {"code": code, "name": name, "symbol": symbol, "_links": site.links(f"data/currencies/{code}")}


def list_currencies(call: Call) -> Answer:
    return Answer([currency_json(call.site, code) for code in sorted({*CURRENCIES, call.site.shop.currency})])


def current_currency(call: Call) -> Answer:
    return Answer(currency_json(call.site, call.site.shop.currency))


def get_currency(call: Call) -> Answer:
    code = call.route.rpartition("/")[2].upper()
    if code not in {*CURRENCIES, call.site.shop.currency}:
        raise RestError("woocommerce_rest_data_invalid_currency", "There are no currencies matching these parameters.", 404)
    return Answer(currency_json(call.site, code))
