"""Templates to mails. The text is the source; the HTML is laid around its paragraphs, so that both always say the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from app.mail.contracts import LANGUAGES, Template


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=False,
    )


def render(template: Template, data: Mapping[str, str], language: str) -> Rendered:
    """`data` holds what the template names; a value that is missing is a mistake of ours and raises.

    An unknown language is English. A template's first line is the subject. The paragraph that is the link alone becomes
    a button, whose words are the last line of the template.
    """
    language = language if language in LANGUAGES else "en"
    flat = {name: " ".join(str(value).split()) for name, value in data.items()}  # a name cannot bring lines of its own
    source = _environment().get_template(f"{template}.{language}.txt").render(**flat)
    subject, *paragraphs = [part.strip() for part in source.strip().split("\n\n")]
    button = paragraphs.pop()
    html = (
        _environment()
        .get_template("layout.html")
        .render(subject=subject, paragraphs=paragraphs, link=flat.get("link", ""), button=button, language=language)
    )
    return Rendered(subject[:200], "\n\n".join(paragraphs) + "\n", html)
