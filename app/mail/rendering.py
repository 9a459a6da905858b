"""Wordings to mails. The text is the source; the HTML is laid around its paragraphs, so that both always say the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.mail.contracts import LANGUAGES, SAMPLES, Template, Wording

if TYPE_CHECKING:
    from jinja2 import Environment

PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape  # for those who mail

    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=False,
    )


@lru_cache
def default_wording(template: Template, language: str) -> Wording:
    """KSAP's own. In the file the first paragraph is the subject and the last the words of the button."""
    source = (Path(__file__).parent / "templates" / f"{template}.{language}.txt").read_text().strip()
    subject, *paragraphs = [part.strip() for part in source.split("\n\n")]
    return Wording(subject=subject, text="\n\n".join(paragraphs[:-1]), button=paragraphs[-1])


def render(template: Template, data: Mapping[str, str], language: str, wording: Wording | None = None) -> Rendered:
    """`data` holds what the callers of the template know; a value that is missing is a mistake of ours and raises KeyError.

    An unknown language is English. `wording` is an organisation's own. Its placeholders are replaced and nothing else is
    done with it: it is text, no program. The paragraph that is the link alone becomes a button.
    """
    language = language if language in LANGUAGES else "en"
    wording = wording or default_wording(template, language)
    values = _values(data, language)
    subject = " ".join(_filled(wording.subject, values).split())
    paragraphs = [_filled(part.strip(), values) for part in re.split(r"\n\s*\n", wording.text.strip())]
    html = (
        _environment()
        .get_template("layout.html")
        .render(
            subject=subject,
            paragraphs=paragraphs,
            link=values.get("link", ""),
            button=_filled(wording.button, values),
            language=language,
        )
    )
    return Rendered(subject[:200], "\n\n".join(paragraphs) + "\n", html)


def sample(template: Template, language: str, wording: Wording) -> Rendered:
    """The mail as it would look, with made-up values."""
    return render(template, SAMPLES[template], language, wording)


def placeholders(template: Template, language: str) -> dict[str, str]:
    """What a wording may name, with an example of each."""
    return _values(SAMPLES[template], language)


def _values(data: Mapping[str, str], language: str) -> dict[str, str]:
    """What wordings name: the data, and the phrases that hang on it. A name cannot bring lines of its own."""
    flat = {name: " ".join(str(value).split()) for name, value in data.items()}
    phrases: Any = _environment().get_template(f"phrases.{language}.txt").module
    if "name" in flat:
        flat["greeting"] = phrases.greeting(flat.pop("name"))
    if "deed" in flat:
        flat["what_changed"] = phrases.what_changed(flat.pop("deed")).strip()
    if "device" in flat:
        flat["device_and_place"] = phrases.device_and_place(flat.pop("device"), flat.pop("place"))
        flat["address"] = flat["address"] or phrases.unknown()
    return flat


def _filled(text: str, values: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda found: values[found[1]], text)
