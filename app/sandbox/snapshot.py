"""A sandbox as JSON: written whole and atomically, read back at the next start."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError

from app.sandbox.faults import Fault
from app.sandbox.shop import Shop
from app.sandbox.stage import Stage
from app.sandbox.vendor import Delivery, Subscription
from app.sandbox.world import Refused

FORMAT = 1
KEPT_DELIVERIES = 200
SHOP: TypeAdapter[Shop] = TypeAdapter(Shop)
_FAULTS = TypeAdapter(list[Fault])
_DELIVERIES = TypeAdapter(list[Delivery])
_SUBSCRIPTIONS = TypeAdapter(list[Subscription])


class Snapshots:
    """Dumps and loads a stage."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def dump(self) -> bytes:
        """The stage as JSON."""
        stage = self.stage
        finished = [d for d in stage.deliveries.log if d.status not in ("queued", "retrying")]
        unfinished = [d for d in stage.deliveries.log if d.status in ("queued", "retrying")]
        whole = {
            "format": FORMAT,
            "seed": stage.seed,
            "shops": [orjson.Fragment(SHOP.dump_json(shop)) for shop in stage.world.shops.values()],
            "vendors": {slug: self._vendor(slug) for slug in stage.vendors},
            "faults": _FAULTS.dump_python(stage.faults.active(), mode="json"),
            "last_fault": stage.faults.last_id,
            "deliveries": _DELIVERIES.dump_python(
                sorted([*finished[-KEPT_DELIVERIES:], *unfinished], key=lambda d: d.number), mode="json"
            ),
            "last_delivery": stage.deliveries.last_number,
            "trickle": stage.trickle.rates,
        }
        return orjson.dumps(whole)

    def load(self, raw: bytes) -> None:
        """Put a stage back as it was dumped; Refused invalid, with nothing changed, when that is impossible."""
        stage = self.stage
        try:
            whole = orjson.loads(raw)
            if whole["format"] != FORMAT:
                raise Refused("invalid", f"a snapshot of format {FORMAT} is needed", "format")
            shops = [SHOP.validate_python(shop) for shop in whole["shops"]]
            vendors = {slug: self._read_vendor(slug, kept) for slug, kept in whole["vendors"].items() if slug in stage.vendors}
            faults = _FAULTS.validate_python(whole["faults"])
            deliveries = _DELIVERIES.validate_python(whole["deliveries"])
        except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError, ValidationError) as error:
            raise Refused("invalid", f"not a snapshot of the sandbox: {error}") from error
        stage.clear()
        for shop in shops:
            if shop.vendor in stage.vendors:
                stage.add_shop(shop)
        for slug, (states, webhooks) in vendors.items():
            stage.hosts[slug].states.update(states)
            stage.hosts[slug].webhooks.update(webhooks)
        stage.seed = whole["seed"]
        stage.faults.faults, stage.faults.last_id = faults, whole["last_fault"]
        for handle, rate in whole["trickle"].items():
            if handle in stage.world.shops:
                stage.trickle.set(handle, rate)
        stage.deliveries.restore([d for d in deliveries if d.vendor in stage.vendors], whole["last_delivery"])

    def _vendor(self, slug: str) -> dict[str, Any]:
        host = self.stage.hosts[slug]
        state = TypeAdapter(host.vendor.state)
        return {
            "states": {handle: state.dump_python(kept, mode="json") for handle, kept in host.states.items()},
            "webhooks": {h: _SUBSCRIPTIONS.dump_python(those, mode="json") for h, those in host.webhooks.items()},
        }

    def _read_vendor(self, slug: str, kept: dict[str, Any]) -> tuple[dict[str, Any], dict[str, list[Subscription]]]:
        state = TypeAdapter(self.stage.vendors[slug].state)
        states = {handle: state.validate_python(one) for handle, one in kept["states"].items()}
        return states, {h: _SUBSCRIPTIONS.validate_python(those) for h, those in kept["webhooks"].items()}


def write_atomically(path: Path, raw: bytes) -> None:
    """Write a file so that it is the old one or the new one at any moment, even through a crash. Blocks."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            draft.unlink()
