"""What others may ask of stores."""

from app.stores.use_cases.authorise import BadState, authorise_draft, came_back
from app.stores.use_cases.backup import export_settings, restore_settings
from app.stores.use_cases.channels import (
    channel_of_store,
    due_connections,
    open_channel,
    report_failure,
    report_success,
)
from app.stores.use_cases.connect import connect_now, finish_draft
from app.stores.use_cases.connections import (
    breaker_state,
    check_health,
    disconnect,
    pause,
    resume,
    test_connection,
)
from app.stores.use_cases.drafts import change_draft, drop_draft, forget_drafts, read_draft, start_draft, test_draft
from app.stores.use_cases.manage import create_store, delete_store, update_store
from app.stores.use_cases.rewrap import rewrap_secrets
from app.stores.use_cases.stores import (
    connection,
    connection_of_store,
    connections,
    require_writable,
    store,
    stores,
)
from app.stores.use_cases.webhooks import due_for_webhooks, ensure_webhooks

__all__ = [
    "BadState",  # a sign-in came back that nobody started, or too late
    "authorise_draft",  # the address at the vendor where the merchant approves
    "breaker_state",  # whether calls are held back, and until when
    "came_back",  # a vendor's sign-in returned
    "change_draft",  # fill in the connect wizard
    "channel_of_store",  # open the connection of a store
    "check_health",  # one cheap call; the state follows it
    "connect_now",  # credentials in, tested, saved, in one call
    "connection",  # one connection, masked
    "connection_of_store",  # the store's connection, masked
    "connections",  # all of them, masked
    "create_store",  # a store that is not connected yet
    "delete_store",  # disconnect and delete
    "disconnect",  # webhooks away at the vendor, secrets here, mappings kept
    "drop_draft",  # leave the connect wizard
    "due_connections",  # connections of all tenants that are due for a check
    "due_for_webhooks",  # connections of all tenants whose webhooks are due for a look
    "ensure_webhooks",  # registrations at the vendor made right
    "export_settings",  # for a sealed backup
    "finish_draft",  # the end of the connect wizard
    "forget_drafts",  # delete drafts that nobody came back to
    "open_channel",  # credentials, transport and ports, ready to call the vendor
    "pause",  # send nothing, take nothing in
    "read_draft",  # where somebody is in the connect wizard
    "report_failure",  # a call to the vendor failed
    "report_success",  # a call to the vendor went well
    "require_writable",  # refuse to change a suspended store
    "restore_settings",  # from one
    "resume",  # go on after a pause
    "rewrap_secrets",  # key rotation
    "start_draft",  # enter the connect wizard
    "store",  # one store
    "stores",  # all stores with the state of their connections
    "test_connection",  # all checks with the stored credentials
    "test_draft",  # all checks with what was typed
    "update_store",  # fields, status, sync preferences
]
