"""Drives Schemathesis against the application: its requests come from a thread, the answers from the tests' own loop."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import schemathesis
from fastapi import FastAPI
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation
from schemathesis.engine import events, from_schema

from tests.fuzz import words

EXAMPLES = int(os.environ.get("KSAP_FUZZ_EXAMPLES", "2"))
"""Requests of chance per operation, beside those that its schema's limits call for. `make fuzz` sends many more."""
STREAM_SECONDS = 0.2
DOCUMENT: dict[str, Any] = json.loads((Path(__file__).parents[2] / "openapi.json").read_bytes())
OPERATIONS = {
    operation["operationId"]: (method.upper(), path)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}

Message = MutableMapping[str, Any]


class OnLoop:
    """An ASGI application that runs on the loop where its database pool lives, whoever calls it."""

    def __init__(self, app: FastAPI, loop: asyncio.AbstractEventLoop) -> None:
        self._app = app
        self._loop = loop

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            raise RuntimeError("the fixtures have started it")
        body = await receive()
        done = asyncio.run_coroutine_threadsafe(self._answer({**scope, "client": ("127.0.0.1", 50_000)}, body), self._loop)
        for message in await asyncio.wrap_future(done):
            await send(message)

    async def _answer(self, scope: dict[str, Any], body: Message) -> list[Message]:
        said: list[Message] = []
        given = [body]

        async def receive() -> Message:
            if not given:
                await asyncio.Event().wait()
            return given.pop()

        async def send(message: Message) -> None:
            said.append(message)

        task = asyncio.ensure_future(self._app(scope, receive, send))
        await asyncio.wait({task}, timeout=STREAM_SECONDS if scope["path"].endswith("/stream") else 30)
        if task.done():
            task.exception()  # what the server said counts
        else:  # a stream goes on for as long as somebody listens
            task.cancel()
            await asyncio.wait({task})
            said.append({"type": "http.response.body", "body": b"", "more_body": False})
        return said


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that failed, with the request that shows it."""

    operation: str
    check: str
    problem: str
    sample: str

    def __str__(self) -> str:
        return f"{self.operation} [{self.check}] {self.problem}\n      {self.sample}"


def _settings(
    headers: Mapping[str, str], checks: Mapping[str, Any], *, examples: int = EXAMPLES, sequences: bool = False
) -> SchemathesisConfig:
    return SchemathesisConfig.from_dict(
        {
            "headers": dict(headers),
            "seed": 1,
            "continue-on-failure": True,
            # a schema cannot say that text holds no NUL; tests/fuzz/test_hostile.py sends it to every field
            "generation": {
                "max-examples": examples,
                "deterministic": True,
                "no-shrink": True,
                "database": "none",
                "allow-x00": False,
            },
            "phases": {
                name: {"enabled": (name == "stateful") is sequences} for name in ("examples", "coverage", "fuzzing", "stateful")
            },
            "checks": dict(checks),
            "warnings": False,
        }
    )


def findings(
    app: OnLoop, operation: str, headers: Mapping[str, str], things: Mapping[str, str], checks: Mapping[str, Any]
) -> tuple[list[Finding], int]:
    """What all checks find in an operation, and how many requests that took. `things` are ids of what there is: they
    stand where a request in order names one, so that answers are not all of things that do not exist."""
    words.register()
    _there_is.clear()
    _there_is.update(things)
    schema = schemathesis.openapi.from_dict(DOCUMENT, config=_settings(headers, checks)).include(operation_id=operation)
    schema.app = app
    found: dict[tuple[str, str, str], Finding] = {}
    sent = 0
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError):
            found[event.label, "engine", ""] = Finding(event.label, "engine", str(event.value), "")
        if isinstance(event, events.FatalError):
            raise event.exception
        if isinstance(event, events.ScenarioFinished):
            sent += len(event.recorder.interactions)
            for one in _failed(event):
                found.setdefault((one.operation, one.check, one.problem), one)
    return list(found.values()), sent


def in_sequence(
    app: OnLoop, headers: Mapping[str, str], checks: Mapping[str, Any], *, leave: str, examples: int
) -> tuple[list[Finding], dict[str, int]]:
    """What all checks find in calls that take from the answers of earlier ones what they name: the links between calls
    are inferred from the description. `leave` is a pattern of paths to stay away from. Also says how far it came: scenarios,
    requests, those that took something from an answer, and those of them that were in order."""
    words.register()
    _there_is.clear()
    config = _settings(headers, checks, examples=examples, sequences=True)
    schema = schemathesis.openapi.from_dict(DOCUMENT, config=config).exclude(path_regex=leave)
    schema.app = app
    found: dict[tuple[str, str], Finding] = {}
    reach = dict.fromkeys(("scenarios", "requests", "linked", "in order"), 0)
    for event in from_schema(schema).execute():
        if isinstance(event, events.FatalError):
            raise event.exception
        if isinstance(event, events.ScenarioFinished):
            reach["scenarios"] += 1
            reach["requests"] += len(event.recorder.interactions)
            for id_, exchange in event.recorder.interactions.items():
                case = event.recorder.cases.get(id_)
                if case is not None and case.parent_id and exchange.response is not None:
                    reach["linked"] += 1
                    reach["in order"] += exchange.response.status_code < 300
            for one in _failed(event):
                found.setdefault((one.operation, one.check), one)
    return list(found.values()), reach


_there_is: dict[str, str] = {}


@schemathesis.hook
def before_call(_: Any, case: Any, __: Any) -> None:
    """Schemathesis knows this hook for a whole process alone."""
    if case.meta is None:
        return
    for location, container in (
        (ParameterLocation.PATH, case.path_parameters),
        (ParameterLocation.QUERY, case.query),
        (ParameterLocation.BODY, case.body),
    ):
        if not case.meta.is_negative_at(location):
            _replace(container, _there_is)


def _replace(value: Any, things: Mapping[str, str]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in things and isinstance(inner, str):
                value[key] = things[key]
            else:
                _replace(inner, things)
    elif isinstance(value, list):
        for inner in value:
            _replace(inner, things)


def _failed(event: events.ScenarioFinished) -> Iterator[Finding]:
    for case_id, checks in event.recorder.checks.items():
        for check in checks:
            if check.failure_info is None:
                continue
            answer = event.recorder.interactions[case_id].response
            said = answer.content[:400].decode(errors="replace") if answer else ""
            problem = str(check.failure_info.failure).replace("\n", " ")[:300]
            sample = f"{check.failure_info.code_sample[:2500]}\n      -> {answer.status_code if answer else ''} {said}"
            yield Finding(event.recorder.label, check.name, problem, sample)
