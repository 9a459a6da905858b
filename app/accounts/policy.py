"""Which passwords are good enough. Length and guessability count; rules about digits and signs do not."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from app.kernel.errors import Invalid

SHORTEST = 10
GOOD = 3  # of zxcvbn's 0 to 4: more than 10^8 guesses
_JUDGED = 72  # characters; judging more takes long and cannot make a password weak


class WeakPassword(Invalid):
    code = "WEAK_PASSWORD"


async def check(password: str, *, known: Sequence[str] = (), field: str = "password") -> None:
    """Raises WeakPassword for a short one, one of the 30,000 most common (spelt variously, too), a pattern of the
    keyboard or dates, or one made of `known` words (the user's name, address, organisation)."""
    if len(password) < SHORTEST:
        raise WeakPassword(f"Use {SHORTEST} characters or more; a few words are fine.", field=field)
    words = [
        part for text in known for part in (text.lower(), *text.lower().replace("@", " ").replace(".", " ").split()) if part
    ]
    score, advice = await asyncio.to_thread(_judge, password[:_JUDGED], words)
    if score < GOOD:
        raise WeakPassword(f"This password is easy to guess. {advice}".strip(), field=field)


def _judge(password: str, known: Sequence[str]) -> tuple[int, str]:
    from zxcvbn import zxcvbn  # loads its word lists; not everybody who imports us needs them

    found = zxcvbn(password, user_inputs=list(known))
    feedback = found["feedback"]
    return int(found["score"]), " ".join(filter(None, (feedback["warning"], *feedback["suggestions"][:1])))
