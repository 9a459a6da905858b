"""`ksap …`: the command line."""

from __future__ import annotations

import typer

from app.commands import keys, look, serve, settings
from app.commands.base import say
from app.kernel.settings import SettingsError
from app.runtime import RuntimeFault

app = typer.Typer(
    name="ksap",
    no_args_is_help=True,
    add_completion=False,
    help="Run many online stores from one place.",
    pretty_exceptions_enable=False,
)
for topic in (serve, look, keys, settings):
    app.add_typer(topic.commands)


def main() -> None:
    try:
        app()
    except SettingsError as error:
        say(f"KSAP did not start, because its settings are wrong:\n{error}")
        raise SystemExit(2) from None
    except RuntimeFault as error:
        say(str(error))
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
