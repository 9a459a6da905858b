"""The HTTP house style, on a small application of its own with the product's middleware and error rendering."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

import pytest
from fastapi import FastAPI, Query, Response
from hypothesis import given
from hypothesis import strategies as st

from app.kernel import audit, cursors, http
from app.kernel.auth import Principal, anyone
from app.kernel.db import database
from app.kernel.errors import Conflict, Invalid, PreconditionFailed, TooMany
from app.kernel.http import Cursor, Envelope, IfMatch, Limit, ListEnvelope, Model, Once, Uow
from app.kernel.limits import BodyLimit
from app.kernel.process import Process
from app.kernel.telemetry import Telemetry
from app.main import _render_errors
from tests.factories import Organisation
from tests.http import Client, client_of

LIMIT = 4096
routes = http.router("/things", "things")


class Thing(Model):
    name: str
    count: int = 0


@routes.get("", dependencies=[anyone()])
async def list_things(limit: Limit = 50, cursor: Cursor = None) -> ListEnvelope[int]:
    parts = cursors.decode_cursor(cursor, cursors.whole)
    start = int(parts[0]) if parts else 0
    items = list(range(start, min(start + limit, 5)))
    return http.listed(items, cursors.encode_cursor(start + limit) if start + limit < 5 else None, limit)


@routes.post("", status_code=201, dependencies=[anyone(), Once])
async def make_thing(body: Thing, uow: Uow) -> Envelope[Thing]:
    audit.record(uow, "tests.thing_made", kind="thing", id_=body.name)
    if body.name == "refused":
        raise Conflict("not this one")
    return http.ok(body, "Made.")


@routes.post("/plain", dependencies=[anyone()])
async def make_plain(body: Thing, uow: Uow) -> Envelope[Thing]:
    audit.record(uow, "tests.thing_made", kind="thing", id_=body.name)
    return http.ok(body)


@routes.put("/one", dependencies=[anyone()])
async def change_thing(body: Thing, response: Response, if_match: IfMatch = None) -> Envelope[Thing]:
    http.check_version(if_match, 7)
    response.headers["ETag"] = http.etag(8)
    return http.ok(body)


@routes.get("/broken", dependencies=[anyone()])
async def break_thing(how: Annotated[str, Query()] = "") -> Envelope[None]:
    if how == "busy":
        raise TooMany("slow down", retry_after=2.4)
    raise RuntimeError("password=hunter2 in the traceback")


@pytest.fixture
async def web(process: Process, org: Organisation) -> AsyncIterator[Client]:
    app = FastAPI()
    app.include_router(routes)
    _render_errors(app)
    app.add_middleware(BodyLimit, max_bytes=LIMIT)
    app.add_middleware(Telemetry)

    async def authenticate(_: object) -> Principal:
        return Principal(org_id=org.id, user_id=org.owner_id, role="owner", permissions=frozenset())

    app.state.authenticate = authenticate
    async with client_of(app) as client:
        yield client


async def made(org_id: UUID) -> int:
    async with database().read(org_id) as connection:
        return int(await connection.fetchval("SELECT count(*) FROM audit_log WHERE action = 'tests.thing_made'"))


async def test_success_list_and_error_have_one_envelope(web: Client) -> None:
    success = (await web.post("/api/v1/things", json={"name": "a"})).json()
    assert set(success) == {"success", "data", "message", "timestamp", "request_id"}
    assert (success["data"], success["message"]) == ({"name": "a", "count": 0}, "Made.")
    listed = (await web.get("/api/v1/things?limit=2")).json()
    assert set(listed) == {*success, "page"}
    assert (listed["data"], listed["page"]["limit"]) == ([0, 1], 2)
    error = (await web.post("/api/v1/things", json={"name": "refused"})).json()
    assert set(error) == {"success", "error", "timestamp", "request_id"}
    assert error["error"] == {"code": "CONFLICT", "message": "not this one", "details": {}}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": "a", "count": "x"}, "count"),
        ({"name": "a", "surprise": 1}, "surprise"),
        ({"name": None}, "name"),
        ([], "body"),
    ],
)
async def test_a_validation_error_names_the_field(web: Client, body: object, field: str) -> None:
    error = await web.data("POST", "/api/v1/things", json=body, status=422)
    assert (error["code"], error["details"]["field"]) == ("VALIDATION_ERROR", field)
    assert error["details"]["reason"] and error["message"].startswith(f"{field}: ")


async def test_a_body_that_is_no_json_is_the_bodys_fault(web: Client) -> None:
    headers = {"content-type": "application/json"}
    error = await web.data("POST", "/api/v1/things", content=b'{"name": ', headers=headers, status=422)
    assert error["details"]["field"] == "body"


async def test_text_that_the_database_cannot_hold_is_refused(web: Client, org: Organisation) -> None:
    error = await web.data("POST", "/api/v1/things", json={"name": "a\0b"}, status=422)
    assert (error["code"], error["details"]["field"]) == ("VALIDATION_ERROR", "body")
    assert await made(org.id) == 0


async def test_parameters_out_of_range_are_named(web: Client) -> None:
    for limit in ("0", "251", "x"):
        assert (await web.data("GET", f"/api/v1/things?limit={limit}", status=422))["details"]["field"] == "limit"


async def test_a_repeated_key_gets_the_same_answer_and_no_second_effect(web: Client, org: Organisation) -> None:
    headers = {"Idempotency-Key": "k-1"}
    first = await web.post("/api/v1/things", json={"name": "a"}, headers=headers)
    again = await web.post("/api/v1/things", json={"name": "a"}, headers=headers)
    assert (again.status_code, again.content) == (first.status_code, first.content) == (201, first.content)
    assert "idempotent-replay" not in first.headers and again.headers["idempotent-replay"] == "true"
    assert await made(org.id) == 1
    conflict = await web.data("POST", "/api/v1/things", json={"name": "b"}, headers=headers, status=409)
    assert conflict["details"]["idempotency_key"] == "k-1"
    assert await made(org.id) == 1


async def test_simultaneous_repeats_of_a_key_have_one_effect(web: Client, org: Organisation) -> None:
    answers = await asyncio.gather(
        *(web.post("/api/v1/things", json={"name": "a"}, headers={"Idempotency-Key": "k-2"}) for _ in range(6))
    )
    assert {a.status_code for a in answers} == {201}
    assert len({a.content for a in answers}) == 1
    assert await made(org.id) == 1


async def test_a_refused_request_leaves_its_key_free(web: Client, org: Organisation) -> None:
    headers = {"Idempotency-Key": "k-3"}
    await web.data("POST", "/api/v1/things", json={"name": "refused"}, headers=headers, status=409)
    assert await made(org.id) == 0
    await web.data("POST", "/api/v1/things", json={"name": "a"}, headers=headers, status=201)
    too_long = await web.data("POST", "/api/v1/things", json={"name": "a"}, headers={"Idempotency-Key": "k" * 201}, status=422)
    assert too_long["details"]["field"] == "Idempotency-Key"


async def test_a_key_on_a_call_that_does_not_honour_keys_does_no_harm(web: Client, org: Organisation) -> None:
    for _ in range(2):
        await web.data("POST", "/api/v1/things/plain", json={"name": "a"}, headers={"Idempotency-Key": "k-4"})
    assert await made(org.id) == 2


async def test_pages_follow_each_other_by_cursor(web: Client) -> None:
    seen, cursor = [], ""
    while True:
        page = (await web.get("/api/v1/things", params={"limit": 2, **({"cursor": cursor} if cursor else {})})).json()
        seen += page["data"]
        cursor = page["page"]["next_cursor"]
        if not cursor:
            break
    assert seen == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("cursor", ["garbage", "%FF", "ü", "e30", cursors.encode_cursor(1, 2), "W10", "AAAA"])
async def test_a_cursor_of_somebody_else_is_refused(web: Client, cursor: str) -> None:
    error = await web.data("GET", "/api/v1/things", params={"cursor": cursor}, status=422)
    assert error["details"]["field"] == "cursor"


@given(st.text(max_size=60))
def test_no_cursor_breaks_the_server(cursor: str) -> None:
    try:
        parts = cursors.decode_cursor(cursor, cursors.whole)
    except Invalid:
        return
    assert parts is None or len(parts) == 1


async def test_an_edit_of_an_old_version_is_refused(web: Client) -> None:
    for good in ({}, {"If-Match": '"7"'}, {"If-Match": "*"}):
        answer = await web.put("/api/v1/things/one", json={"name": "a"}, headers=good)
        assert (answer.status_code, answer.headers["etag"]) == (200, '"8"')
    error = await web.data("PUT", "/api/v1/things/one", json={"name": "a"}, headers={"If-Match": '"6"'}, status=412)
    assert (error["code"], error["details"]) == (PreconditionFailed.code, {"current": '"7"', "given": '"6"'})


JSON = {"content-type": "application/json"}


async def test_a_body_over_the_limit_is_refused_however_it_is_sent(web: Client, org: Organisation) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b'{"name": "'
        for _ in range(10):
            yield b"x" * 1024
        yield b'"}'

    for content in (b'{"name": "' + b"x" * LIMIT + b'"}', chunks()):
        error = await web.data("POST", "/api/v1/things", content=content, headers=JSON, status=413)
        assert error["code"] == "PAYLOAD_TOO_LARGE"
    assert await made(org.id) == 0


@pytest.mark.parametrize(
    "kind",
    [
        None, "", "text/plain", "application/x-www-form-urlencoded", "application/json-patch+json", "application", "json;",
        "multipart/form-data", "application/json; charset=utf-16", "text/json, application/json",
    ],
)  # fmt: skip
async def test_a_body_of_another_type_is_refused_unread(web: Client, org: Organisation, kind: str | None) -> None:
    headers = {} if kind is None else {"content-type": kind}
    error = await web.data("POST", "/api/v1/things", content=b'{"name": "One"}', headers=headers, status=415)
    assert error["code"] == "UNSUPPORTED_MEDIA_TYPE"
    assert await made(org.id) == 0


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON; Charset=UTF-8", 'application/json;charset="utf-8"'])
async def test_json_may_be_said_in_several_ways(web: Client, org: Organisation, kind: str) -> None:
    await web.data("POST", "/api/v1/things", content=b'{"name": "One"}', headers={"content-type": kind}, status=201)
    assert await made(org.id) == 1


@pytest.mark.parametrize("body", [b"\xff\xfe{}", b'{"name": "\xc3\x28"}', b"[" * 200_000, b'{"name": ' + b"9" * 5000 + b"}"])
async def test_a_body_that_cannot_be_read_is_malformed(web: Client, org: Organisation, body: bytes) -> None:
    answer = await web.post("/api/v1/things", content=body, headers=JSON)
    assert answer.status_code in (400, 413, 422)
    assert answer.json()["error"]["code"] in ("MALFORMED_BODY", "PAYLOAD_TOO_LARGE", "VALIDATION_ERROR")
    assert await made(org.id) == 0


async def test_a_failure_of_ours_tells_the_request_id_and_nothing_else(web: Client) -> None:
    answer = await web.get("/api/v1/things/broken")
    assert answer.status_code == 500
    body = answer.json()
    assert body["error"]["code"] == "INTERNAL_ERROR" and body["error"]["details"] == {}
    assert body["request_id"] == answer.headers["x-request-id"] in body["error"]["message"]
    assert "hunter2" not in answer.text and "RuntimeError" not in answer.text


async def test_too_many_says_when_to_come_back(web: Client) -> None:
    answer = await web.get("/api/v1/things/broken?how=busy")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "2")


async def test_a_harmless_request_id_is_kept(web: Client) -> None:
    for given_id, kept in (("trace-0123456789", True), ("short", False), ("x" * 65, False), ("a b\tc<script>", False)):
        answer = await web.get("/api/v1/things", headers={"X-Request-Id": given_id})
        assert (answer.json()["request_id"] == answer.headers["x-request-id"] == given_id) is kept
        assert answer.headers["x-request-id"]


async def test_wrong_addresses_and_methods_answer_in_the_envelope(web: Client) -> None:
    assert (await web.data("GET", "/api/v1/nothing", status=404))["code"] == "NOT_FOUND"
    assert (await web.data("DELETE", "/api/v1/things", status=405))["code"] == "METHOD_NOT_ALLOWED"
    assert "GET" in (await web.delete("/api/v1/things")).headers["allow"]
