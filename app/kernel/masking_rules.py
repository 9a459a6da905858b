"""What counts as secret or personal: by the name of a field, and by the look of a text."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from app.kernel.secret_shapes import LOOSE

MASK = "***"


class Kind(StrEnum):
    PLAIN = "plain"
    SECRET = "secret"
    PERSONAL = "personal"
    PERSON = "person"  # a container that describes a person: `name` and `company` inside are personal too


_NOT_WORD = re.compile(r"[^a-z0-9]")
_LAST_PART = re.compile(r"[.\[]")

_SECRET_PARTS = [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "apikey",
    "accesskey",
    "privatekey",
    "authorization",
    "credential",
    "cookie",
    "signature",
    "hmac",
    "sessionid",
    "sessionkey",
    "consumerkey",
    "clientassertion",
    "cardnumber",
    "securitycode",
    "verificationvalue",
    "accountnumber",
    "routingnumber",
]
_SECRET_EXACT = frozenset(["auth", "otp", "pin", "cvv", "cvc", "cvv2", "cvc2", "sig", "jwt", "assertion", "pan", "iban", "pwd"])
_NOT_SECRET = frozenset(
    [
        "pagetoken",
        "nextpagetoken",
        "prevpagetoken",
        "previouspagetoken",
        "continuationtoken",
        "nexttoken",
        "tokentype",
        "tokensource",
    ]
)
_PERSONAL_PARTS = ("email", "phone")
_PERSONAL_EXACT = frozenset(
    [
        "firstname",
        "lastname",
        "middlename",
        "fullname",
        "surname",
        "givenname",
        "familyname",
        "displayname",
        "attentionname",
        "contactname",
        "customername",
        "buyername",
        "recipientname",
        "cardholdername",
        "nameoncard",
        "username",
        "mobile",
        "fax",
        "address1",
        "address2",
        "address3",
        "addressline",
        "addressline1",
        "addressline2",
        "addressline3",
        "addresslines",
        "addresses1",
        "street",
        "street1",
        "street2",
        "street3",
        "streetlines",
        "streetaddress",
        "streetname",
        "housenumber",
        "city",
        "town",
        "postcode",
        "postalcode",
        "zip",
        "zipcode",
        "company",
        "latitude",
        "longitude",
        "ip",
        "ipaddress",
        "browserip",
        "customeripaddress",
        "remoteip",
        "clientip",
        "birthdate",
        "birthday",
        "dateofbirth",
        "dob",
        "customernote",
        "taxid",
        "vatnumber",
        "vatid",
        "ssn",
        "passport",
        "graphicimage",
        "htmlimage",
        "labelimage",
        "formattedarea",
    ]
)
_PERSON_ENDS = [
    "address",
    "customer",
    "recipient",
    "shipper",
    "buyer",
    "contact",
    "consignee",
    "addressee",
    "payer",
    "receiver",
    "sender",
    "cardholder",
]
_PERSON_EXACT = frozenset(
    ["shipto", "shipfrom", "billto", "soldto", "billing", "shipping", "person", "user", "owner", "addresses"]
)
PERSONAL_IN_PERSON = frozenset(["name", "company", "contact", "attention", "formatted", "line1", "line2", "title"])
IDENTIFIERS = frozenset(["id", "gtin", "ean", "ean13", "upc", "isbn", "barcode", "sku", "legacyresourceid"])


@lru_cache(maxsize=8192)
def plain_key(key: str) -> str:
    """A field's name without case and punctuation: `X-Auth-Token`, `x_auth_token` and `xAuthToken` are one."""
    return _NOT_WORD.sub("", key.lower())


@lru_cache(maxsize=8192)
def kind_of(key: str) -> Kind:
    """What the name of a field says of its value. Of a path (`user.email`, `billing[email]`) the last part counts."""
    name = plain_key(_LAST_PART.split(key.rstrip("]"))[-1])
    if name in _SECRET_EXACT or (name not in _NOT_SECRET and any(part in name for part in _SECRET_PARTS)):
        return Kind.SECRET
    if name in _PERSONAL_EXACT or any(part in name for part in _PERSONAL_PARTS):
        return Kind.PERSONAL
    if name in _PERSON_EXACT or name.endswith(tuple(_PERSON_ENDS)):
        return Kind.PERSON
    return Kind.PLAIN


@lru_cache(maxsize=8192)
def is_identifier(key: str) -> bool:
    """Long numbers under such a name are ids and barcodes, never cards."""
    name = plain_key(key)
    return name in IDENTIFIERS or key.endswith(("_id", "Id", "ID", "_ids", "Ids"))


def luhn(digits: str) -> bool:
    """Whether the digits carry the check digit of payment cards."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


_CARD = re.compile(r"(?<![\d/.])(?:[3-6]|2[2-7])(?:[ -]?\d){11,22}(?!\d)")
_CARD_SHAPE = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5\d{15,18}|2[2-7]\d{14}|3[47]\d{13}|3[0689]\d{12,17}|35\d{14,17}|6\d{15,18}"
)
_GROUP = re.compile(r"\d+")
_ID_BEFORE = re.compile(r"(?:\bid|_id|Id|gtin|ean|ean13|upc|isbn|barcode|sku)\\*[\"']?\s*[:=]\s*\\*[\"']?$")


def _is_card(digits: str) -> bool:
    return bool(_CARD_SHAPE.fullmatch(digits)) and luhn(digits)


def _card(found: re.Match[str]) -> str:
    """A card may stand between other groups of digits (amount, expiry, CVV): try every run of whole groups."""
    text = found[0]
    groups = [group.span() for group in _GROUP.finditer(text)]
    for first, (start, _) in enumerate(groups):
        for _, end in reversed(groups[first:]):
            if _is_card(text[start:end].replace(" ", "").replace("-", "")):
                is_id = _ID_BEFORE.search(found.string, max(0, found.start() - 24), found.start())
                return text if is_id else text[:start] + MASK + text[end:]
    return text


def is_card(number: int) -> bool:
    """Whether a bare number looks like a payment card's."""
    return number > 0 and _is_card(str(number))


