"""The REST API's index and what WordPress says outside of it."""

from __future__ import annotations

from typing import Any

from app.sandbox.woocommerce.router import Router
from app.sandbox.woocommerce.site import Site
from app.sandbox.woocommerce.state import SHIPMENT_TRACKING, tracking_mode
from app.sandbox.woocommerce.trackings import NAMESPACE

NAMESPACES = ("oembed/1.0", "wc-admin-email", "wc-analytics", "wc-telemetry", "wc/store", "wc/store/v1", "wc/v1", "wc/v2",
              "wc/v3", "wccom-site/v2", "wp/v2", "wp-site-health/v1", "wp-block-editor/v1")  # fmt: skip


def routes(site: Site, router: Router, namespace: str = "") -> dict[str, Any]:
    """Every route with its methods, as the index shows them."""
    names = [namespace] if namespace else namespaces(site)
    out: dict[str, Any] = {f"/{name}": _route(site, f"/{name}", ["GET"]) for name in names}
    for endpoint in router.endpoints:
        if endpoint.serves(site) and any(endpoint.template.startswith(f"/{name}/") for name in names):
            out[endpoint.template] = _route(site, endpoint.template, endpoint.methods)
    return out


def _route(site: Site, template: str, methods: list[str]) -> dict[str, Any]:
    namespace = "/".join(template.split("/")[1:3])
    row: dict[str, Any] = {"namespace": namespace, "methods": methods, "endpoints": [{"methods": methods, "args": {}}]}
    if "(?P" not in template:
        row["_links"] = {"self": [{"href": f"{site.home}/wp-json{template}"}]}
    return row


def namespaces(site: Site) -> list[str]:
    extra = [NAMESPACE] if tracking_mode(site.host, site.shop) == SHIPMENT_TRACKING else []
    return [*NAMESPACES, *extra]


def index_json(site: Site, router: Router) -> dict[str, Any]:
    """The root of the REST API, for everybody."""
    offset = site.now.astimezone(site.zone).utcoffset()
    hours = offset.total_seconds() / 3600 if offset else 0
    grant = f"{site.home}/wp-admin/authorize-application.php"
    return {
        "name": site.shop.name,
        "description": site.shop.tagline,
        "url": site.home,
        "home": site.home,
        "gmt_offset": f"{hours:g}",
        "timezone_string": site.shop.timezone,
        "page_for_posts": 0,
        "page_on_front": 0,
        "show_on_front": "posts",
        "namespaces": namespaces(site),
        "authentication": {"application-passwords": {"endpoints": {"authorization": grant}}},
        "routes": {"/": _root(site), **routes(site, router)},
        "site_logo": 0,
        "site_icon": 0,
        "site_icon_url": "",
        "_links": {"help": [{"href": "https://developer.wordpress.org/rest-api/"}]},
    }


def _root(site: Site) -> dict[str, Any]:
    return {"namespace": "", "methods": ["GET"], "endpoints": [{"methods": ["GET"], "args": {}}],
            "_links": {"self": [{"href": f"{site.home}/wp-json/"}]}}  # fmt: skip


def namespace_json(site: Site, router: Router, namespace: str) -> dict[str, Any]:
    """The index of one namespace."""
    return {
        "namespace": namespace,
        "routes": routes(site, router, namespace),
        "_links": {"up": [{"href": f"{site.home}/wp-json/"}]},
    }
