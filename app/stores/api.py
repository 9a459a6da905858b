"""What others may ask of stores."""

from app.stores.use_cases.channels import (
    channel_of_store,
    due_connections,
    open_channel,
    report_failure,
    report_success,
)
from app.stores.use_cases.stores import (
    connection,
    connection_of_store,
    connections,
    require_writable,
    store,
    stores,
)

__all__ = [
    "channel_of_store",  # open the connection of a store
    "connection",  # one connection, masked
    "connection_of_store",  # the store's connection, masked
    "connections",  # all of them, masked
    "due_connections",  # connections of all tenants that are due for a check
    "open_channel",  # credentials, transport and ports, ready to call the vendor
    "report_failure",  # a call to the vendor failed
    "report_success",  # a call to the vendor went well
    "require_writable",  # refuse to change a suspended store
    "store",  # one store
    "stores",  # all stores with the state of their connections
]