_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+-]{1,64}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63})+")
_PHONE = re.compile(r"(?<![\w+])\+\d[\d\-. ()]{7,18}\d")
_SCHEME = re.compile(r"\b(bearer|basic|digest|token|apikey)(\s+|%20|\+)[A-Za-z0-9._~+/=%-]{6,}", re.I)
_USERINFO = re.compile(r"(://)[^\s/?#@\"'<>]{1,512}@")
_HEADER_LINE = re.compile(r"^([ \t]*(?:(?:proxy-)?authorization|(?:set-)?cookie))([ \t]*:[ \t]*).+$", re.I | re.M)
_KEY = re.compile(
    r"(?:(?<![\w.])|(?<=%5[Bb])|(?<=%2[26])|(?<=%3[Ff]))(?P<key>[A-Za-z_][\w.-]{1,60})"
    r"(?:\]|%5[Dd])?\\*[\"']?\s*(?::|=>?|%3[Dd])\s*"
)
_QUOTE = re.compile(r"\\*[\"']")
_QUOTED = {'"': re.compile(r"(?:[^\"\\]|\\.)*", re.S), "'": re.compile(r"(?:[^'\\]|\\.)*", re.S)}
_BRACKETS = re.compile(r"[{}\[\]]|\"(?:[^\"\\]|\\.)*\"?", re.S)
_BARE = re.compile(r"[^\s,;&\"'<>{}\[\]\\]*")
_TAG = re.compile(r"<(?P<tag>(?:[\w-]+:)?(?P<key>[A-Za-z_][\w.-]{1,60}))(?P<attrs>(?:\s[^<>]*)?)>(?P<value>[^<]+)(?=</)")


_LITERALS = frozenset(("true", "false", "null", "None", "True", "False"))


def _value_at(text: str, start: int) -> tuple[int, int]:
    """Where the value that begins at `start` lies, without its quotes; one that is cut off reaches to the end.
    Also quoted by backslash and quote, as JSON inside of JSON is; of a container all up to its closing bracket."""
    if text[start : start + 1] in ("{", "["):
        return start, _container_end(text, start)
    opening = _QUOTE.match(text, start)
    if opening is None:
        return start, _end(_BARE, text, start)
    quote, begin = opening[0], opening.end()
    if quote in _QUOTED:
        return begin, _end(_QUOTED[quote], text, begin)
    end = text.find(quote, begin)
    while end > 0 and text[end - 1] == "\\":
        end = text.find(quote, end + 1)
    return begin, end if end >= 0 else len(text)


def _container_end(text: str, start: int) -> int:
    depth = 0
    for found in _BRACKETS.finditer(text, start):
        depth += 1 if found[0] in ("{", "[") else -1 if found[0] in ("}", "]") else 0
        if depth == 0:
            return found.end()
    return len(text)


def _end(pattern: re.Pattern[str], text: str, start: int) -> int:
    found = pattern.match(text, start)
    return found.end() if found else start


def _mask_values(text: str) -> str:
    """Only the values of telling keys are consumed: the value of any other may hold a telling pair itself."""
    parts: list[str] = []
    done = position = 0
    while found := _KEY.search(text, position):
        position = found.end()
        if kind_of(found["key"]) not in (Kind.SECRET, Kind.PERSONAL):
            continue
        start, end = _value_at(text, position)
        if start == end or text[start:end] in _LITERALS:
            continue
        parts += (text[done:start], MASK)
        done = position = end
    return "".join((*parts, text[done:])) if parts else text


def _tag(found: re.Match[str]) -> str:
    if kind_of(found["key"]) not in (Kind.SECRET, Kind.PERSONAL):
        return found[0]
    return f"<{found['tag']}{found['attrs']}>{MASK}"


def mask_looks(text: str) -> str:
    """Without cards, mail addresses, international telephone numbers, tokens of known shape and user names in URLs."""
    if "@" in text or "%40" in text:
        text = _USERINFO.sub(rf"\g<1>{MASK}@", text) if "://" in text else text
        text = _EMAIL.sub(MASK, text)
    text = _CARD.sub(_card, text)
    if "+" in text:
        text = _PHONE.sub(MASK, text)
    return mask_tokens(text)


def mask_tokens(text: str) -> str:
    """Without tokens of known shape, and without what follows the name of an authentication scheme."""
    text = LOOSE.sub(MASK, text)
    return _SCHEME.sub(rf"\1\2{MASK}", text)


def mask_pairs(text: str) -> str:
    """Without the values of `key=value`, `"key": "value"`, `<key>value</key>` and header lines that name a secret or
    a personal field; for text that is not parsed."""
    if ":" in text:
        text = _HEADER_LINE.sub(rf"\1\2{MASK}", text)
    if "=" in text or ":" in text or "%3D" in text:
        text = _mask_values(text)
    return _TAG.sub(_tag, text) if "</" in text else text
