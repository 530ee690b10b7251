"""The sign of life goes out while all is well, at its pace, and falls silent where something is not."""

from __future__ import annotations

from pytest_httpserver import HTTPServer

from regdrift.daemon.heartbeat import Heartbeat
from regdrift.model.alert import Heartbeat as Wanted


def test_it_beats_once_for_each_interval_while_all_is_well(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/ping", method="POST").respond_with_data("ok")
    wanted = Wanted(httpserver.url_for("/ping"), 300, allow_private_addresses=True)
    elapsed = 0.0
    heart = Heartbeat(lambda: elapsed)
    for _ in range(31):
        assert heart.beat(wanted, well=not 200 <= elapsed < 420) is None
        elapsed += 20
    assert [entry[0].path for entry in httpserver.log] == ["/ping"] * 2


def test_what_goes_wrong_is_told_and_tried_at_the_next_interval(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/ping").respond_with_data("no", status=500)
    elapsed = 0.0
    heart = Heartbeat(lambda: elapsed)
    wanted = Wanted(httpserver.url_for("/ping"), 60, allow_private_addresses=True)
    assert heart.beat(wanted, well=True) == "HTTP 500"
    assert heart.beat(wanted, well=True) is None
    elapsed = 61
    assert "not a public address" in (heart.beat(Wanted(httpserver.url_for("/ping"), 60), well=True) or "")


def test_nothing_is_sent_where_none_is_declared() -> None:
    assert Heartbeat(lambda: 0.0).beat(None, well=True) is None
