"""What others may ask of sync."""

from app.sync.use_cases.backup import export_settings, restore_settings
from app.sync.use_cases.browse import exchange_page, item_page, letter_page, run_page
from app.sync.use_cases.desired import levels_changed
from app.sync.use_cases.graveyard import bury_dead_deliveries, close_abandoned_runs, forget_runs
from app.sync.use_cases.letters import discard_letter, letter, letter_detail, read_again, replay_letter
from app.sync.use_cases.locations import link_location, location_links
from app.sync.use_cases.preferences import preferences_changed
from app.sync.use_cases.preview import import_preview
from app.sync.use_cases.push_fulfilments import push_fulfilments, shipment_shipped, shipment_voided
from app.sync.use_cases.push_products import push_products, stores_to_push, writes_products
from app.sync.use_cases.push_stock import push_stock
from app.sync.use_cases.receive import receive
from app.sync.use_cases.running import TryAgain, finish, work
from app.sync.use_cases.runs import bind_job, cancel_run, run, start_run, waiting
from app.sync.use_cases.schedules import due_polls, forgotten_pushes, imported, mapped, pause, recall_polls, resume

__all__ = [
    "TryAgain",  # the vendor is away; the run goes on later
    "bind_job",  # which job works on a run
    "bury_dead_deliveries",  # deliveries that died become dead letters
    "cancel_run",  # end it at its next checkpoint
    "close_abandoned_runs",  # runs whose job was given up
    "discard_letter",  # leave a dead letter as it is
    "due_polls",  # stores of all tenants whose next poll is due
    "exchange_page",  # what was said to the vendor
    "export_settings",  # for a sealed backup
    "finish",  # end a run
    "forget_runs",  # delete old ones
    "forgotten_pushes",  # pushes of all tenants that wait too long
    "import_preview",  # what a first import would bring
    "imported",  # whether the first import of a store is complete
    "item_page",  # what became of the things in a run
    "letter",  # one dead letter
    "letter_detail",  # the same, with what it is about
    "letter_page",  # dead letters
    "levels_changed",  # what must be told to which channel
    "link_location",  # change what a channel's location is
    "location_links",  # what the channel's locations are
    "mapped",  # listings stand for other variants now
    "pause",  # poll a store no more
    "preferences_changed",  # follow what a merchant wants kept alike
    "push_fulfilments",  # tell a channel what has left
    "push_products",  # write changed products to a channel
    "push_stock",  # write changed stock to a channel
    "read_again",  # the reading part of a replay
    "recall_polls",  # those that a wrong clock has put off
    "receive",  # take in webhook deliveries
    "replay_letter",  # have it done once more
    "restore_settings",  # from one
    "resume",  # poll a store again
    "run",  # one run
    "run_page",  # runs, newest first
    "shipment_shipped",  # note a shipment for its channel
    "shipment_voided",  # note that its channel is to forget one
    "start_run",  # begin a run
    "stores_to_push",  # stores with products to write
    "waiting",  # stores with stock or shipments to push
    "work",  # carry a run through
    "writes_products",  # whether products may be written to a store
]
