"""FulfilmentSink: tell the shop what left, in the best place that it has.

Core fulfilments if the shop has them; else the Shipment Tracking extension, with the lines in our own note; else our
note, the plain tracking keys and an order note (sent to the customer when they are to be told); so too where the
extension refuses the shipment. See
`fulfilment_mapping` for the places themselves. When every unit that needs shipping has left, the order is completed.

Each step looks first whether it was done: the tracking number on the order, the note, the status. So a call after a
lost answer finishes what the first one began and writes nothing twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.kernel import clock
from app.ports.storefront import FulfilmentSink, FulfilmentWrite, RemoteFulfilment
from app.ports.vendor import Channel, Remedy, VendorError
from app.vendors.woocommerce.client import PER_PAGE, Client
from app.vendors.woocommerce.fulfilment_mapping import (
    NOTE_PREFIX,
    find,
    note_key,
    note_text,
    read_fulfilments,
    unwrap,
    without,
    write_core,
    write_note,
    write_plain,
    write_tracking,
)
from app.vendors.woocommerce.order_mapping import read_order
from app.vendors.woocommerce.orders import ORDERS, OrderReader
from app.vendors.woocommerce.wire import KEY, Raw, meta_text

TRACKING = "wc-shipment-tracking/v3/orders"
# Completed already, over for another reason, or not paid: shipping does not complete these.
_LEFT_ALONE = frozenset({"completed", "cancelled", "refunded", "failed", "trash", "pending"})


class WooFulfilments(FulfilmentSink):
    def __init__(self, channel: Channel) -> None:
        self._client = Client(channel)
        self._reader = OrderReader(self._client)

    async def push_fulfilment(self, write: FulfilmentWrite) -> RemoteFulfilment:
        order = await self._order(write.order_id)
        core = await self._core(write.order_id)
        if core is not None:
            return await self._push_core(order, core, write)
        tracked = await self._tracked(write.order_id)
        taken = tracked is not None and await self._push_tracking(order, tracked, write)
        return await self._push_note(order, write, plain=not taken)

    async def withdraw_fulfilment(self, write: FulfilmentWrite, fulfilment_id: str) -> bool:
        """The order is in work again first, so that whoever repeats this still finds what is left to take away."""
        order = await self._order(write.order_id)
        core = await self._core(write.order_id) or []
        number, found = write.number, read_fulfilments(order, core)
        known = find(found, number, write.key) or next((f for f in found if f.external_id == fulfilment_id), None)
        tracked = await self._tracked(write.order_id) or []
        items = [item for item in tracked if number and item.get("tracking_number") == number]
        if known is None and not items:
            return False
        if order.get("status") == "completed":
            await self._save(write.order_id, {"status": "processing"})
        if known is not None and any(str(raw.get("id")) == known.external_id for raw in core):
            path = f"{ORDERS}/{write.order_id}/fulfillments/{known.external_id}"
            await self._drop(path)
        if entries := without(order, number, write.key):
            await self._save(write.order_id, {"meta_data": entries})
        for item in items:
            path = f"{TRACKING}/{write.order_id}/shipment-trackings/{item['tracking_id']}"
            await self._drop(path)
        return True

    async def update_tracking(self, order_id: str, fulfilment_id: str, *, carrier: str, number: str, url: str) -> None:
        order = await self._order(order_id)
        core = await self._core(order_id)
        present = next((raw for raw in core or () if str(raw.get("id")) == fulfilment_id), None)
        if present is not None:
            path = f"{ORDERS}/{order_id}/fulfillments/{fulfilment_id}"
            await self._client.write("PUT", path, write_core((), carrier, number, url, keep=present), purpose="fulfil.update")
            return
        known = next((item for item in read_fulfilments(order, core or ()) if item.external_id == fulfilment_id), None)
        if known is None:
            raise VendorError("The shop has no such shipment.", remedy=Remedy.SKIP, http_status=404)
        tracked = await self._tracked(order_id)
        if tracked is not None:
            await self._replace_tracking(order_id, tracked, known, carrier, number, url)
        await self._change_note(order, known, carrier, number, url, plain=tracked is None)

    async def _drop(self, path: str) -> None:
        """Gone already is as good: the answer to an earlier call was lost. Core says 400 to that, the extension 404."""
        try:
            await self._client.delete(path, purpose="fulfil.withdraw")
        except VendorError as refused:
            if refused.http_status not in (400, 404):
                raise
            kept, _, id_ = path.rpartition("/")
            left = unwrap(await self._client.get(kept, purpose="fulfil.withdraw"))
            if any(str(item.get("id") or item.get("tracking_id") or "") == id_ for item in left):
                raise

    # ── what is there ───────────────────────────────────────────────────────────────────────────────────

    async def _order(self, order_id: str) -> Raw:
        order: Raw = await self._client.get(f"{ORDERS}/{order_id}", purpose="fulfil.order")
        return order

    async def _core(self, order_id: str) -> list[Raw] | None:
        """Core fulfilments of the order; None where the shop does not have the feature."""
        answer = await self._client.optional("fulfilments", f"{ORDERS}/{order_id}/fulfillments", purpose="fulfil.core")
        return None if answer is None else unwrap(answer)

    async def _tracked(self, order_id: str) -> list[Raw] | None:
        """Items of the Shipment Tracking extension; None where the shop does not have it."""
        path = f"{TRACKING}/{order_id}/shipment-trackings"
        answer = await self._client.optional("tracking", path, purpose="fulfil.tracking")
        return None if answer is None else list(answer)

    # ── core ────────────────────────────────────────────────────────────────────────────────────────────

    async def _push_core(self, order: Raw, core: Sequence[Raw], write: FulfilmentWrite) -> RemoteFulfilment:
        done = _pushed(order, core, write)
        if done is None:
            body = write_core(write.lines, write.carrier, write.number, write.url, key=write.key)
            params = {"notify_customer": "true"} if write.notify_customer else None
            path = f"{ORDERS}/{write.order_id}/fulfillments"
            await self._client.write("POST", path, body, params=params, purpose="fulfil.create")
            order, core = await self._order(write.order_id), await self._core(write.order_id) or []
            done = _pushed(order, core, write) or _newest(order, core)
        await self._complete(order, core)
        return done

    # ── the extension ───────────────────────────────────────────────────────────────────────────────────

    async def _push_tracking(self, order: Raw, tracked: Sequence[Raw], write: FulfilmentWrite) -> bool:
        """False where the extension does not take it: look-alikes know only carriers of a list of their own."""
        if not write.number or any(item.get("tracking_number") == write.number for item in tracked):
            return True
        body = write_tracking(write.carrier, write.number, write.url, clock.now())
        path = f"{TRACKING}/{order['id']}/shipment-trackings"
        try:
            await self._client.write("POST", path, body, purpose="fulfil.tracking")
        except VendorError as refused:
            if refused.http_status != 400:
                raise
            return False
        return True

    async def _replace_tracking(
        self, order_id: str, tracked: Sequence[Raw], known: RemoteFulfilment, carrier: str, number: str, url: str
    ) -> None:
        """The extension has no update: the new item first, so that the customer never sees none."""
        path = f"{TRACKING}/{order_id}/shipment-trackings"
        if not any(item.get("tracking_number") == number for item in tracked):
            await self._client.write("POST", path, write_tracking(carrier, number, url, clock.now()), purpose="fulfil.tracking")
        for item in tracked:
            if item.get("tracking_number") in known.numbers and item.get("tracking_number") != number:
                await self._client.delete(f"{path}/{item['tracking_id']}", purpose="fulfil.tracking")

    # ── our note ────────────────────────────────────────────────────────────────────────────────────────

    async def _push_note(self, order: Raw, write: FulfilmentWrite, *, plain: bool) -> RemoteFulfilment:
        key = note_key(write.number or write.key)
        again = bool(meta_text(order, key))
        if not again:
            entries = [write_note(write, clock.now())]
            if plain and write.number:
                entries += write_plain(order, write.carrier, write.number, write.url)
            order = await self._save(write.order_id, {"meta_data": entries})
        if plain:
            await self._tell(write, again)
        await self._complete(order)
        return find(read_fulfilments(order), write.number, write.key) or _newest(order)

    async def _tell(self, write: FulfilmentWrite, again: bool) -> None:
        """The order note, once: only a repeated call has to look whether it is there."""
        path, text = f"{ORDERS}/{write.order_id}/notes", note_text(write)
        if again:
            notes = await self._client.get(path, {"per_page": PER_PAGE}, purpose="fulfil.notes")
            if any(write.number and write.number in str(note.get("note")) for note in notes):
                return
        body = {"note": text, "customer_note": write.notify_customer}
        await self._client.write("POST", path, body, purpose="fulfil.note")

    async def _change_note(
        self, order: Raw, known: RemoteFulfilment, carrier: str, number: str, url: str, *, plain: bool
    ) -> None:
        """The note keeps its key (it names the shipment), and is written for a shipment that had none."""
        key = known.external_id if known.external_id.startswith(NOTE_PREFIX) else _noted(order, known)
        write = FulfilmentWrite(order_id=str(order["id"]), lines=known.lines, carrier=carrier, number=number, url=url)
        entry = write_note(write, known.created_at)
        entries = [{**entry, "key": key} if key else entry]
        if plain:
            entries += write_plain(order, carrier, number, url)
        await self._save(str(order["id"]), {"meta_data": entries})

    # ── the order ───────────────────────────────────────────────────────────────────────────────────────

    async def _complete(self, order: Raw, core: Sequence[Raw] = ()) -> None:
        """Completed once everything that needs shipping has left."""
        refunds = await self._reader.refunds([order])
        mapped = read_order(order, refunds.get(order["id"], ()), core)
        goods = [line for line in mapped.lines if line.requires_shipping]
        if order.get("status") in _LEFT_ALONE or not goods or any(line.fulfillable for line in goods):
            return
        await self._save(mapped.external_id, {"status": "completed"})

    async def _save(self, order_id: str, body: Any) -> Raw:
        order: Raw = await self._client.write("PUT", f"{ORDERS}/{order_id}", body, purpose="fulfil.order")
        return order


def _noted(order: Raw, known: RemoteFulfilment) -> str:
    """The key of our note for a shipment that the extension names by an id of its own."""
    return next((note_key(value) for value in known.numbers if meta_text(order, note_key(value))), "")


def _pushed(order: Raw, core: Sequence[Raw], write: FulfilmentWrite) -> RemoteFulfilment | None:
    """The shipment if it is there already: by its tracking number, or by our key where it has none."""
    found = read_fulfilments(order, core)
    if write.number or not write.key:
        return find(found, write.number, write.key)
    ids = {str(raw.get("id")) for raw in core if meta_text(raw, KEY) == write.key}
    return next((item for item in found if item.external_id in ids), None)


def _newest(order: Raw, core: Sequence[Raw] = ()) -> RemoteFulfilment:
    found = read_fulfilments(order, core)
    if not found:
        raise VendorError("The shop took the shipment but does not show it.", remedy=Remedy.RETRY)
    return found[-1]
