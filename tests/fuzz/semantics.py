"""Where a request that its schema allows is refused for what it means. One list; each line says why no schema can tell.

No check is off anywhere. What stands here may answer 422 (400 of OAuth) to a request in order, beside what every call may
answer to one: 404 and 409, and likewise 410 (a used link) and 412 (an edit of an older version).
"""

from __future__ import annotations

from typing import Any

TOGETHER = "which fields go together and which exclude each other depends on their values"
VENDOR = "the fields of a sign-in are those of the vendor's form, which GET /platforms/{slug} gives"
SECRET = "one-time codes, tokens and passwords are good or not, whatever they look like"
OPTIONS = "each variant names a value of each option of its product"

MEANT: dict[str, str] = {
    "adjust_stock": TOGETHER,
    "bulk_update_store_products": OPTIONS,
    "change_orders": TOGETHER,
    "change_password": SECRET,
    "connect_carrier": VENDOR,
    "connect_store": VENDOR,
    "create_api_key": "a key is limited to stores that there are",
    "create_oauth_client": TOGETHER,
    "create_product": OPTIONS,
    "create_shipment": "an order's line is named once",
    "create_store": "a carrier is a vendor, too, and no platform of stores",
    "create_store_product": OPTIONS,
    "decide_authorisation": "the address to return to has to be a registered one",
    "fulfill_order": TOGETHER,
    "fulfill_orders": TOGETHER,
    "introspect_oauth_token": SECRET,
    "invite_member": TOGETHER,
    "issue_oauth_token": SECRET,
    "look_at_authorisation": "the address to return to has to be a registered one",
    "place_order": "a discount is no larger than the order",
    "preview_template": "each mail knows words of its own",
    "put_template": "each mail knows words of its own",
    "read_sales": "not every figure is kept by every country",
    "reauthenticate": TOGETHER,
    "reconnect_connection": VENDOR,
    "restore_backup": SECRET,
    "revoke_oauth_token": SECRET,
    "send_test_mail": "each mail knows words of its own",
    "ship_order": "an order's line is named once",
    "ship_shipment": "a label's shipment has its number already",
    "shipment_rates": "a parcel weighs what its goods weigh, unless nobody knows",
    "transfer_stock": TOGETHER,
    "update_oauth_client": "the kind of a program stays",
    "update_product": OPTIONS,
    "update_store_product": OPTIONS,
}


def checks(operation: str) -> dict[str, Any]:
    """Schemathesis' settings for an operation."""
    usual = ["2xx", "3xx", "401", "403", "404", "409", "410", "412", "429", "502", "503"]
    refused = ["400", "401", "403", "404", "405", "406", "409", "410", "412", "413", "415", "422", "429", "502", "503"]
    return {
        "positive_data_acceptance": {"expected-statuses": [*usual, *(("400", "422") if operation in MEANT else ())]},
        "negative_data_rejection": {"expected-statuses": refused},
        "not_a_server_error": {"expected-statuses": ["2xx", "3xx", "4xx", "502", "503"]},
    }
