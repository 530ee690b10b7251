"""The core of the parser room: numbering, the builder, safe XML, and the checks at the end of ``read``."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regdrift.model.document import LegalDocument, Unreadable
from regdrift.model.source import Expectation
from regdrift.parse import ReadHints, read
from regdrift.parse.builder import ProvisionBuilder
from regdrift.parse.numbering import (
    EUROPEAN,
    FRENCH,
    GENERIC,
    GERMAN,
    US_REGULATION,
    US_STATUTE,
    LabelPlacer,
    Scheme,
    split_labels,
)

_ENTITY = b'<!DOCTYPE s [<!ENTITY a "b">]><section'
_OUTSIDE_ENTITY = b'<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/passwd">]><section'
_SECTION = (
    b'<?xml version="1.0"?><section xmlns="https://code.dccouncil.us/schemas/dc-library"><num>1-1</num>'
    b"<heading>Duty.</heading><text>A person shall ask.</text></section>"
)


def _nest(depth: int) -> bytes:
    opened, closed = b"<para>" * depth + b"<text>", b"</text>" + b"</para>" * depth
    return _SECTION.replace(b"<text>", opened).replace(b"</text>", closed)


@pytest.mark.parametrize(
    ("text", "labels", "rest"),
    [
        ("(a)(1) Text", ("(a)", "(1)"), "Text"),
        ("(b) (2) x", ("(b)", "(2)"), "x"),
        ("(a-1) Inserted", ("(a-1)",), "Inserted"),
        ("1. Foo", ("1.",), "Foo"),
        ("I. - Le", ("I.",), "Le"),
        ("1° Des", ("1°",), "Des"),
        ("aa) foo", ("aa)",), "foo"),
        ("§ 5 Foo", ("§ 5",), "Foo"),
        ("Art. 6. Foo", ("Art. 6.",), "Foo"),
        ("(the) foo", (), "(the) foo"),
        ("1.5 percent", (), "1.5 percent"),
        ("In a) foo", (), "In a) foo"),
    ],
)
def test_leading_enumerators_are_cut_off(text: str, labels: tuple[str, ...], rest: str) -> None:
    assert split_labels(text) == (labels, rest)


@pytest.mark.parametrize(
    ("scheme", "labels", "chains"),
    [
        (US_REGULATION, "(g) (h) (1) (i) (ii) (2) (i) (j)", "(g) (h) (h)(1) (h)(1)(i) (h)(1)(ii) (h)(2) (i) (j)"),
        (
            US_REGULATION,
            "(a) (1) (i) (ii) (iii) (iii) (v) (b)",
            "(a) (a)(1) (a)(1)(i) (a)(1)(ii) (a)(1)(iii) (a)(1)(iii) (a)(1)(v) (b)",
        ),
        (US_REGULATION, "(h) (i) (ii) (i)", "(h) (h)(i) (h)(ii) (i)"),
        (
            US_REGULATION,
            "(a) (1) (i) (A) (1) (2) (i) (B) (ii) (b)",
            "(a) (a)(1) (a)(1)(i) (a)(1)(i)(A) (a)(1)(i)(A)(1) (a)(1)(i)(A)(2) (a)(1)(i)(A)(2)(i) (a)(1)(i)(B) "
            "(a)(1)(ii) (b)",
        ),
        (
            US_STATUTE,
            "(1) (A) (i) (I) (II) (ii) (B) (2)",
            "(1) (1)(A) (1)(A)(i) (1)(A)(i)(I) (1)(A)(i)(II) (1)(A)(ii) (1)(B) (2)",
        ),
        (GERMAN, "(1) 1. a) aa) bb) 2. (2) (2a) (3)", "(1) (1)1. (1)1.a) (1)1.a)aa) (1)1.a)bb) (1)2. (2) (2a) (3)"),
        (FRENCH, "I. II. 1° a) 2° III. 1°", "I. II. II.1° II.1°a) II.2° III. III.1°"),
        (EUROPEAN, "1. (a) (b) (i) (ii) (c) 2.", "1. 1.(a) 1.(b) 1.(b)(i) 1.(b)(ii) 1.(c) 2."),
        (GENERIC, "(a) (1) (2) (i) (ii) (b)", "(a) (a)(1) (a)(2) (a)(2)(i) (a)(2)(ii) (b)"),
    ],
)  # fmt: skip
def test_levels_are_found_by_sequence(scheme: Scheme, labels: str, chains: str) -> None:
    placer, flat = LabelPlacer(scheme), labels.split()
    placed = ["".join(placer.place(label, following=flat[index + 1 :])) for index, label in enumerate(flat)]
    assert placed == chains.split()


def test_indent_decides_where_the_layout_states_it() -> None:
    placer = LabelPlacer(US_REGULATION)
    placer.place("(h)")
    assert placer.place("(i)", indent_hint=1) == ("(h)", "(i)")


@given(st.lists(st.text(max_size=6), max_size=12))
def test_any_labels_get_a_chain_that_ends_with_them(labels: list[str]) -> None:
    placer = LabelPlacer(US_STATUTE)
    for index, label in enumerate(labels):
        assert placer.place(label, following=labels[index + 1 :])[-1] == label


@given(st.lists(st.tuples(st.booleans(), st.text(max_size=8)), min_size=1, max_size=15))
def test_builder_paths_are_unique_whatever_the_labels(parts: list[tuple[bool, str]]) -> None:
    builder, last = ProvisionBuilder(), None
    for nested, part in parts:
        path = builder.add(last if nested else None, part, text="x")
        assert not (nested and last) or path.startswith(f"{last}/")
        last = path
    assert len({item.path for item in builder.build("t", 1).provisions}) == len(parts)


def test_builder_keeps_text_before_and_after_sub_units_apart() -> None:
    builder = ProvisionBuilder()
    path = builder.add(None, "§ 1", label="§ 1", text="Lead-in:")
    builder.add(path, "(a)", text="one;")
    builder.append_continuation(path, "flush text.")
    assert builder.build("t", 1).provisions[0].full_text == "Lead-in:\nflush text."


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (_SECTION[:-20], "malformed"),
        (_SECTION.replace(b"<section", _ENTITY, 1), "malformed"),
        (_SECTION.replace(b"<section", _OUTSIDE_ENTITY, 1), "malformed"),
        (_nest(200), "too_deep"),
        (_nest(9000), "too_deep"),
        (_SECTION.replace(b"A person shall ask.", b""), "body_lost"),
    ],
)  # fmt: skip
def test_what_holds_no_law_is_unreadable_with_its_reason(body: bytes, reason: str) -> None:
    result = read(body)
    assert isinstance(result, Unreadable)
    assert result.reason == reason


def test_an_expectation_that_is_missed_makes_the_capture_unreadable() -> None:
    met = Expectation(min_provisions=1, must_contain=("A person  shall ask",))
    assert isinstance(read(_SECTION, ReadHints(expect=met)), LegalDocument)
    for expect in (Expectation(min_provisions=2), Expectation(must_contain=("never there",))):
        result = read(_SECTION, ReadHints(expect=expect))
        assert isinstance(result, Unreadable)
        assert result.reason == "expectation_missed"


def test_equal_bytes_give_equal_documents() -> None:
    assert read(_SECTION) == read(_SECTION)
