"""The pure steps in their order: two readings of a source and the declared practices → an analysis."""

from __future__ import annotations

from dataclasses import replace

from regdrift.assess import RuleBook, assess, measures_of, subjects_of, summarise_practices
from regdrift.diff import compare_documents, find_loss
from regdrift.model.analysis import Analysis, Link
from regdrift.model.change import Change, Direction, ProvisionChange, Substance, change_id
from regdrift.model.document import LegalDate, LegalDocument, Unreadable
from regdrift.model.law import LawContext
from regdrift.model.practice import PracticeRegister
from regdrift.plan import plan_work
from regdrift.plan.first_seen import plan_first_seen
from regdrift.understand import spread_commencement, summarise, understand


def judge(
    old: LegalDocument | None,
    new: LegalDocument,
    law: LawContext,
    register: PracticeRegister,
    book: RuleBook,
    *,
    loss_accepted: bool = False,
) -> Analysis | Unreadable:
    """Give what a reading means after the one before (None: a first reading), or the loss that makes it no reading.

    A loss without positive evidence of a repeal is taken for what it looks like only where ``loss_accepted``.
    """
    if old is None:
        return analyse_first(new, law, register, book)
    loss = None if loss_accepted else find_loss(old, new)
    return analyse(old, new, law, register, book) if loss is None else loss


def analyse(
    old: LegalDocument, new: LegalDocument, law: LawContext, register: PracticeRegister, book: RuleBook
) -> Analysis:
    """Compare two readings of one source and say what the changes mean for the declared practices.

    Both readings should come from the same parser version; where they do not, the analysis says so in its
    warnings. The caller has already made sure that ``new`` did not lose its body
    (:func:`regdrift.diff.find_loss`).
    """
    law = _informed(law, new, old, register, book)
    found = compare_documents(old, new)
    understood = spread_commencement([_understood(item, old, new, law) for item in found.changes], new)
    changes = tuple(replace(change, impacts=assess(change, law, register, book)) for change in understood)
    substance, direction = summarise(changes)
    return Analysis(
        substance=substance,
        direction=direction,
        changes=changes,
        dates=_collect_dates(changes),
        practices=summarise_practices(changes),
        work=plan_work(changes, law, register, book),
        links=found.links,
        measures=measures_of((old, new), changes, law, register, book),
        restructured=found.restructured,
        warnings=_parser_warning(old, new),
    )


def analyse_first(document: LegalDocument, law: LawContext, register: PracticeRegister, book: RuleBook) -> Analysis:
    """Give the analysis of a law seen for the first time: no changes, but its future dates are filed as work."""
    law = _informed(law, document, document, register, book)
    links: tuple[Link, ...] = tuple((None, provision.path) for provision in document.provisions)
    return Analysis(
        substance=Substance.NONE,
        direction=Direction.NEUTRAL,
        dates=document.dates,
        work=plan_first_seen(document, law, register, book),
        links=links,
        measures=measures_of((None, document), (), law, register, book),
        warnings=document.warnings,
    )


def _informed(
    law: LawContext, new: LegalDocument, old: LegalDocument, register: PracticeRegister, book: RuleBook
) -> LawContext:
    """Give what is known of the law, completed from its texts: language, title, and the matters it is about."""
    matters = subjects_of(new, register, book) or subjects_of(old, register, book)
    return replace(
        law,
        language=law.language or new.language or old.language,
        title=law.title or new.title or old.title,
        topics=tuple(dict.fromkeys((*law.topics, *matters))),
    )


def _understood(found: ProvisionChange, old: LegalDocument, new: LegalDocument, law: LawContext) -> Change:
    meaning = understand(found, old, new)
    return Change(
        id=change_id(law.source, law.version, found),
        found=found,
        severity=meaning.severity,
        direction=meaning.direction,
        signals=meaning.signals,
        dates=meaning.dates,
    )


def _collect_dates(changes: tuple[Change, ...]) -> tuple[LegalDate, ...]:
    seen: dict[tuple[str, str], LegalDate] = {}
    for change in changes:
        for item in change.dates:
            seen.setdefault((item.kind, item.on.isoformat()), item)
    return tuple(sorted(seen.values(), key=lambda item: (item.on, item.kind)))


def _parser_warning(old: LegalDocument, new: LegalDocument) -> tuple[str, ...]:
    if old.parser == new.parser:
        return ()
    return (
        f"the two sides were read by different parsers ({old.parser}, {new.parser}); some differences may be technical",
    )
