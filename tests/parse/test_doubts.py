"""What was read but probably not understood says so."""

from regdrift.model.document import LegalDocument, Unreadable
from regdrift.parse import ReadHints, read

UNKNOWN = b"""<?xml version="1.0"?><act><section num="1"><heading>Notice</heading>
<text>A carrier shall give notice before it collects data.</text></section></act>"""


def test_unknown_xml_is_read_with_a_warning() -> None:
    document = read(UNKNOWN, ReadHints(name="act.xml"))
    assert isinstance(document, LegalDocument)
    assert any("unknown vocabulary" in warning for warning in document.warnings)


def test_one_long_provision_is_doubted_and_a_short_one_is_not() -> None:
    sentence = "A carrier shall give notice before it collects data of its customers. "
    page = "<html><body><main><h1>Act</h1><p>{}</p></main></body></html>"
    long = read(page.format(sentence * 100).encode())
    short = read(page.format(sentence).encode())
    assert isinstance(long, LegalDocument)
    assert isinstance(short, LegalDocument)
    assert any("Only one provision" in warning for warning in long.warnings)
    assert not short.warnings


def test_only_character_sets_of_publishers_are_believed() -> None:
    law = "<html><body><main><h1>Act</h1><h2>1. Notice</h2><p>Give notice +ADw-b+AD4-.</p></main></body></html>"
    document = read(law.encode(), ReadHints(media_type="text/html; charset=utf-7"))
    assert isinstance(document, LegalDocument)
    assert any("+ADw-b+AD4-" in item.text for item in document.provisions)


def test_text_that_no_encoding_can_carry_is_unreadable() -> None:
    feed = (
        b'{"version": "https://jsonfeed.org/version/1.1", "title": "News", '
        b'"items": [{"id": "1", "title": "A rule", "content_text": "A provider \\ud800 may."}]}'
    )
    result = read(feed, ReadHints(name="feed.json"))
    assert isinstance(result, Unreadable)
    assert result.reason == "malformed"
