"""What others may ask of fulfilment."""

from app.fulfilment.repository import due, stuck
from app.fulfilment.use_cases.backup import export_settings, restore_settings
from app.fulfilment.use_cases.browse import (
    known_carriers,
    set_ship_from,
    ship_from,
    shipment,
    shipment_to_push,
    shipments,
    shipments_of_order,
    to_hand_over,
    tracking_events,
)
from app.fulfilment.use_cases.bulk import fulfil_orders
from app.fulfilment.use_cases.buy import buy_label
from app.fulfilment.use_cases.fulfil import fulfil_order
from app.fulfilment.use_cases.labels import label_file
from app.fulfilment.use_cases.plan import cancel_shipment, create_shipment
from app.fulfilment.use_cases.rates import rates
from app.fulfilment.use_cases.ship import add_manual_shipment, mark_shipped
from app.fulfilment.use_cases.track import refresh_tracking
from app.fulfilment.use_cases.void import void

__all__ = [
    "add_manual_shipment",  # plan and ship with a number of one's own
    "buy_label",  # buy once, or find out how an open purchase went
    "cancel_shipment",  # give a draft's units back
    "create_shipment",  # plan which units leave together
    "due",  # parcels of all tenants that carriers should be asked about
    "export_settings",  # for a sealed backup
    "fulfil_order",  # plan, buy or take a number, mark as shipped, in one call
    "fulfil_orders",  # the same for many, each by itself
    "known_carriers",  # carriers to name for a number of one's own
    "label_file",  # the label of a parcel
    "mark_shipped",  # the units left
    "rates",  # what carriers ask
    "refresh_tracking",  # ask the carrier where it is
    "restore_settings",  # from one
    "set_ship_from",  # keep the address that parcels come from
    "ship_from",  # the address that parcels come from
    "shipment",  # one shipment
    "shipment_to_push",  # what the order's channel is to be told
    "shipments",  # a page of shipments, newest first
    "shipments_of_order",  # all of an order
    "stuck",  # purchases of all tenants whose outcome nobody has learnt
    "to_hand_over",  # how many labels wait for their carrier
    "tracking_events",  # what carriers told
    "void",  # give a label back
]
