"""Pages that a server sends instead of the law: bot challenges, log-ins, soft 404s, empty shells for scripts.

A page of law may speak of captchas, log-ins and pages not found. So no word decides alone: the page must also
hold little text, and what marks it must stand where such pages put it (title, form, script address).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MOST_TEXT = 2500
"""Characters of visible text above which a page is read as a document whatever it mentions."""
_SHELL_TEXT = 400
_HEAD = 200_000
_GLANCE = 24_000
"""Characters of markup in which most pages of law show more than the most text of a page that is none."""

_TITLE = re.compile(r"<title[^<>]{0,200}>(.{0,300}?)</title", re.IGNORECASE | re.DOTALL)
_HEADING = re.compile(r"<h[12][^<>]{0,300}>(.{0,300}?)</h[12]", re.IGNORECASE | re.DOTALL)
_UNSEEN = re.compile(r"<(script|style|template|svg)\b.*?(?:</\1\s*>|$)|<!--.*?(?:-->|$)", re.IGNORECASE | re.DOTALL)
_NAVIGATION = re.compile(r"<(nav|header|footer|aside)\b", re.IGNORECASE)
_END_TAGS = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("nav", "header", "footer", "aside")}
_NOSCRIPT = re.compile(r"<noscript[^<>]{0,200}>(.{0,2000}?)</noscript", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")

_CHALLENGE_CODE = re.compile(
    r"/cdn-cgi/challenge-platform|__cf_chl|cf-browser-verification|cf_chl_opt|_Incapsula_Resource|"
    r"/_sec/cp_challenge|ak_bmsc|geo\.captcha-delivery\.com|px-captcha|_pxAppId|challenges\.cloudflare\.com|"
    r"awsWafCookieDomainList|/TSPD/|(?:g-recaptcha|h-captcha)[\"'\s]",
    re.IGNORECASE,
)
_CHALLENGE_WORDS = re.compile(
    r"just a moment\.\.\.|checking (?:your|the) browser|attention required|"
    r"verify(?:ing)? (?:that )?you are (?:a )?human|"
    r"are you a (?:human|robot)|access denied|request unsuccessful\. incapsula|pardon our interruption|"
    r"unusual traffic|ddos protection|security check|enable javascript and cookies to continue|bot detection|"
    r"v[ée]rification de s[ée]curit[ée]|vous [êe]tes un (?:humain|robot)|acc[èe]s refus[ée]|"
    r"sicherheits(?:ü|ue)berpr(?:ü|ue)fung|zugriff verweigert|acceso denegado|the requested url was rejected",
    re.IGNORECASE,
)
_PASSWORD_FIELD = re.compile(r"<input\b[^<>]{0,300}type\s*=\s*[\"']?password", re.IGNORECASE)
_LOGIN_WORDS = re.compile(
    r"\b(?:log ?in|sign[ -]?in|session (?:has )?expired|single sign-on|authentication required|"
    r"se connecter|connexion|s[’']identifier|anmelden|anmeldung|einloggen|iniciar sesi[óo]n)\b",
    re.IGNORECASE,
)
_NOT_FOUND = re.compile(
    r"\b(?:page|document|file|content|resource|section)\b.{0,40}\b(?:not|cannot|can't|could ?n[o']t|"
    r"no longer|does ?n[o']t|"
    r"isn[’']t)\b.{0,30}\b(?:found|exist|be found|available|here)\b|\b404\b.{0,60}\b(?:not found|error)\b|"
    r"\berror 404\b|\bnot found\b|"
    r"page (?:introuvable|non trouv[ée]e)|n[’']existe (?:pas|plus)|seite (?:wurde )?nicht gefunden|"
    r"nicht (?:mehr )?verf(?:ü|ue)gbar|p[áa]gina no encontrada|no se encontr[óo]",
    re.IGNORECASE | re.DOTALL,
)
_NEEDS_SCRIPT = re.compile(
    r"(?:enable|requires?|need|turn on|activate|without) .{0,40}javascript|javascript (?:is|must be|has been) "
    r"(?:required|enabled|disabled)|activer (?:le )?javascript|javascript (?:aktivieren|ist deaktiviert)|"
    r"habilit\w+ javascript",
    re.IGNORECASE | re.DOTALL,
)
_SHELL_ROOT = re.compile(
    r"<(?:div|main)\b[^<>]{0,200}\bid\s*=\s*[\"']?(?:root|app|__next|__nuxt|main)\b[^<>]{0,200}>\s*</|<app-root\b",
    re.IGNORECASE,
)
_SCRIPT_FILE = re.compile(r"<script\b[^<>]{0,300}\bsrc\s*=", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NotTheLaw:
    """Why a page is not the law: a reason of :class:`regdrift.model.document.Unreadable` and words for a person."""

    reason: str
    message: str


_MESSAGES = {
    "challenge_page": "The server answered with a check for robots instead of the law; lower the rate of requests, "
    "set an honest User-Agent with a contact, or ask the publisher for access.",
    "login_page": "The server answered with a log-in page; give the source credentials or another address.",
    "soft_404": "The server says with status 200 that the page does not exist; look for its new address.",
    "needs_browser": "The page is empty without JavaScript; look for an API, XML or print version of the source.",
}


def find_page_fault(markup: str) -> NotTheLaw | None:
    """Give why an HTML page is not the document asked for; None where it looks like one."""
    if len(markup) > 4 * _HEAD or len(_visible(_whole_tags(markup[:_GLANCE]))) > _MOST_TEXT:
        return None
    head = markup[:_HEAD]
    visible = _visible(head)
    if len(visible) > _MOST_TEXT:
        return None
    title = _first(_TITLE, head) + " " + " ".join(_plain(found) for found in _HEADING.findall(head)[:3])
    reason = _reason(head, title, visible)
    return NotTheLaw(reason, _MESSAGES[reason]) if reason else None


def _reason(head: str, title: str, visible: str) -> str | None:
    body = _plain(_without_navigation(_UNSEEN.sub(" ", head)))
    if _CHALLENGE_WORDS.search(title) or (_CHALLENGE_CODE.search(head) and len(visible) < _SHELL_TEXT * 2):
        return "challenge_page"
    if len(visible) < _SHELL_TEXT * 2 and _CHALLENGE_WORDS.search(visible):
        return "challenge_page"
    if _PASSWORD_FIELD.search(_without_navigation(head)) and _LOGIN_WORDS.search(title + " " + body):
        return "login_page"
    if _NOT_FOUND.search(title) or (len(body) < _SHELL_TEXT * 2 and _NOT_FOUND.search(body[:_SHELL_TEXT])):
        return "soft_404"
    noscript = " ".join(_plain(found) for found in _NOSCRIPT.findall(head))
    if len(body) < _SHELL_TEXT and (_NEEDS_SCRIPT.search(noscript) or _NEEDS_SCRIPT.search(body)):
        return "needs_browser"
    if not _plain(_NOSCRIPT.sub(" ", _UNSEEN.sub(" ", head)).replace(_first(_TITLE, head), " ")) and _SHELL_ROOT.search(
        head
    ):
        return "needs_browser" if _SCRIPT_FILE.search(head) else None
    return None


def _whole_tags(head: str) -> str:
    """Cut a tag that the end of the part runs through: its attributes are no text."""
    opened = head.rfind("<")
    return head[:opened] if opened > head.rfind(">") else head


def _visible(head: str) -> str:
    return _plain(_UNSEEN.sub(" ", head))


def _without_navigation(markup: str) -> str:
    """Cut navigation, header, footer and aside; each end tag is looked for once, so hostile pages cost linear time."""
    kept: list[str] = []
    position = 0
    unclosed: set[str] = set()
    for match in _NAVIGATION.finditer(markup):
        name = match.group(1).lower()
        if match.start() < position or name in unclosed:
            continue
        end = _END_TAGS[name].search(markup, match.end())
        if end is None:
            unclosed.add(name)
            continue
        kept.append(markup[position : match.start()])
        position = end.start()
    kept.append(markup[position:])
    return " ".join(kept)


def _plain(markup: str) -> str:
    return " ".join(_TAG.sub(" ", markup).split())


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return _plain(match.group(1)) if match else ""
