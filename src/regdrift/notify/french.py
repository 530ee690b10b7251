"""What the history tells in English – reasons, tasks, titles of work – said in French, set as French print sets it.

The history keeps one wording, so that a reason stays what it was when it was given. A French report or mail says it
again in the words of the rule book; a wording that the book does not know (an older book, a note by a person) is left
as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from regdrift.assess.reasons import EASED
from regdrift.data.load_rules import load_rule_book
from regdrift.notify.typeset import typeset_french
from regdrift.plan.tasks import RELAXED

_EASED = (
    "Le texte exige moins qu'avant ; ne rien abandonner tant qu'il n'est pas établi qu'aucun autre texte ne l'exige."
)
_RELAXED = (
    "Une obligation a été allégée ou abrogée. Vérifier si un autre texte applicable au traitement l'exige encore avant "
    "tout assouplissement ; cette tâche ne clôt rien."
)
_LEXICAL = (
    (
        re.compile(r"Both speak of (?P<what>.+); look what the change no longer asks, and drop nothing yet\."),
        "Le texte et le traitement portent sur « {what} » ; voir ce qui n'est plus exigé, sans rien abandonner.",
    ),
    (
        re.compile(r"Both speak of (?P<what>.+); look whether the change asks something new\."),
        "Le texte et le traitement portent sur « {what} » ; voir si la modification ajoute une exigence.",
    ),
)
_TITLES = (
    ("act on change of", "donner suite à la modification de"),
    ("review relaxation in", "examiner l'assouplissement de"),
    ("dates to come in", "échéances à venir dans"),
    ("announced amendments in", "modifications annoncées dans"),
)
_THIN = "\N{NARROW NO-BREAK SPACE}"
_PLACE = re.compile(r"(?P<text>.+?)(?P<place> \([^()]*(?:\([^()]*\)[^()]*)*\))?", re.DOTALL)


@lru_cache(maxsize=1)
def _phrases() -> Mapping[str, str]:
    """Give English phrase → French phrase for all that rules say, built from the shipped rule book."""
    said = {RELAXED: typeset_french(_RELAXED)}
    for rule in load_rule_book().rules:
        title = rule.title["en"], rule.title["fr"]
        for english, french in ((rule.task["en"], rule.task["fr"]), (EASED, _EASED)):
            said[f"{title[0]}: {english}"] = typeset_french(f"{title[1]} : {_lowered(french)}")
    return said


def _lowered(task: str) -> str:
    """Begin with a small letter, as French does after a colon; an abbreviation keeps its capitals."""
    return task if task[1:2].isupper() else task[:1].lower() + task[1:]


def reason_in_french(text: str) -> str:
    """Give a reason or one line of a task in French; the text itself where no rule says it.

    A place at the end, ``(§ 5)``, is kept.
    """
    said = _phrases()
    if text in said:
        return said[text]
    for pattern, french in _LEXICAL:
        found = pattern.fullmatch(text)
        if found:
            return typeset_french(french.format(what=found["what"]))
    parted = _PLACE.fullmatch(text)
    if parted and parted["place"]:
        inner = reason_in_french(parted["text"])
        return text if inner == parted["text"] else inner + parted["place"]
    return text


def title_in_french(title: str) -> str:
    """Give the title of a work item in French; the title itself where it has another form.

    The names of the practice and of the law stay as they are, that of the law in guillemets.
    """
    for english, french in _TITLES:
        practice, found, law_name = title.partition(f": {english} ")
        if found:
            named = "Veille" if practice == "Watch" else practice
            return f"{named}{typeset_french(f' : {french}')} «{_THIN}{law_name}{_THIN}»"
    return title
