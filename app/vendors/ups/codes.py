"""UPS's own codes and what they mean to us."""

from __future__ import annotations

from app.ports.carriers import TrackingState
from app.ports.vendor import Remedy

SERVICES = {
    "01": "UPS Next Day Air",
    "02": "UPS 2nd Day Air",
    "03": "UPS Ground",
    "07": "UPS Worldwide Express",
    "08": "UPS Worldwide Expedited",
    "11": "UPS Standard",
    "12": "UPS 3 Day Select",
    "13": "UPS Next Day Air Saver",
    "14": "UPS Next Day Air Early",
    "17": "UPS Worldwide Economy DDU",
    "54": "UPS Worldwide Express Plus",
    "59": "UPS 2nd Day Air A.M.",
    "65": "UPS Worldwide Saver",
    "70": "UPS Access Point Economy",
    "71": "UPS Worldwide Express Freight Midday",
    "72": "UPS Worldwide Economy DDP",
    "74": "UPS Express 12:00",
    "75": "UPS Heavy Goods",
    "82": "UPS Today Standard",
    "83": "UPS Today Dedicated Courier",
    "84": "UPS Today Intercity",
    "85": "UPS Today Express",
    "86": "UPS Today Express Saver",
    "96": "UPS Worldwide Express Freight",
    "M2": "UPS First Class Mail",
    "M3": "UPS Priority Mail",
    "M4": "UPS Expedited Mail Innovations",
    "M5": "UPS Priority Mail Innovations",
    "M6": "UPS Economy Mail Innovations",
}
"""Service codes of the rating and shipping contracts that sell a label to a parcel shipper."""

NEVER_BOUGHT = "9801031"  # label recovery: no shipment under this reference or number
VOIDED = "9801040"  # label recovery: there was one, and it was voided
ALREADY_VOIDED = "190117"

REMEDIES: dict[int | str, Remedy] = {
    # Credentials, or an account number that does not belong to them: only the merchant can help.
    401: Remedy.RECONNECT,
    403: Remedy.RECONNECT,
    "10401": Remedy.RECONNECT,
    "250001": Remedy.RECONNECT,
    "250002": Remedy.RECONNECT,
    "250003": Remedy.RECONNECT,
    "250004": Remedy.RECONNECT,
    "250005": Remedy.RECONNECT,
    "250007": Remedy.RECONNECT,
    "250009": Remedy.RECONNECT,
    "120100": Remedy.RECONNECT,
    "120113": Remedy.RECONNECT,
    "120121": Remedy.RECONNECT,
    "120122": Remedy.RECONNECT,
    # Limits and moments of weakness.
    "10429": Remedy.WAIT,
    "20001": Remedy.RETRY,
    "120001": Remedy.RETRY,
    "190001": Remedy.RETRY,
    "250050": Remedy.RETRY,
    # The form of our request, not the merchant's shipment.
    "10001": Remedy.OURS_TO_FIX,
    "10002": Remedy.OURS_TO_FIX,
    "10003": Remedy.OURS_TO_FIX,
    "10013": Remedy.OURS_TO_FIX,
    "10400": Remedy.OURS_TO_FIX,
    "20002": Remedy.OURS_TO_FIX,
    "20006": Remedy.OURS_TO_FIX,
    "120051": Remedy.OURS_TO_FIX,
    "120541": Remedy.OURS_TO_FIX,
    "120542": Remedy.OURS_TO_FIX,
    "120700": Remedy.OURS_TO_FIX,
    "120701": Remedy.OURS_TO_FIX,
    "120702": Remedy.OURS_TO_FIX,
    "120703": Remedy.OURS_TO_FIX,
    "9801050": Remedy.OURS_TO_FIX,
    # Every other 400 speaks of this one shipment: its address, weight, service, or the age of its label.
    400: Remedy.SKIP,
}

_BY_STATUS_CODE = {
    "003": TrackingState.LABEL_CREATED,
    "006": TrackingState.OUT_FOR_DELIVERY,
    "007": TrackingState.VOIDED,
    "011": TrackingState.DELIVERED,
    "013": TrackingState.EXCEPTION,
    "021": TrackingState.OUT_FOR_DELIVERY,
    "022": TrackingState.EXCEPTION,
    "023": TrackingState.EXCEPTION,
    "024": TrackingState.EXCEPTION,
    "029": TrackingState.EXCEPTION,
    "033": TrackingState.EXCEPTION,
    "034": TrackingState.RETURNED,
    "035": TrackingState.EXCEPTION,
    "036": TrackingState.EXCEPTION,
    "037": TrackingState.EXCEPTION,
}

_BY_TYPE = {
    "M": TrackingState.LABEL_CREATED,
    "MV": TrackingState.VOIDED,
    "P": TrackingState.IN_TRANSIT,
    "I": TrackingState.IN_TRANSIT,
    "O": TrackingState.OUT_FOR_DELIVERY,
    "D": TrackingState.DELIVERED,
    "X": TrackingState.EXCEPTION,
    "RS": TrackingState.RETURNED,
}


def tracking_state(kind: str, status_code: str) -> TrackingState:
    """Our state of an activity. The three-digit status code is finer than the letter and goes first; freight and
    warehouse scans that neither table names are on their way."""
    return _BY_STATUS_CODE.get(status_code) or _BY_TYPE.get(kind.strip().upper(), TrackingState.IN_TRANSIT)
