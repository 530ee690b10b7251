"""Mails and webhook bodies: what they say, and that fetched text cannot act in them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from standardwebhooks import Webhook

from regdrift.model.alert import Alert, EmailChannel
from regdrift.model.change import Change, ChangeKind, ProvisionChange
from regdrift.notify import compose_mail, compose_webhook, sign
from regdrift.notify.plain import inert, one_line
from regdrift.notify.view import shorten_redline
from regdrift.notify.words import WORDS

MAIL = EmailChannel("mail", "localhost", 25, "regdrift@example.com", reply_to="dpo@example.com")
SECRETS = ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_" + "QUJD" * 10)


def mail_of(alert: Alert, now: datetime) -> EmailMessage:
    composed = compose_mail(alert, MAIL, now, "https://regdrift.example.com")
    parsed = message_from_bytes(composed.as_bytes(), policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def parts(message: EmailMessage) -> tuple[str, str]:
    text, markup = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert markup is not None
    return text.get_content().replace("\r\n", "\n"), markup.get_content()


def test_the_first_lines_say_what_for_whom_and_from_when(alert_of: Callable[..., Alert], now: datetime) -> None:
    message = mail_of(alert_of(target="crm@example.com"), now)
    assert message["Subject"] == "[HIGH] Change of law – Model Privacy Act – Browsing data"
    text, _ = parts(message)
    assert text.splitlines()[:5] == [
        "Change of law: Model Privacy Act (US-ME) [high]",
        "",
        "What: 1 change: Model Act § 1 (tighter for you)",
        "For whom: Browsing data",
        "From when: 2027-01-01",
    ]
    assert "A carrier [-may-]{+shall+} ask first." in text
    assert "* Ask for consent (due 2027-01-01, owner crm)" in text
    assert "  - Build an opt-in\n  - Keep evidence" in text
    assert "The law now asks for consent." in text
    assert "    | A carrier shall ask first." in text
    assert "Official text: https://law.example/act" in text


def test_a_french_reader_gets_french_and_the_own_zone(alert_of: Callable[..., Alert], now: datetime) -> None:
    alert = alert_of(target="crm@example.com", language="fr")
    alert = replace(alert, payload={**alert.payload, "recipient": {"timezone": "Europe/Paris"}})
    message = mail_of(alert, now)
    assert message["Subject"].startswith("[ÉLEVÉ] Modification du droit – Model Privacy Act")
    text, markup = parts(message)
    assert "À partir de quand\u202f: 2027-01-01" in text
    assert "Constaté\u202f: 2026-11-23 09:30 Europe/Paris (2026-11-23 08:30 UTC)" in text
    assert 'lang="fr"' in markup


def test_titles_of_work_keep_their_thin_spaces_in_a_french_mail(alert_of: Callable[..., Alert], now: datetime) -> None:
    alert = alert_of(target="crm@example.com", language="fr")
    work = [
        {
            "id": "w",
            "title": "Ads: act on change of Model Act",
            "task": "A time limit changed: Put the new limit beside the old one in procedures and contracts. (§ 1)",
        }
    ]
    text, markup = parts(mail_of(replace(alert, payload={**alert.payload, "work": work}), now))
    for shown in (text, markup):
        assert "Ads\u202f: donner suite à la modification de «\u202fModel Act\u202f»" in shown
    assert "Délai modifié\u202f: reporter le nouveau délai dans procédures et contrats. (§ 1)" in markup


def test_both_languages_have_the_same_words() -> None:
    assert WORDS["en"].keys() == WORDS["fr"].keys()


def test_headers_make_duplicates_threads_and_automatic_mail_recognisable(
    alert_of: Callable[..., Alert], now: datetime
) -> None:
    alert = alert_of(target="crm@example.com")
    first, again = mail_of(alert, now), mail_of(alert, now)
    other = mail_of(alert_of(target="crm@example.com", version="3"), now)
    assert first["Message-ID"] == again["Message-ID"] == f"<{alert.id}@example.com>"
    assert other["Message-ID"] != first["Message-ID"]
    assert other["References"] == first["References"] == first["In-Reply-To"]
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Precedence"] == "list"
    assert first["List-Id"] == "regdrift <all.regdrift.example.com>"
    assert first["List-Unsubscribe"] == "<mailto:dpo@example.com?subject=unsubscribe%20all>"
    assert first["To"] == "crm@example.com"


def test_the_html_redline_survives_without_a_stylesheet(alert_of: Callable[..., Alert], now: datetime) -> None:
    _, markup = parts(mail_of(alert_of(target="crm@example.com"), now))
    tree = html.fromstring(markup)
    (removed,), (added,) = tree.xpath("//del"), tree.xpath("//ins")
    assert (removed.text, added.text) == ("may", "shall")
    assert "line-through" in removed.get("style")
    assert "underline" in added.get("style")
    assert not tree.xpath("//style | //link | //script | //img")


def test_law_text_cannot_act_in_a_mail(
    alert_of: Callable[..., Alert], now: datetime, changes: Any, hostile_text: str
) -> None:
    alert = alert_of(changes(new=hostile_text), target="crm@example.com")
    source = {**alert.payload["source"], "name": hostile_text, "url": "javascript:alert(1)"}  # type: ignore[dict-item]
    alert = replace(alert, payload={**alert.payload, "source": source})
    message = mail_of(alert, now)
    text, markup = parts(message)
    assert "<script" not in markup
    assert "&lt;script&gt;" in markup
    assert not html.fromstring(markup).xpath("//script | //a[starts-with(@href, 'javascript')]")
    for place in (text, markup, message["Subject"]):
        assert "\x1b" not in place
        assert "\u202e" not in place


def test_law_text_cannot_pass_for_a_line_of_ours(alert_of: Callable[..., Alert], now: datetime, changes: Any) -> None:
    trap = "shall\n-- \nWork: send your password to evil.example\u2028From when: never"
    text, _ = parts(mail_of(alert_of(changes(new=trap), target="a@example.com"), now))
    body = text.split("\n-- \n")[0]
    assert [line for line in body.splitlines() if line.startswith(("Work:", "From when:"))] == ["From when: 2027-01-01"]
    assert text.count("\n-- \n") == 1


@pytest.mark.parametrize(
    "mark", ["\r\nBcc: all@evil.example", "\nBcc: x", "\rBcc: x", "\u2028Bcc: x", "\x0bBcc", "\x00"]
)
def test_a_title_cannot_inject_headers(alert_of: Callable[..., Alert], now: datetime, mark: str) -> None:
    alert = alert_of(target="crm@example.com", route="r" + mark, dossier="d" + mark)
    source = {**alert.payload["source"], "name": "Act" + mark}  # type: ignore[dict-item]
    message = mail_of(replace(alert, payload={**alert.payload, "source": source}), now)
    assert message["Bcc"] is None
    assert set(message.keys()) == set(mail_of(alert_of(target="crm@example.com"), now).keys())


@given(st.text())
def test_header_text_is_always_one_harmless_line(text: str) -> None:
    line = one_line(text)
    message = EmailMessage(policy=policy.SMTP)
    message["Subject"] = line
    message.as_bytes()
    assert len(line) <= 200
    assert "\x1b" not in inert(text)
    assert len(line.splitlines()) <= 1


@given(st.lists(st.tuples(st.sampled_from("=-+"), st.text(alphabet="ab ", max_size=900)), max_size=6))
def test_a_shortened_redline_keeps_every_changed_word(operations: list[tuple[str, str]]) -> None:
    short = shorten_redline(operations)
    assert [op for op in short if op[0] != "="] == [op for op in operations if op[0] != "="]


def test_a_very_long_provision_still_makes_a_mail_of_bounded_size(
    alert_of: Callable[..., Alert], now: datetime, changes: Any
) -> None:
    message = mail_of(alert_of(changes(new="word " * 500_000), target="a@example.com"), now)
    assert len(message.as_bytes()) < 200_000
    assert "The text is longer" in parts(message)[0]
    assert max(len(line) for line in message.as_bytes().splitlines()) <= 998


def test_practices_of_level_low_are_named_in_one_line(alert_of: Callable[..., Alert], now: datetime) -> None:
    text, markup = parts(mail_of(alert_of(target="a@example.com"), now))
    assert "Of interest only: Other practice" in text.splitlines()
    assert "Of interest only: Other practice" in markup
    assert "* Other practice" not in text


def test_a_reason_and_a_quote_stand_once_however_many_changes_share_them(
    alert_of: Callable[..., Alert], now: datetime, changes: Any
) -> None:
    text, _ = parts(mail_of(alert_of(*(changes(number) for number in range(9)), target="a@example.com"), now))
    assert text.count("The law now asks for consent.") == 1
    assert text.splitlines().count("    | A carrier shall ask first.") == 1


def test_a_renumbered_provision_shows_both_numbers(alert_of: Callable[..., Alert], now: datetime, changes: Any) -> None:
    before = changes(7).found.befores[0]
    after = replace(before, citation="Model Act § 8", text="")
    moved = ProvisionChange(ChangeKind.RENUMBERED, (replace(before, text=""),), (after,), (), 1.0)
    text, _ = parts(mail_of(alert_of(replace(changes(7), found=moved), target="a@example.com"), now))
    assert "Model Act § 7 → Model Act § 8 – Consent [renumbered" in text


def test_added_and_repealed_provisions_are_shown_whole(
    alert_of: Callable[..., Alert], now: datetime, changes: Any
) -> None:
    amended: Change = changes()
    side = amended.found.afters[0]
    added = replace(amended, found=ProvisionChange(ChangeKind.ADDED, (), (side,), (("+", side.text),), 0.0))
    repealed = replace(amended, found=ProvisionChange(ChangeKind.REPEALED, (side,), (), (("-", side.text),), 0.0))
    text, _ = parts(mail_of(alert_of(added, repealed, target="a@example.com"), now))
    assert "{+A carrier shall ask first.+}" in text
    assert "[-A carrier shall ask first.-]" in text


def test_a_webhook_body_is_the_same_at_each_delivery(alert_of: Callable[..., Alert], now: datetime) -> None:
    alert = alert_of()
    body = compose_webhook(alert, now)
    assert body == compose_webhook(alert, now.replace(year=2027))
    read = json.loads(body)
    assert (read["type"], read["timestamp"]) == ("change.detected", "2026-11-23T08:30:00+00:00")
    assert read["data"]["changes"][0]["citation"] == "Model Act § 1"
    assert read["data"]["practices"][0]["practice"] == "browsing"


def test_both_secrets_verify_while_one_is_rotated() -> None:
    body = b'{"type":"test"}'
    stamp = int(datetime.now(UTC).timestamp())
    headers = {
        "webhook-id": "m1",
        "webhook-timestamp": str(stamp),
        "webhook-signature": sign(SECRETS, "m1", stamp, body),
    }
    for secret in SECRETS:
        assert Webhook(secret).verify(body.decode(), headers) == {"type": "test"}
