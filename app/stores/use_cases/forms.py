"""What a merchant types into a connect form: checked against the manifest, secrets kept apart from the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.kernel.errors import Invalid
from app.ports.vendor import AuthMethod, Environment, FieldKind, FormField, Vendor, vendor, vendors

LONGEST = 4000  # characters of one field


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of one form. Secrets never stand in `public`."""

    public: Mapping[str, str]
    secrets: Mapping[str, str]


def known_vendor(slug: str) -> Vendor:
    """The manifest. Raises Invalid naming the choices."""
    try:
        return vendor(slug)
    except LookupError:
        choices = [v.slug for v in vendors()]
        raise Invalid(f"There is no platform {slug!r}.", field="vendor", details={"known": choices}) from None


def known_method(maker: Vendor, slug: str) -> AuthMethod:
    """One way of signing in. Raises Invalid naming the choices."""
    try:
        return maker.method(slug)
    except KeyError:
        choices = [m.slug for m in maker.auth]
        raise Invalid(f"{maker.title} knows no sign-in {slug!r}.", field="auth", details={"known": choices}) from None


def read_fields(method: AuthMethod, fields: Mapping[str, str]) -> Typed:
    """Sort and check what was given; what is missing may follow later. Raises Invalid naming the field."""
    known = {f.name: f for f in method.fields}
    public: dict[str, str] = {}
    secrets: dict[str, str] = {}
    for name, value in fields.items():
        if name not in known:
            raise Invalid(f"This form has no field {name!r}.", field=name, details={"known": sorted(known)})
        value = value.strip()
        _check(known[name], value)
        (secrets if known[name].kind is FieldKind.SECRET else public)[name] = value
    return Typed({k: v for k, v in public.items() if v}, {k: v for k, v in secrets.items() if v})


def require_complete(maker: Vendor, method: AuthMethod, environment: Environment, typed: Typed, sandbox_url: str) -> None:
    """Every required field is there and they make an address. Raises Invalid naming the first that does not."""
    for field in method.fields:
        if field.required and not (typed.public.get(field.name) or typed.secrets.get(field.name)):
            raise Invalid(f"{field.label} is missing.", field=field.name)
    maker.base_url(typed.public, environment, sandbox_url)


def _check(field: FormField, value: str) -> None:
    if len(value) > LONGEST:
        raise Invalid(f"{field.label} is too long.", field=field.name)
    if any(ord(c) < 32 or ord(c) == 127 for c in value):
        raise Invalid(f"{field.label} holds a character that cannot be typed; copy it again.", field=field.name)
    if not value:
        return
    if field.pattern and not re.fullmatch(field.pattern, value):
        hint = f" It looks like {field.placeholder}" if field.placeholder else ""
        raise Invalid(f"{field.label} is not of the expected form.{hint}", field=field.name)
    if field.options and value not in {option for option, _ in field.options}:
        choices = [option for option, _ in field.options]
        raise Invalid(f"{field.label} is none of the choices.", field=field.name, details={"known": choices})
