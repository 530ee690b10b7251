"""Changes, laws and practices for tests. The law texts are invented illustrations."""

from __future__ import annotations

from datetime import date

from regdrift.diff import make_redline
from regdrift.model.change import Change, ChangeKind, Direction, ProvisionChange, Side, change_id
from regdrift.model.law import LawContext
from regdrift.model.level import Level
from regdrift.model.practice import Consent, ConsentModel, Organization, Practice, PracticeRegister
from regdrift.model.signal import Signal
from regdrift.model.source import SourceKind

TODAY = date(2026, 11, 1)


def law(jurisdiction: str | None = "US", title: str | None = None, **more: object) -> LawContext:
    kind = more.pop("kind", SourceKind.STATUTE)
    return LawContext("s", jurisdiction, kind, "dossier", TODAY, title=title, **more)  # type: ignore[arg-type]


def amended(
    before: str,
    after: str,
    *,
    kind: ChangeKind = ChangeKind.AMENDED,
    severity: Level = Level.HIGH,
    direction: Direction = Direction.TIGHTENED,
    heading: str | None = None,
    context: tuple[str, ...] = (),
    signals: tuple[Signal, ...] = (),
    dates: tuple = (),
) -> Change:
    befores = (Side("1", "1", heading, before, None, context),) if before else ()
    afters = (Side("1", "1", heading, after, None, context),) if after else ()
    found = ProvisionChange(kind, befores, afters, make_redline(before, after), 0.5)
    return Change(change_id("s", "", found), found, severity, direction, signals, dates)


def practice(name: str, **fields: object) -> Practice:
    fields.setdefault("jurisdictions", ("US",))
    identifier = name.lower().replace(" ", "-")
    return Practice(id=identifier, name=name, **fields)  # type: ignore[arg-type]


def register(*practices: Practice, organization: Organization | None = None) -> PracticeRegister:
    return PracticeRegister(organization or Organization("Illustration Ltd"), practices, "v1")


NEWSLETTER = practice(
    "Newsletter by e-mail",
    data_categories=("user.contact.email",),
    data_uses=("marketing.communications.email",),
    channels=("email",),
    jurisdictions=("FR", "US"),
    consent=Consent(ConsentModel.OPT_OUT),
    owner="crm",
)
INCIDENTS = practice(
    "Security-incident response",
    description="Detects data breaches and notifies the people concerned.",
    data_categories=("user.name",),
    data_uses=("essential.service.security",),
    owner="security",
)
FACE_LOGIN = practice(
    "Face login",
    data_categories=("user.authorization.biometric",),
    data_uses=("essential.service.authentication",),
)
TRAINING = practice("Fine-tuning a model", data_uses=("train_ai_system",), data_categories=("user.content.private",))
EVERYONE = register(NEWSLETTER, INCIDENTS, FACE_LOGIN, TRAINING)

BREACH = amended(
    "A business shall notify each affected person of a data breach within 60 days.",
    "A business shall notify each affected person of a data breach within 30 days.",
)
