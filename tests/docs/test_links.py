"""Links of the documentation lead somewhere, the settings are all told, and commands exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_group

from app.cli import app as cli
from app.kernel.settings import Settings

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("app/**/*.md")])
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_resolve(page: Path) -> None:
    for target in LINK.findall(page.read_text()):
        if not target.startswith(("http://", "https://", "#", "mailto:")):
            assert (page.parent / target.partition("#")[0]).exists(), f"{page.name} links to {target}"


def test_every_setting_is_told_with_its_default() -> None:
    table = dict(re.findall(r"^\| `(\w+)` \| ([^|]+?) \|", (ROOT / "docs/guides/configuration.md").read_text(), re.M))
    names = {
        n.upper() if n in ("database_url", "redis_url") else f"KSAP_{n.upper()}": f for n, f in Settings.model_fields.items()
    }
    assert set(table) == set(names)
    for name, field in names.items():
        if field.default is not None and name != "KSAP_PUBLIC_URL":
            assert table[name] == f"`{field.default}`"


def test_commands_and_targets_exist() -> None:
    commands = set(get_group(cli).commands)
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    for page in [p for p in PAGES if "adr" not in p.parts]:
        text = page.read_text()
        for block in re.findall(r"```sh\n(.*?)```|`((?:ksap|make) [^`]+)`", text, re.S):
            for tool, word in re.findall(r"(?:^|/|\s)(ksap|make) ([a-z-]+)", "\n".join(block)):
                assert word in (commands if tool == "ksap" else targets), f"{page.name}: {tool} {word}"


def test_decisions_are_listed_and_whole() -> None:
    index = (ROOT / "docs/adr/README.md").read_text()
    pages = sorted(ROOT.glob("docs/adr/0*.md"))
    assert [p.name[:4] for p in pages] == [f"{n:04}" for n in range(1, len(pages) + 1)]
    for page in pages:
        assert f"({page.name})" in index
        assert re.findall(r"^## (\w+)", page.read_text(), re.M) == ["Context", "Decision", "Alternatives", "Consequences"]
