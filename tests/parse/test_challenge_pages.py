from __future__ import annotations

import pytest

from regdrift.model.document import LegalDocument, Unreadable
from regdrift.parse.challenge import find_page_fault
from regdrift.parse.hints import ReadHints
from regdrift.parse.html import parse_html

_LAW = "".join(
    f"<h2>Section {number}. Heading {number}</h2><p>(a) A person shall keep record {number} of every sale "
    "that the person makes in the course of a trade or business.</p>"
    for number in range(1, 30)
)


@pytest.mark.parametrize(
    ("reason", "page"),
    [
        (
            "challenge_page",
            "<html><head><title>Just a moment...</title></head><body>"
            "<script src='/cdn-cgi/challenge-platform/x.js'></script></body></html>",
        ),
        (
            "challenge_page",
            "<html><body><iframe src='/_Incapsula_Resource?x=1'></iframe>Request unsuccessful.</body></html>",
        ),
        ("challenge_page", "<html><head><title>Access Denied</title></head><body>Reference #18.2f</body></html>"),
        (
            "challenge_page",
            "<html><body><p>Please verify you are human.</p><div class='g-recaptcha'></div></body></html>",
        ),
        (
            "login_page",
            "<html><title>Sign in</title><body><form><input name=u><input type='password' name=p></form></body></html>",
        ),
        ("soft_404", "<html><title>Page not found | Example</title><body><p>Sorry.</p></body></html>"),
        ("soft_404", "<html><title>Légistation</title><body><h1>Page introuvable</h1></body></html>"),
        ("soft_404", "<html><title>Gesetze</title><body><h1>Die Seite wurde nicht gefunden</h1></body></html>"),
        (
            "needs_browser",
            "<html><title>App</title><body><noscript>You need to enable "
            "JavaScript to run this app.</noscript><div id='root'></div></body></html>",
        ),
        (
            "needs_browser",
            "<html><title>Codes</title><body><div id='app'></div><script src='/main.js'></script></body></html>",
        ),
    ],
)
def test_page_that_is_not_the_law_is_told_apart(reason: str, page: str) -> None:
    found = find_page_fault(page)
    assert found is not None
    assert found.reason == reason
    read = parse_html(page.encode(), ReadHints())
    assert isinstance(read, Unreadable)
    assert read.reason == reason


@pytest.mark.parametrize(
    "extra",
    [
        "<p>A captcha is a test; a page not found is an error; access denied is a message.</p>",
        "<header><a href='/login'>Log in</a><form><input type='password'></form></header>",
        "<script src='https://www.google.com/recaptcha/api.js'></script><div class='g-recaptcha'></div>",
        "<noscript>Please enable JavaScript to use the search.</noscript>",
    ],
)
def test_law_that_only_mentions_such_things_is_read(extra: str) -> None:
    page = f"<html lang='en'><title>Records Act</title><body>{extra}{_LAW}</body></html>"
    assert find_page_fault(page) is None
    document = parse_html(page.encode(), ReadHints())
    assert isinstance(document, LegalDocument)
    assert len(document.provisions) >= 58


def test_short_section_of_law_is_no_challenge() -> None:
    page = "<html><title>§ 5 Access</title><body><h1>§ 5 Access</h1>"
    page += "<p>(a) Access is free.</p><p>(b) It may be denied.</p></body></html>"
    assert find_page_fault(page) is None


def test_hostile_page_costs_linear_time() -> None:
    assert find_page_fault("<nav" * 50_000 + "<title" * 20_000) is None
    assert find_page_fault("<div " * 40_000) is None
