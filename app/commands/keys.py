"""Keys and who is trusted: master keys, signing keys, providers of identities."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from app.commands.base import ADMINISTRATOR, chosen, installation, run, say

commands = typer.Typer()
vault = typer.Typer(name="vault", no_args_is_help=True, help="What is sealed.")
commands.add_typer(vault)


@vault.callback()
def _vault() -> None:
    """What is sealed."""


@vault.command("import-fernet")
def import_fernet(
    file: Annotated[Path, typer.Argument(help="JSON: a list of connections with Fernet tokens.", exists=True, dir_okay=False)],
    organisation: Annotated[UUID | None, typer.Option(help="Its id; needed where there are several.")] = None,
) -> None:
    """Take over connections whose credentials another system sealed with Fernet: each is tested at its vendor and sealed
    under our own keys. Asks for the Fernet key, or reads KSAP_FERNET_KEY (several, comma separated). Nothing is taken over
    where the key does not fit."""
    from app.kernel.errors import DomainError

    given = os.environ.get("KSAP_FERNET_KEY") or typer.prompt("Fernet key", hide_input=True)

    async def work() -> int:
        async with installation("ksap-import"):
            from app.platform import api as platform

            try:
                org_id = await chosen(organisation)
                done = await platform.import_fernet(org_id, ADMINISTRATOR, file.read_bytes(), given.split(","))
            except DomainError as error:
                say(error.message)
                return 1
        for each in done:
            typer.echo(f"{each.what}: {'taken over' if each.connection_id else each.reason}")
        return int(any(each.connection_id is None for each in done))

    run(work())


@commands.command("new-key")
def new_key() -> None:
    """Make a master key for KSAP_MASTER_KEYS. To rotate: put it first, keep the old one, run `ksap rewrap`."""
    typer.echo(f"k{os.urandom(3).hex()}:{base64.b64encode(os.urandom(32)).decode()}")


@commands.command()
def rewrap() -> None:
    """Put every stored secret under the first of KSAP_MASTER_KEYS; KSAP may run meanwhile. Then drop the old key.

    Needs KSAP_MASTER_KEYS, and DATABASE_URL and REDIS_URL unless the embedded servers are free to be started.
    """

    async def work() -> int:
        async with installation("ksap-rewrap") as process:
            from app.platform import api as platform

            counts = await platform.rewrap_everything()
            say(f"Under key {process.vault.active}: " + ", ".join(f"{n} {t}" for t, n in counts.items()) + " rewrapped.")
        return 0

    run(work())


@commands.command("rotate-signing-key")
def rotate_signing_key(
    revoke: Annotated[bool, typer.Option("--revoke", help="Refuse what the keys before have signed, from now on.")] = False,
) -> None:
    """Sign access tokens with a new key; KSAP may run meanwhile, on servers of its own. It happens by itself every three
    months. Use --revoke after a leak: everybody's access token is refused within a minute and refreshed."""

    async def work() -> int:
        async with installation("ksap-keys"):
            from app.accounts import api as accounts

            say(f"Access tokens are signed with key {await accounts.rotate_signing_key(revoke=revoke)} from now on.")
        return 0

    run(work())


@commands.command("oidc-provider")
def oidc_provider(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Your short name for it, like `clerk`.")],
    issuer: Annotated[str, typer.Option(help="Its address, as its tokens name it.")] = "",
    client_id: Annotated[str, typer.Option(help="What it calls KSAP.")] = "",
    name: Annotated[str, typer.Option(help="What the button says.")] = "",
    accept_from: Annotated[
        list[str] | None, typer.Option(help="An origin whose session tokens are taken as bearer tokens; may come often.")
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Nobody signs in by it any more.")] = False,
) -> None:
    """Let people sign in by an OpenID Connect provider; asks for the client secret. Register /oidc/callback there. KSAP may
    run meanwhile, on servers of its own."""
    from app.kernel.errors import DomainError

    secret = "" if remove else typer.prompt("Client secret", hide_input=True)

    async def work() -> int:
        async with installation("ksap-oidc"):
            from app.accounts import api as accounts

            try:
                if remove:
                    say("It is removed." if await accounts.remove_provider(id_) else "There was none of this name.")
                    return 0
                await accounts.set_provider(
                    id_=id_,
                    name=name or id_,
                    issuer=issuer,
                    client_id=client_id,
                    client_secret=secret,
                    parties=accept_from or (),
                )
            except DomainError as error:
                say(error.message)
                return 1
            say(f"People can link {issuer} in their profile and sign in by it.")
        return 0

    run(work())
