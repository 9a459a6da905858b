"""Connect what the sandbox plays, with the credentials that it shows."""

from __future__ import annotations

from typing import Any

from app.demo.client import Api, Untrue


async def connect_shop(api: Api, shop: dict[str, Any]) -> str:
    """Through the connect wizard; the store's id. Raises Untrue when a test of the credentials failed."""
    given = {c["label"]: c["value"] for c in shop["credentials"]}
    if shop["vendor"] == "shopify":
        auth, fields = "client_credentials", {
            "shop": given["Shop domain"], "client_id": given["Client ID"], "client_secret": given["Client secret"],
        }  # fmt: skip
    else:
        auth, fields = "keys", {
            "site_url": shop["address"], "consumer_key": given["Consumer key"],
            "consumer_secret": given["Consumer secret"],
        }  # fmt: skip
    draft = await api.call("POST", "/connect/drafts", json={"vendor": shop["vendor"], "environment": "sandbox"})
    path = f"/connect/drafts/{draft['id']}"
    await api.call("PUT", path, json={"auth": auth, "fields": fields, "store_name": shop["name"]})
    report = (await api.call("POST", f"{path}/test"))["report"]
    if not report["ok"]:
        bad = [f"{c['name']}: {c['message']}" for c in report["checks"] if c["ok"] is False]
        raise Untrue(f"{shop['name']} was not connected: {'; '.join(bad)}")
    finished = await api.call("POST", f"{path}/finish")
    return str(finished["store_id"])


async def connect_carrier(api: Api) -> Any:
    """The played UPS, as a connection."""
    vendors = await api.truth("GET", "/vendors")
    given = {c["label"]: c["value"] for v in vendors if v["slug"] == "ups" for c in v["credentials"]}
    fields = {
        "client_id": given["Client ID"], "client_secret": given["Client secret"], "account_number": given["Account number"],
    }  # fmt: skip
    body = {"vendor": "ups", "environment": "sandbox", "auth": "app", "fields": fields}
    return await api.call("POST", "/connections", json=body)
