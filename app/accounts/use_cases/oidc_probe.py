"""Try a provider of identities as far as one can without a person: its description, its keys, and our credentials."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from urllib.parse import urlsplit

from app.accounts import oidc_client
from app.accounts.contracts import ProviderFailed
from app.accounts.oidc_models import OidcProvider
from app.accounts.tokens import new_link_token
from app.accounts.use_cases.oidc import secret_of
from app.kernel.checkup import Check, skipped, timed, told
from app.kernel.db import unit_of_work
from app.kernel.errors import NotFound
from app.kernel.process import process

UNTRIED = "Not tried: the step before failed."


async def probe_provider(provider_id: str) -> AsyncIterator[Check]:
    """Each check as it ends; after a failure the others are skipped. Raises NotFound."""
    async with unit_of_work(None) as uow:
        provider = await uow.session.get(OidcProvider, provider_id)
    if provider is None:
        raise NotFound("provider", provider_id)
    tried = _Tried(provider)
    failed = False
    steps = {"dns": tried.dns, "tls": tried.tls, "discovery": tried.discovery, "keys": tried.keys, "client": tried.client}
    for name, work in steps.items():
        if failed:
            yield skipped(name, UNTRIED)
            continue
        if name == "tls" and tried.private:
            yield skipped(name, "The sandbox speaks plain HTTP on this machine; there is nothing to check.")
            continue
        check = await timed(name, work, title="The provider", explain=partial(_explain, name))
        if check.ok and name == "client" and not tried.sure:
            check = Check(name=name, ok=None, ms=check.ms, message=check.message)
        failed = check.ok is False
        yield check


REMEDIES = {
    "dns": "Check the issuer: `ksap oidc-provider` sets it.",
    "tls": "Check the issuer; its address must be that of its certificate.",
    "discovery": "Set the issuer exactly as the provider writes it, letter by letter: `ksap oidc-provider`.",
    "keys": "Ask the provider for its keys; without them nobody can sign in by it.",
    "client": "Copy client id and secret from the provider anew, and set them by `ksap oidc-provider`.",
}


def _explain(name: str, error: Exception) -> tuple[str, str]:
    return told(error)[0], REMEDIES[name]


class _Tried:
    def __init__(self, provider: OidcProvider) -> None:
        self._provider = provider
        self._parts = urlsplit(provider.issuer)
        self.private = oidc_client.is_private(provider.issuer)
        self._guard = oidc_client.guard(provider.issuer)
        self._endpoints: oidc_client.Endpoints | None = None
        self.sure = True

    @property
    def _place(self) -> tuple[str, int]:
        return self._parts.hostname or "", self._parts.port or (443 if self._parts.scheme == "https" else 80)

    async def dns(self) -> str:
        self._guard.admit(self._provider.issuer)
        resolved = await self._guard.probe_dns(*self._place)
        return f"{self._place[0]} is {', '.join(resolved.addresses[:3])}."

    async def tls(self) -> str:
        shaken = await self._guard.probe_tls(*self._place)
        until = f", certificate valid until {shaken.expires_at:%Y-%m-%d}" if shaken.expires_at else ""
        return f"{shaken.version}{until}."

    async def discovery(self) -> str:
        self._endpoints = await oidc_client.discover(self._provider.issuer)
        return f"Describes itself as {self._endpoints.issuer}."

    async def keys(self) -> str:
        found = [key for key in await oidc_client.published_keys(self._provider.issuer) if oidc_client.is_usable(key)]
        if not found:
            raise ProviderFailed(f"None of its keys is for {' or '.join(oidc_client.ALGORITHMS)}.")
        return f"Publishes {len(found)} usable key{'' if len(found) == 1 else 's'}."

    async def client(self) -> str:
        """With a code that nobody was given: who refuses the code, and not us, has known us (RFC 6749 §5.2)."""
        endpoints = self._endpoints or await oidc_client.discover(self._provider.issuer)
        error = await oidc_client.refusal_of_code(
            endpoints,
            code=new_link_token(),
            verifier=new_link_token(),
            redirect_uri=f"{process().settings.public_url}/oidc/callback",
            client=(self._provider.client_id, secret_of(self._provider)),
        )
        if error in ("invalid_client", "unauthorized_client"):
            raise ProviderFailed(f"The provider does not know this client, or its secret is wrong ({error}).")
        self.sure = error == "invalid_grant"
        if self.sure:
            return "Client id and secret are accepted. Only a person's sign-in shows the rest."
        return f"The provider refused for another reason ({error}): only a sign-in shows whether the credentials are good."
