"""What others may ask of orders."""

from app.orders.use_cases.browse import facets, order_page, raw_payload, read_order, timeline_page
from app.orders.use_cases.bulk import bulk_ids, move_orders, note_orders, tag_orders
from app.orders.use_cases.change import add_note, change_status, set_internal_note, set_tags
from app.orders.use_cases.demand import demand_of, hold_stock, link_lines
from app.orders.use_cases.figures import days_of, order_news, product_rows, sales_rows, store_orders, waiting
from app.orders.use_cases.find import find_orders
from app.orders.use_cases.fulfil import record_delivery, record_fulfilment, shippable
from app.orders.use_cases.import_orders import import_orders
from app.orders.use_cases.place_order import place_order

__all__ = [
    "add_note",  # a remark in the timeline
    "bulk_ids",  # which orders a bulk action is about
    "change_status",  # one step of the lifecycle
    "days_of",  # the stores' days that orders touch
    "demand_of",  # what orders ask of stock
    "facets",  # how many orders each status and store has
    "find_orders",  # by number or a word, for people who type
    "hold_stock",  # bring reservations to what orders ask
    "import_orders",  # a page of a channel's orders
    "link_lines",  # lines learn which variant they are
    "move_orders",  # one step of the lifecycle for many
    "note_orders",  # a remark in many timelines
    "order_news",  # orders for the activity feed
    "order_page",  # a list of orders
    "place_order",  # an order of the merchant's own
    "product_rows",  # sales of days by product
    "raw_payload",  # the vendor's own text of an order
    "read_order",  # one order, whole
    "record_delivery",  # all has arrived
    "record_fulfilment",  # units have left
    "sales_rows",  # sales of days by country
    "set_internal_note",  # replace the note
    "set_tags",  # replace or add tags
    "shippable",  # what is left to ship
    "store_orders",  # open orders of stores
    "tag_orders",  # add tags to many, or take them off
    "timeline_page",  # the story of an order
    "waiting",  # how many orders wait for people
]
