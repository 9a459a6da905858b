"""The programs of docs/reference/examples.md, run as they stand against a served API."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
from pathlib import Path

import pytest
from fastapi import FastAPI

from tests.factories import PASSWORD, Organisation
from tests.sandbox.support import serving

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "examples.md"
BLOCKS = dict(re.findall(r"```(\w+) example\n(.*?)```", PAGE.read_text(), re.S))
RUN = {
    "bash": ["bash", "-euo", "pipefail", "-c"],
    "python": [sys.executable, "-c"],
    "javascript": ["node", "--input-type=module", "-e"],
}


def test_the_page_has_an_example_in_each_language() -> None:
    assert BLOCKS.keys() == RUN.keys()


@pytest.mark.parametrize("language", RUN)
async def test_the_example_runs(language: str, application: FastAPI, org: Organisation) -> None:
    for program in {RUN[language][0], *(["curl", "python3"] if language == "bash" else [])}:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed: the {language} example cannot be run here")
    async with serving(application, lifespan="off") as origin:
        environment = {**os.environ, "KSAP_URL": origin, "KSAP_EMAIL": org.email, "KSAP_PASSWORD": PASSWORD}
        running = await asyncio.create_subprocess_exec(
            *RUN[language], BLOCKS[language], env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        out, problems = await asyncio.wait_for(running.communicate(), 60)
    assert (running.returncode, out.decode().split("\n")) == (0, ["Enamel mug", ""]), problems.decode()
