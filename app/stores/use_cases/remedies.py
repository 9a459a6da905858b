"""What a merchant can do about a failed check."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.transport import Unreachable
from app.ports.vendor import Remedy, VendorError

_UNREACHABLE = {
    "dns": "Check the spelling of the address.",
    "tls": "Ask your host to renew the certificate of the shop, or to install the full chain.",
    "connect": "Check that the shop is online and that no firewall stands in the way.",
    "timeout": "Check that the shop is online; if it is slow just now, try again later.",
    "lost": "Try again; if it stays so, look for a firewall or security plug-in that cuts connections.",
    "blocked": "Give the public address of the shop, beginning with https://.",
    "too_large": "Check that the address is that of the shop itself.",
    "breaker_open": "The shop did not answer for a while. Try again in some minutes.",
    "paused": "The vendor asked us to slow down. Try again in a minute.",
}
_REFUSED = {
    Remedy.RECONNECT: "Check the credentials: copy them again, without spaces, from the page that the form names.",
    Remedy.WAIT: "The vendor's limit is reached. Try again in a minute.",
    Remedy.RETRY: "The vendor is in trouble. Try again later.",
    Remedy.SKIP: "The vendor does not accept this. Check its own settings.",
    Remedy.OURS_TO_FIX: "Check the rights of these credentials. If they are right, report it with the request id.",
}


def remedy_of(error: DomainError, check: str) -> str:
    """One sentence in the imperative."""
    if isinstance(error, Unreachable):
        return _UNREACHABLE[error.reason]
    if isinstance(error, VendorError):
        if check == "read" and error.http_status == 403:
            return "These credentials may not read this. Grant the right at the vendor and test again."
        return _REFUSED[error.remedy]
    return "Try again."
