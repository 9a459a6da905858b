"""Carriers that the Shipment Tracking extension knows, by country, with the address of a parcel's page."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from app.sandbox.catalogue import slug

PROVIDERS = {
    "France": {"Colissimo": "https://www.laposte.fr/outils/suivre-vos-envois?code=%1$s"},
    "Germany": {
        "DHL Intraship (DE)": "https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?lang=de&idc=%1$s",
        "DPD.de": "https://tracking.dpd.de/parcelstatus?query=%1$s&locale=en_DE",
        "UPS Germany": "https://wwwapps.ups.com/WebTracking?sort_by=status&tracknums_displayed=1&track.x=1&InquiryNumber1=%1$s",
    },
    "United Kingdom": {
        "DHL": "https://www.dhl.com/content/g0/en/express/tracking.shtml?brand=DHL&AWB=%1$s",
        "DPD.co.uk": "https://www.dpd.co.uk/apps/tracking/?reference=%1$s#results",
        "Royal Mail": "https://www3.royalmail.com/track-your-item#/tracking-results/%1$s",
    },
    "United States": {
        "DHL US": "https://www.logistics.dhl/us-en/home/tracking/tracking-ecommerce.html?tracking-id=%1$s",
        "Fedex": "https://www.fedex.com/apps/fedextrack/?action=track&action=track&tracknumbers=%1$s",
        "UPS": "https://www.ups.com/track?loc=en_US&tracknum=%1$s",
        "USPS": "https://tools.usps.com/go/TrackConfirmAction_input?qtc_tLabels1=%1$s",
    },
}


def formatted(item: dict[str, Any]) -> tuple[str, str]:
    """Provider and link of a noted tracking as shoppers see them; of an unknown provider there are none."""
    if item["custom_tracking_provider"]:
        return item["custom_tracking_provider"], item["custom_tracking_link"]
    for country in PROVIDERS.values():
        for name, template in country.items():
            if slug(name) == item["tracking_provider"]:
                return name, template.replace("%1$s", quote(str(item["tracking_number"]), safe=""))
    return "", ""
