"""What others may ask of inventory."""

from app.inventory.use_cases.backup import export_settings, restore_settings
from app.inventory.use_cases.browse import ledger_page, level_page
from app.inventory.use_cases.demand import set_demand
from app.inventory.use_cases.levels import adjust, available, channel_edit, levels, take_initial, transfer
from app.inventory.use_cases.locations import create_location, default_location, locations, update_location
from app.inventory.use_cases.low import low_at, low_stock, set_low_at, set_thresholds
from app.inventory.use_cases.reservations import expire, release, transfer_owner
from app.inventory.use_cases.reserve import reserve

__all__ = [
    "adjust",  # changes by people, with a reason
    "available",  # what can be sold of each variant
    "channel_edit",  # a merchant changed stock at a channel
    "create_location",  # a new place for stock
    "default_location",  # where stock is unless somebody says otherwise
    "expire",  # give back what was held too long
    "export_settings",  # for a sealed backup
    "ledger_page",  # movements, newest first
    "level_page",  # levels with their products
    "levels",  # levels of some variants
    "locations",  # all places
    "low_at",  # what counts as low in the organisation
    "low_stock",  # what sells and is low
    "release",  # give back what an owner holds
    "reserve",  # hold stock now, or learn that there is not enough
    "restore_settings",  # from one
    "set_demand",  # bring orders' reservations to what they still need
    "set_low_at",  # say what counts as low in the organisation
    "set_thresholds",  # say what counts as low of single levels
    "take_initial",  # first reading of a channel's stock
    "transfer",  # from one place to another
    "transfer_owner",  # a checkout becomes an order
    "update_location",  # change a place
]
