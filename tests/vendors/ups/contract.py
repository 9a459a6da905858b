"""UPS's contract files, read strictly: a field that they do not have is an error.

Where a file contradicts itself, the contradiction is named in `CORRECTIONS` and mended before anything is checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.vendors.contracts import OpenApi, spec

CORRECTIONS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "Shipping": {
        # Required by the schema, but absent from the contract's own standard example; both are for Roadie only.
        "LabelRecoveryRequest": {"required": ["Request"]},
        # "GIF", "PDF", "ZPL", "EPL" and "SPL" are the valid values of a text said to be four characters long.
        "LabelRecovery_LabelSpecification_LabelImageFormat": {"Code": {"minLength": 3}},
        "LabelImage_LabelImageFormat": {"Code": {"minLength": 3}},
        # Lengths that are the longest allowed, written as if they were the only ones.
        "ShipmentResults_BillingWeight": {"Weight": {"minLength": 1}},
    },
    # Required, yet not among the properties that the schema lists.
    "Rating": {"RateRequest_Request": {"RequestOption": {"type": "string"}}},
    "Tracking": {},
    "OAuthClientCredentials": {},
}


def source(name: str) -> Any:
    """The file as the vendor wrote it; tabs, which YAML forbids, read as spaces."""
    return _source(spec("ups", f"{name}.yaml"))


@cache
def _source(path: Path) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text().replace("\t", "  "), Loader=loader)


def _strict(node: Any) -> Any:
    if isinstance(node, list):
        return [_strict(part) for part in node]
    if not isinstance(node, dict):
        return node
    turned = {name: _strict(part) for name, part in node.items()}
    if turned.get("type") == "object" and isinstance(turned.get("properties"), dict):
        turned["additionalProperties"] = False
    return turned


@cache
def _document(path: Path, name: str, corrected: bool) -> tuple[Any, Registry[Any]]:
    document = _strict(_source(path))
    schemas = document["components"]["schemas"]
    for schema, changes in (CORRECTIONS[name] if corrected else {}).items():
        for field, change in changes.items():
            if field == "required":
                schemas[schema]["required"] = change
            else:
                schemas[schema]["properties"].setdefault(field, {}).update(change)
    resource = DRAFT202012.create_resource(document)
    return document, Registry[Any]().with_resource("urn:contract", resource)


class Contract(OpenApi):
    """One of UPS's files: Rating, Shipping, Tracking or OAuthClientCredentials."""

    def __init__(self, name: str, *, corrected: bool = True) -> None:
        self.document, self._registry = _document(spec("ups", f"{name}.yaml"), name, corrected)


def contract_of(path: str) -> tuple[Contract, str]:
    """The contract that a path under the vendor's origin belongs to, and the path as that file has it."""
    if path.startswith("/security/"):
        return Contract("OAuthClientCredentials"), path
    inner = path.removeprefix("/api")
    return Contract({"rating": "Rating", "track": "Tracking"}.get(inner.split("/")[1], "Shipping")), inner
