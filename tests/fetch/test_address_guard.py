"""The address guard: nothing private is reached, by no name, no notation and no redirect."""

from __future__ import annotations

import ipaddress
from concurrent.futures import ThreadPoolExecutor

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regdrift.fetch.guard import AddressRefusedError, Deadline, GuardedBackend, NameNotResolvedError, forbidden_kind
from regdrift.model.capture import Capture

PRIVATE = [
    "127.0.0.1",
    "127.8.8.8",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fec0::1",
    "2001:db8::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2001:0:53aa:64c:0:1::",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_public_is_forbidden_unless_the_source_allows_it(address):
    assert forbidden_kind(address) is not None
    assert forbidden_kind(address, allow_private=True) is None


@pytest.mark.parametrize("address", ["224.0.0.1", "ff02::1", "0.0.0.0", "::", "::ffff:0.0.0.0", "law.example", ""])
def test_some_addresses_are_never_allowed(address):
    assert forbidden_kind(address, allow_private=True) is not None


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:21f:cb07::1", "::ffff:93.184.216.34", "64:ff9b::8.8.8.8"]
)
def test_public_addresses_may_be_reached(address):
    assert forbidden_kind(address) is None


@given(st.ip_addresses())
def test_whatever_python_calls_private_is_forbidden(address):
    if address.is_private or address.is_loopback or address.is_link_local or address.is_multicast:
        assert forbidden_kind(str(address)) is not None


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_the_same_inside_ipv6(address):
    direct = forbidden_kind(str(address)) is None
    assert (forbidden_kind(f"::ffff:{address}") is None) == direct
    assert (forbidden_kind(str(ipaddress.IPv6Address(0x64FF9B << 96 | int(address)))) is None) == direct


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "[::]", "0"]
)
def test_no_notation_of_loopback_is_reached(stage, fetcher, make_source, host):
    source = make_source(f"http://{host}:{stage.port}/law", allow_private_addresses=False)
    result = fetcher.fetch(source)
    assert result.reason == "private_address"
    assert "allow_private_addresses" in result.message
    assert stage.heard == []


def test_a_redirect_to_a_private_address_is_refused(stage, fetcher, make_source, reply, respx_mock):
    stage.plays["/secret"] = reply(b"secret")
    respx_mock.get("http://law.example/robots.txt").respond(404)
    respx_mock.get("http://law.example/law").respond(302, headers={"Location": stage.url("/secret")})
    respx_mock.route(host="127.0.0.1").pass_through()
    result = fetcher.fetch(make_source("http://law.example/law", allow_private_addresses=False))
    assert result.reason == "private_address"
    assert stage.heard == []


def test_a_connection_opened_with_permission_serves_no_source_without(stage, fetcher, make_source, on_socket):
    @on_socket
    def keep(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nlaw")
        connection.recv(65536)
        stage.heard.append("asked again over the same connection")

    stage.plays["/law"] = keep
    source = make_source(stage.url("/law"))
    assert isinstance(fetcher.fetch(source), Capture)
    refused = fetcher.fetch(make_source(stage.url("/law"), allow_private_addresses=False))
    assert refused.reason == "private_address"
    assert "asked again over the same connection" not in stage.heard


class RecordingBackend(httpcore.NetworkBackend):
    """Notes where connections go instead of opening them; addresses in ``dead`` refuse."""

    def __init__(self, dead: tuple[str, ...] = ()) -> None:
        self.dead = dead
        self.asked: list[tuple[str, float | None]] = []

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        self.asked.append((host, timeout))
        if host in self.dead:
            raise httpcore.ConnectError("dead")
        return httpcore.MockStream([])


def guarded(addresses: tuple[str, ...], inner: RecordingBackend) -> GuardedBackend:
    return GuardedBackend(Deadline(), allow_private=False, resolve=lambda *_: addresses, inner=inner)


def test_the_connection_goes_to_the_address_that_was_checked_not_to_the_name():
    inner = RecordingBackend()
    guarded(("93.184.216.34",), inner).connect_tcp("law.example", 443)
    assert [host for host, _ in inner.asked] == ["93.184.216.34"]


def test_a_name_with_one_private_address_among_public_ones_is_refused_whole():
    inner = RecordingBackend()
    with pytest.raises(AddressRefusedError, match="private"):
        guarded(("93.184.216.34", "10.0.0.1"), inner).connect_tcp("law.example", 443)
    assert inner.asked == []


def test_the_next_address_is_tried_and_a_dead_one_takes_only_its_share_of_the_time():
    inner = RecordingBackend(dead=("2606:2800::1",))
    guarded(("2606:2800::1", "93.184.216.34"), inner).connect_tcp("law.example", 443, timeout=8.0)
    assert inner.asked == [("2606:2800::1", 4.0), ("93.184.216.34", 8.0)]


def test_a_name_without_addresses_and_all_addresses_dead_are_connect_errors():
    with pytest.raises(NameNotResolvedError):
        guarded((), RecordingBackend()).connect_tcp("law.example", 443)
    with pytest.raises(httpcore.ConnectError, match="dead"):
        guarded(("8.8.8.8",), RecordingBackend(dead=("8.8.8.8",))).connect_tcp("law.example", 443)


def test_an_address_of_ipv6_is_reached_where_the_source_allows_it(open_stage, fetcher, make_source, reply):
    try:
        theatre = open_stage(host="::1", plays={"/law": reply(b"law")})
    except OSError as error:
        pytest.skip(f"this machine has no IPv6 loopback: {error}")
    assert isinstance(fetcher.fetch(make_source(f"http://[::1]:{theatre.port}/law")), Capture)


def test_the_deadline_of_one_thread_is_not_that_of_another():
    deadline = Deadline()
    with deadline.within(5), ThreadPoolExecutor(1) as pool:
        assert pool.submit(deadline.remaining).result() is None
        assert deadline.remaining() > 0
    assert deadline.remaining() is None


def test_local_sockets_are_refused():
    with pytest.raises(AddressRefusedError):
        guarded(("8.8.8.8",), RecordingBackend()).connect_unix_socket("/run/x.sock")


def test_a_deadline_that_passed_raises_the_timeout_of_the_operation():
    deadline = Deadline()
    assert deadline.clip(3.0, httpcore.ReadTimeout) == 3.0
    with deadline.within(-1), pytest.raises(httpcore.WriteTimeout):
        deadline.clip(3.0, httpcore.WriteTimeout)
    with deadline.within(1):
        assert deadline.clip(3.0, httpcore.ReadTimeout) <= 1
