"""Carriers that merchants use on their own, and where a shopper follows a parcel with them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from app.ports.carriers import KnownCarrier


@dataclass(frozen=True, slots=True)
class Entry:
    """`link` has {} for the number; `names` are other spellings, without signs and spaces."""

    carrier: KnownCarrier
    link: str
    names: tuple[str, ...] = ()


def _entry(slug: str, title: str, country: str, link: str, *names: str) -> Entry:
    return Entry(KnownCarrier(slug=slug, title=title, country=country), link, names)


ENTRIES = (
    _entry("australia_post", "Australia Post", "AU", "https://auspost.com.au/mypost/track/#/details/{}", "auspost"),
    _entry("bpost", "bpost", "BE", "https://track.bpost.cloud/btr/web/#/search?itemCode={}"),
    _entry(
        "canada_post",
        "Canada Post",
        "CA",
        "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor={}",
        "postescanada",
    ),
    _entry(
        "deutsche_post",
        "Deutsche Post",
        "DE",
        "https://www.deutschepost.de/sendung/simpleQueryResult.html?form.sendungsnummer={}",
        "deutschepostde",
    ),
    _entry(
        "dhl_paket",
        "DHL Paket",
        "DE",
        "https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode={}",
        "dhlgermany",
        "dhlparcelde",
    ),
    _entry("dhl", "DHL Express", "", "https://www.dhl.com/global-en/home/tracking.html?tracking-id={}", "dhl"),
    _entry("dpd", "DPD", "", "https://tracking.dpd.de/status/en_US/parcel/{}", "dpdde", "dpdgermany"),
    _entry("dpd_uk", "DPD UK", "GB", "https://track.dpd.co.uk/search?reference={}", "dpdlocal"),
    _entry("evri", "Evri", "GB", "https://www.evri.com/track/parcel/{}", "hermes", "hermesuk", "myhermes", "evrihermes"),
    _entry("fedex", "FedEx", "", "https://www.fedex.com/fedextrack/?trknbr={}", "federalexpress"),
    _entry("gls", "GLS", "", "https://gls-group.eu/track/{}"),
    _entry(
        "hermes_de",
        "Hermes Germany",
        "DE",
        "https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation/#{}",
        "hermesde",
        "hermesworld",
    ),
    _entry("inpost", "InPost", "PL", "https://inpost.pl/sledzenie-przesylek?number={}"),
    _entry("la_poste", "La Poste", "FR", "https://www.laposte.fr/outils/suivre-vos-envois?code={}", "colissimo"),
    _entry("ontrac", "OnTrac", "US", "https://www.ontrac.com/tracking/?number={}"),
    _entry("parcelforce", "Parcelforce", "GB", "https://www.parcelforce.com/track-trace?trackNumber={}"),
    _entry("postnl", "PostNL", "NL", "https://postnl.nl/tracktrace/?B={}&P=&D=NL&T=C"),
    _entry("purolator", "Purolator", "CA", "https://www.purolator.com/en/shipping/tracker?searchValue={}"),
    _entry("royal_mail", "Royal Mail", "GB", "https://www.royalmail.com/track-your-item#/tracking-results/{}"),
    _entry("ups", "UPS", "", "https://www.ups.com/track?tracknum={}", "unitedparcelservice"),
    _entry(
        "usps",
        "USPS",
        "US",
        "https://tools.usps.com/go/TrackConfirmAction?tLabels={}",
        "unitedstatespostalservice",
        "uspostalservice",
    ),
    _entry("yodel", "Yodel", "GB", "https://www.yodel.co.uk/tracking/{}"),
)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())


_BY_NAME = {
    name: entry for entry in ENTRIES for name in (_plain(entry.carrier.slug), _plain(entry.carrier.title), *entry.names)
}


def entry(name: str) -> Entry | None:
    """By slug, title or other name; case, spaces and signs do not matter."""
    return _BY_NAME.get(_plain(name))


def link(name: str, number: str) -> str:
    """The page that follows `number`; empty when the carrier is unknown or nothing of a number is there."""
    found, cleaned = entry(name), tidy(number)
    return found.link.format(quote(cleaned, safe="")) if found and cleaned else ""


def tidy(number: str) -> str:
    """A tracking number as carriers write it: capitals and digits, nothing between them; empty if something else is in."""
    text = re.sub(r"[\s.-]", "", number).upper()
    return text if re.fullmatch(r"[A-Z0-9]{5,40}", text) else ""
