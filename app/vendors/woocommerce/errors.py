"""What the shop's refusals mean: the vendor's code first, then the status, never the words of a message.

A shop is somebody's WordPress behind somebody's host, so an answer may also be a page: a firewall's, a password
prompt's, a maintenance notice, a theme's 404. Such a page says nothing about the keys: it is a state of the site
(retry later, tell the merchant what to look at), not dead credentials.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.kernel.retry import retry_after
from app.kernel.transport import VendorAnswer
from app.ports.vendor import Remedy, VendorError
from app.vendors.woocommerce.answers import BOM, parse

NO_ROUTE = "rest_no_route"

REMEDIES: Mapping[int | str, Remedy] = {
    401: Remedy.RECONNECT,
    403: Remedy.RECONNECT,
    408: Remedy.RETRY,
    425: Remedy.RETRY,
    # No route of that name: WooCommerce is being updated or was switched off. The keys are still good.
    NO_ROUTE: Remedy.RETRY,
    "woocommerce_rest_authentication_missing_parameter": Remedy.OURS_TO_FIX,
    **dict.fromkeys(
        (
            "woocommerce_rest_product_invalid_id",
            "woocommerce_rest_product_variation_invalid_id",
            "woocommerce_rest_product_variation_invalid_parent",
            "woocommerce_rest_invalid_product_id",
            "woocommerce_rest_shop_order_invalid_id",
            "woocommerce_rest_order_invalid_id",
            "woocommerce_rest_already_trashed",
            "woocommerce_rest_term_invalid",
            "woocommerce_rest_product_not_created",
            "woocommerce_product_image_upload_error",
            "woocommerce_product_invalid_image_id",
            "woocommerce_variation_image_upload_error",
            "woocommerce_variation_invalid_image_id",
            "product_invalid_sku",
            "product_invalid_global_unique_id",
            "variation_invalid_sku",
        ),
        Remedy.SKIP,
    ),
}

ANONYMOUS = frozenset(f"woocommerce_rest_cannot_{verb}" for verb in ("view", "create", "edit", "delete", "batch"))
"""Codes that a call without recognised keys gets, which is also what a host that drops the header produces."""


def problem(answer: VendorAnswer) -> tuple[str, str] | None:
    """(code, message) of a WordPress error answer; None when the body is not one."""
    try:
        body = parse(answer.body)
    except ValueError:
        return None
    if not isinstance(body, dict) or "code" not in body:
        return None
    return str(body.get("code") or ""), str(body.get("message") or "")


def hidden_status(data: Any) -> int | None:
    """The status of an error that came with 200: where PHP prints a warning first, no status can follow any more."""
    inner = data.get("data") if isinstance(data, dict) and "code" in data and "message" in data else None
    status = inner.get("status") if isinstance(inner, dict) else None
    return status if isinstance(status, int) and 400 <= status < 600 else None


def remedy(status: int, code: str) -> Remedy:
    """The same order of precedence as `Vendor.remedy_for`."""
    if code in REMEDIES:
        return REMEDIES[code]
    if status in REMEDIES:
        return REMEDIES[status]
    if status == 429:
        return Remedy.WAIT
    return Remedy.RETRY if status >= 500 else Remedy.OURS_TO_FIX


def refusal(answer: VendorAnswer) -> VendorError:
    """The error to raise for an answer that is not the data asked for."""
    told = problem(answer)
    if told is None:
        return _page(answer)
    code, message = told
    verdict = remedy(answer.status, code)
    return VendorError(
        _sentence(verdict, answer.status, code),
        remedy=verdict,
        vendor_message=message,
        vendor_code=code,
        http_status=answer.status,
        retry_after=retry_after(answer.headers),
    )


def item_refusal(error: Mapping[str, Any]) -> VendorError:
    """The error of one item of a batch: {code, message, data: {status}}."""
    code, data = str(error.get("code") or ""), error.get("data")
    status = int(data.get("status") or 400) if isinstance(data, dict) else 400
    verdict = remedy(status, code)
    if verdict is Remedy.OURS_TO_FIX:  # the batch itself was understood, so it is this item's content
        verdict = Remedy.SKIP
    return VendorError(
        "The shop refused this item.",
        remedy=verdict,
        vendor_message=str(error.get("message") or ""),
        vendor_code=code,
        http_status=status,
    )


def _sentence(verdict: Remedy, status: int, code: str) -> str:
    if code == NO_ROUTE:
        return (
            "The shop does not offer the WooCommerce REST API here: WooCommerce is switched off, being updated or "
            "older than 5.8, or the address is not the shop's own."
        )
    if verdict is Remedy.RECONNECT:
        return "The shop refused the API key. It may be revoked, or lack the right to do this."
    if verdict is Remedy.WAIT:
        return "The shop asks to slow down."
    if verdict is Remedy.RETRY:
        return "The shop's server failed."
    if verdict is Remedy.SKIP:
        return "The shop refused this item."
    return f"The shop did not understand the request (HTTP {status})."


def _instead_of_data(body: bytes) -> str:
    if not body.strip():
        return "The shop answered with nothing instead of data: its server ran out of memory or time."
    if body.removeprefix(BOM).lstrip()[:1] == b"<":
        return (
            "The shop answered with a page instead of data: a maintenance or coming-soon plug-in, or a PHP warning "
            "printed before the data."
        )
    try:
        parse(body)
    except ValueError:
        return "The shop's answer cannot be read: it broke off, or something else stands before, in or behind the data."
    return "The shop answered with other data than WooCommerce's. A plug-in may have changed its REST API."


def _page(answer: VendorAnswer) -> VendorError:
    status = answer.status
    verdict = Remedy.RETRY
    if 200 <= status < 300:
        message = _instead_of_data(answer.body)
    elif 300 <= status < 400:
        where = answer.headers.get("location", "another address")
        message = f"The shop's address redirects to {where}. Use the address that it ends at."
    elif status == 401:
        message = "The site asks for a password of its own before WooCommerce is reached."
    elif status == 403:
        message = "A firewall in front of the shop refused the call. Allow the REST API (/wp-json/) in it."
    elif status == 404:
        message = (
            "No REST API was found at this address. In WordPress choose Settings → Permalinks and anything but "
            "“Plain”, and check the address, its sub-directory included."
        )
    elif status == 429:
        message, verdict = "The shop's host asks to slow down.", Remedy.WAIT
    elif status == 503:
        message = "The shop is in maintenance or overloaded."
    elif status >= 500:
        message = "The shop's server failed."
    else:
        message, verdict = f"The shop's host refused the request (HTTP {status}).", Remedy.OURS_TO_FIX
    return VendorError(message, remedy=verdict, http_status=status, retry_after=retry_after(answer.headers))
