"""What Shopify's refusals mean, by status and code, never by the words of a message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from app.kernel.transport import VendorAnswer
from app.ports.vendor import Remedy, VendorError, remedy_for
from app.vendors.shopify.values import Raw

USER_ERROR = "USER_ERROR"
"""Our name for a `userErrors` entry to which Shopify gives no code: it did not like the content."""

MALFORMED = "MALFORMED_ANSWER"
NO_TOKEN = "NO_ACCESS_TOKEN"
TOKEN_REFUSED = "TOKEN_REFUSED"
TOKEN_EXPIRED = "TOKEN_EXPIRED"
NOT_FULFILLABLE = "NOT_FULFILLABLE"

_CONTENT = (  # codes of user errors about what was to be written
    "BLANK CAPABILITY_VIOLATION DUPLICATED_OPTION_NAME DUPLICATED_OPTION_VALUE DUPLICATED_VALUE "
    "GIFT_CARDS_NOT_ACTIVATED GIFT_CARD_ATTRIBUTE_CANNOT_BE_CHANGED GREATER_THAN_OR_EQUAL_TO HANDLE_NOT_UNIQUE "
    "INVALID_INPUT INVALID_METAFIELD INVALID_PRODUCT INVALID_VALUE INVALID_VARIANT MUST_BE_FOR_THIS_PRODUCT "
    "NEGATIVE_PRICE_VALUE NOT_DEFINED_FOR_SHOP OPTIONS_OVER_LIMIT OPTION_DOES_NOT_EXIST OPTION_VALUES_OVER_LIMIT "
    "OPTION_VALUE_DOES_NOT_EXIST OPTION_VALUE_NAME_TOO_LONG PRODUCT_DOES_NOT_EXIST PRODUCT_SUSPENDED "
    "PRODUCT_VARIANT_DOES_NOT_EXIST SUBSCRIPTION_VIOLATION TOO_LONG TOO_SHORT UNSTRUCTURED_ALREADY_EXISTS "
    "UNSUPPORTED_COMBINED_LISTING_PARENT_OPERATION VARIANTS_OVER_LIMIT VARIANT_ALREADY_EXISTS "
    "CHANGE_FROM_QUANTITY_STALE COMPARE_QUANTITY_STALE INVALID_INVENTORY_ITEM INVALID_LOCATION "
    "INVALID_QUANTITY_NEGATIVE INVALID_QUANTITY_TOO_HIGH INVALID_QUANTITY_TOO_LOW ITEM_NOT_STOCKED_AT_LOCATION "
    "NON_MUTABLE_INVENTORY_ITEM"
)

REMEDIES: Mapping[int | str, Remedy] = {
    **dict.fromkeys(_CONTENT.split(), Remedy.SKIP),
    # statuses of the whole request
    401: Remedy.RECONNECT,  # token revoked, app uninstalled
    402: Remedy.WAIT,  # shop frozen until its owner pays Shopify; the token stays good
    403: Remedy.RECONNECT,  # the app may not do this here
    404: Remedy.RECONNECT,  # no such shop
    423: Remedy.WAIT,  # shop locked for a while
    429: Remedy.WAIT,
    430: Remedy.WAIT,  # taken for a security threat; passes
    # codes of GraphQL errors
    "THROTTLED": Remedy.WAIT,
    "ACCESS_DENIED": Remedy.RECONNECT,
    "SHOP_INACTIVE": Remedy.WAIT,
    "INTERNAL_SERVER_ERROR": Remedy.RETRY,
    "TIMEOUT": Remedy.RETRY,
    "MAX_COST_EXCEEDED": Remedy.OURS_TO_FIX,
    # codes of user errors
    USER_ERROR: Remedy.SKIP,
    "OPERATION_IN_PROGRESS": Remedy.WAIT,
    "LIMIT_REACHED": Remedy.WAIT,
    "IDEMPOTENCY_CONCURRENT_REQUEST": Remedy.RETRY,
    "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED": Remedy.RETRY,
    "IDEMPOTENCY_KEY_PARAMETER_MISMATCH": Remedy.OURS_TO_FIX,
    "COMPARE_QUANTITY_REQUIRED": Remedy.OURS_TO_FIX,
    "INVALID_NAME": Remedy.OURS_TO_FIX,
    "INVALID_REASON": Remedy.OURS_TO_FIX,
    "INVALID_REFERENCE_DOCUMENT": Remedy.OURS_TO_FIX,
    "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR": Remedy.OURS_TO_FIX,
    "ID_NOT_ALLOWED": Remedy.OURS_TO_FIX,
    "INPUT_MISMATCH": Remedy.OURS_TO_FIX,
    "METAFIELD_MISMATCH": Remedy.OURS_TO_FIX,
    "MISSING_FIELD_REQUIRED": Remedy.OURS_TO_FIX,
    "PRODUCT_VARIANT_ID_MISSING": Remedy.OURS_TO_FIX,
    "NO_INVENTORY_QUANTITIES_ON_VARIANTS_UPDATE": Remedy.OURS_TO_FIX,
    "GENERIC_ERROR": Remedy.RETRY,
    "JOB_ERROR": Remedy.RETRY,
    # ours
    MALFORMED: Remedy.RETRY,
    NO_TOKEN: Remedy.RECONNECT,
    TOKEN_REFUSED: Remedy.RECONNECT,
    TOKEN_EXPIRED: Remedy.RETRY,  # a refresh gives the next one; the merchant has nothing to do
    NOT_FULFILLABLE: Remedy.SKIP,
}


def refused(answer: VendorAnswer) -> VendorError:
    """The error for an answer that is not 200."""
    reason = _reason(answer)
    return VendorError(
        f"Shopify answered {answer.status}.",
        remedy=remedy_for(REMEDIES, answer),
        vendor_message=reason,
        http_status=answer.status,
        retry_after=_seconds(answer.headers.get("retry-after")),
    )


def graphql_error(errors: Sequence[Raw]) -> VendorError:
    """The error for a 200 whose body carries top-level `errors`; the first one speaks."""
    first = errors[0]
    extensions = first.get("extensions") or {}
    code = str(extensions.get("code") or "")
    details = {k: extensions[k] for k in ("requiredAccess", "documentation") if k in extensions}
    return VendorError(
        f"Shopify refused the request ({code or 'no code'}).",
        remedy=remedy_for(REMEDIES, None, code),
        vendor_message="; ".join(str(e.get("message", "")) for e in errors[:3]),
        vendor_code=code,
        http_status=200,
        details={**details, "path": ".".join(map(str, first.get("path") or ()))},
    )


def user_error(errors: Sequence[Raw], what: str) -> VendorError:
    """The error for a mutation's `userErrors`; `what` says in our words what was tried."""
    code = str(errors[0].get("code") or USER_ERROR)
    return VendorError(
        f"Shopify did not accept {what}.",
        remedy=remedy_for(REMEDIES, None, code),
        vendor_message="; ".join(str(e.get("message", "")) for e in errors[:5]),
        vendor_code=code,
        http_status=200,
        details={"field": ".".join(map(str, errors[0].get("field") or ()))},
    )


def trouble(code: str, message: str, **details: Any) -> VendorError:
    """An error of our own reading of the vendor's state (one of the codes above)."""
    return VendorError(message, remedy=remedy_for(REMEDIES, None, code), vendor_code=code, details=details)


def _reason(answer: VendorAnswer) -> str:
    """The vendor's own words: JSON `errors` or `error_description`; of a page, nothing."""
    try:
        body = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        return ""
    if not isinstance(body, dict):
        return ""
    said = body.get("errors") or body.get("error_description") or body.get("error") or ""
    return said if isinstance(said, str) else orjson.dumps(said).decode()


def _seconds(header: str | None) -> float | None:
    try:
        return float(header) if header else None
    except ValueError:
        return None
