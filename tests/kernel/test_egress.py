from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.egress import EgressGuard, refusal
from app.kernel.transport import Unreachable
from tests.kernel.certificates import Authority
from tests.kernel.outgoing import VendorServer, vendor_server


class Names:
    """A resolver with a book of its own; the last answer of a list stays."""

    def __init__(self, **book: list[Sequence[str]]) -> None:
        self.book = {name.replace("_", "."): answers for name, answers in book.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        if host not in self.book:
            raise OSError("no such name")
        answers = self.book[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


ALWAYS = {
    "169.254.169.254": "cloud metadata",
    "fd00:ec2::254": "cloud metadata",
    "100.100.100.200": "cloud metadata",
    "168.63.129.16": "cloud metadata",
    "169.254.1.1": "link-local address",
    "fe80::1": "link-local address",
    "fe80::1%eth0": "link-local address",
    "224.0.0.1": "multicast address",
    "ff02::1": "multicast address",
    "0.0.0.0": "unspecified address",
    "::": "unspecified address",
    "255.255.255.255": "reserved address",
    "240.0.0.1": "reserved address",
    "::ffff:169.254.169.254": "cloud metadata",
    "64:ff9b::a9fe:a9fe": "cloud metadata",
    "2002:a9fe:a9fe::1": "cloud metadata",
    "::169.254.169.254": "cloud metadata",
}
PRIVATE = {
    "127.0.0.1": "loopback address",
    "127.8.9.10": "loopback address",
    "::1": "loopback address",
    "10.1.2.3": "private address",
    "172.31.255.255": "private address",
    "192.168.1.1": "private address",
    "fd12::1": "private address",
    "100.64.0.1": "carrier-grade NAT address",
    "::ffff:127.0.0.1": "IPv4 address in IPv6 clothing",
    "::ffff:8.8.8.8": "IPv4 address in IPv6 clothing",
    "64:ff9b::7f00:1": "loopback address",
    "2002:7f00:1::": "IPv4 address in IPv6 clothing",
    "198.18.0.1": "address of no public network",
    "192.0.2.1": "address of no public network",
    "2001:db8::1": "address of no public network",
}
PUBLIC = ("8.8.8.8", "172.32.0.1", "100.128.0.1", "23.227.38.65", "2606:4700::1111", "64:ff9b::808:808")


def test_addresses_that_nobody_may_call() -> None:
    for address, rule in ALWAYS.items():
        assert refusal(address, allow_private=True) == rule, address
        assert refusal(address), address


def test_addresses_that_only_private_connections_may_call() -> None:
    for address, rule in PRIVATE.items():
        assert refusal(address) == rule, address
        assert refusal(address, allow_private=True) is None, address


def test_public_addresses() -> None:
    assert [refusal(address) for address in PUBLIC] == [None] * len(PUBLIC)
    assert refusal("example.com") == "not an IP address"


@given(st.ip_addresses(v=4))
def test_no_ipv6_clothing_opens_what_is_closed(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    clothes = [f"::ffff:{address}", f"64:ff9b::{number >> 16:x}:{number & 0xFFFF:x}"]
    clothes.append(f"2002:{number >> 16:x}:{number & 0xFFFF:x}::1")
    for allow_private in (False, True):
        if refusal(str(address), allow_private=allow_private):
            assert all(refusal(clothed, allow_private=allow_private) for clothed in clothes)


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        ("ftp://shop.test/", "only https and http are spoken"),
        ("file:///etc/passwd", "only https and http are spoken"),
        ("shop.test/path", "only https and http are spoken"),
        ("http://shop.test/", "plain http is not allowed, use https"),
        ("https://user:pw@shop.test/", "an address must not carry a user name or password"),
        ("https://shop.test@evil.test/", "an address must not carry a user name or password"),
        ("https:///path", "it names no host"),
        ("https://shop.test:port/", "not a valid URL"),
        ("https://sh\x00op.test/", "not a valid URL"),
        ("https://[bad/", "not a host name"),
        ("https://a b/", "not a host name"),
        ("https://a..b/", "not a host name"),
        ("https://127.0.0.1/", "loopback address"),
        ("https://[::1]/", "loopback address"),
        ("https://[::ffff:10.0.0.1]/", "IPv4 address in IPv6 clothing"),
    ],
)
async def test_the_form_of_an_address(url: str, rule: str) -> None:
    names = Names()
    with pytest.raises(Unreachable) as refused:
        await EgressGuard(resolver=names).check(url)
    assert refused.value.reason == "blocked"
    assert refused.value.details["rule"] == rule
    assert "pw" not in refused.value.message
    assert names.asked == []


async def test_names_for_this_machine_are_seen_through() -> None:
    for host in ("localhost", "localhost.", "2130706433", "0x7f.1", "127.1"):
        with pytest.raises(Unreachable) as refused:
            await EgressGuard().check(f"https://{host}/")
        assert refused.value.reason in ("blocked", "dns"), host


async def test_one_bad_answer_among_good_ones_is_enough() -> None:
    guard = EgressGuard(resolver=Names(shop_test=[["8.8.8.8", "10.0.0.7"]]))
    with pytest.raises(Unreachable) as refused:
        await guard.check("https://shop.test/")
    assert refused.value.details == {
        "reason": "blocked",
        "host": "shop.test",
        "rule": "it resolves to 10.0.0.7: private address",
    }
    assert "shop.test" in refused.value.message


async def test_check_tells_addresses_and_time() -> None:
    names = Names(shop_test=[["8.8.8.8", "8.8.8.8", "8.8.4.4"]])
    found = await EgressGuard(resolver=names).check("https://shop.test:8443/x")
    assert (found.host, found.port, found.addresses) == ("shop.test", 8443, ("8.8.8.8", "8.8.4.4"))
    assert found.ms >= 0
    assert (await EgressGuard(resolver=names).probe_dns("shop.test")).port == 443
    international = Names(**{"xn--mnchen-3ya_test": [["8.8.8.8"]]})
    assert (await EgressGuard(resolver=international).check("https://münchen.test/")).host == "xn--mnchen-3ya.test"


async def test_names_without_an_answer() -> None:
    async def silent(host: str, port: int) -> Sequence[str]:
        await asyncio.Event().wait()
        return []

    for resolver in (Names(), Names(gone_test=[[]])):
        with pytest.raises(Unreachable) as refused:
            await EgressGuard(resolver=resolver).check("https://gone.test/")
        assert refused.value.reason == "dns"
    with pytest.raises(Unreachable, match="not resolved") as refused:
        await EgressGuard(resolver=silent).resolve("gone.test", 443, timeout=0.01)
    assert refused.value.reason == "dns"


async def test_connects_to_the_judged_address_and_never_asks_twice(vendor: VendorServer) -> None:
    names = Names(shop_test=[["127.0.0.1"], ["169.254.169.254"]])
    stream, address = await EgressGuard(allow_private=True, resolver=names).connect("shop.test", vendor.port)
    await stream.aclose()
    assert address == "127.0.0.1"
    assert names.asked == ["shop.test"]


async def test_tries_the_next_address_when_one_refuses(vendor: VendorServer) -> None:
    guard = EgressGuard(allow_private=True, resolver=Names(shop_test=[["127.0.0.9", "127.0.0.1"]]))
    stream, address = await guard.connect("shop.test", vendor.port)
    await stream.aclose()
    assert address == "127.0.0.1"


async def test_nobody_listens(vendor: VendorServer) -> None:
    guard = EgressGuard(allow_private=True, resolver=Names(shop_test=[["127.0.0.9"]]))
    with pytest.raises(Unreachable, match=r"shop\.test refused") as refused:
        await guard.connect("shop.test", vendor.port)
    assert refused.value.reason == "connect"


def tls_guard(authority: Authority) -> EgressGuard:
    names = Names(shop_test=[["127.0.0.1"]], other_test=[["127.0.0.1"]])
    return EgressGuard(allow_private=True, resolver=names, ssl_context=authority.client)


async def test_a_tls_probe_reports_both_times_and_the_expiry(authority: Authority) -> None:
    async with vendor_server(authority.server("shop.test")) as vendor:
        probe = await tls_guard(authority).probe_tls("shop.test", vendor.port)
    assert probe.address == "127.0.0.1"
    assert probe.version == "TLSv1.3"
    assert probe.connect_ms > 0
    assert probe.tls_ms > 0
    assert probe.expires_at is not None


@pytest.mark.parametrize(
    ("host", "days", "why"), [("other.test", 30, "Hostname mismatch"), ("shop.test", -5, "certificate has expired")]
)
async def test_a_bad_certificate_is_named(authority: Authority, host: str, days: int, why: str) -> None:
    async with vendor_server(authority.server("shop.test", days=days)) as vendor:
        with pytest.raises(Unreachable, match=why) as refused:
            await tls_guard(authority).probe_tls(host, vendor.port)
    assert refused.value.reason == "tls"


async def test_an_unknown_authority_and_a_server_without_tls(authority: Authority, tmp_path: Path) -> None:
    stranger = Authority(tmp_path)
    async with vendor_server(stranger.server("shop.test")) as vendor, vendor_server() as plain:
        guard = tls_guard(authority)
        with pytest.raises(Unreachable, match="not accepted"):
            await guard.probe_tls("shop.test", vendor.port)
        with pytest.raises(Unreachable) as refused:
            await guard.probe_tls("shop.test", plain.port, timeout=0.2)
    assert refused.value.reason == "tls"
