"""The fixed words of the report, in English and French; levels, kinds and directions come from the messages' words."""

from __future__ import annotations

from collections.abc import Mapping

from regdrift.notify.typeset import typeset_french
from regdrift.notify.words import words_for

_SIGNALS = {
    "duty_added": ("duty added", "obligation ajoutée"),
    "duty_removed": ("duty removed", "obligation supprimée"),
    "prohibition_added": ("prohibition added", "interdiction ajoutée"),
    "prohibition_removed": ("prohibition removed", "interdiction supprimée"),
    "permission_added": ("permission added", "autorisation ajoutée"),
    "permission_removed": ("permission removed", "autorisation supprimée"),
    "exception_added": ("exception added", "exception ajoutée"),
    "exception_removed": ("exception removed", "exception supprimée"),
    "consent_opt_in": ("consent: opt-in", "consentement préalable"),
    "consent_opt_out": ("consent: opt-out", "droit d'opposition"),
    "definition_widened": ("definition widened", "définition élargie"),
    "definition_narrowed": ("definition narrowed", "définition restreinte"),
    "scope_widened": ("scope widened", "champ d'application élargi"),
    "scope_narrowed": ("scope narrowed", "champ d'application restreint"),
    "deadline_changed": ("deadline", "délai"),
    "amount_changed": ("amount", "montant"),
    "penalty_raised": ("penalty raised", "sanction alourdie"),
    "penalty_lowered": ("penalty lowered", "sanction allégée"),
    "retention_changed": ("retention", "durée de conservation"),
    "effective_date": ("effective date", "entrée en vigueur"),
    "sunset": ("sunset", "fin de validité"),
    "repeal": ("repeal", "abrogation"),
    "cross_reference": ("cross-reference", "renvoi"),
}
_OUTCOMES = {
    "first_seen": ("first seen", "vu pour la première fois"),
    "unchanged": ("unchanged", "inchangé"),
    "changed": ("changed", "modifié"),
    "failed": ("failed", "échec"),
    "refused": ("refused", "refusé"),
    "unreadable": ("unreadable", "illisible"),
}
_REPORT = {
    "report_title": ("Privacy law: what changed", "Droit des données : ce qui a changé"),
    "board_title": ("Privacy law for the board", "Droit des données : note au conseil d'administration"),
    "period": ("Observed from {since} to {until}", "Constaté du {since} au {until}"),
    "from_beginning": ("the beginning", "début"),
    "today": ("today", "ce jour"),
    "made": ("Made on {day}", "Établi le {day}"),
    "head": ("Head of the chain of evidence", "Tête de la chaîne de preuve"),
    "no_advice": (
        "It informs and shows its reasons; it is not legal advice.",
        "À titre d'information, avec ses raisons ; sans valeur de conseil juridique.",
    ),
    "changes": ("Changes of law", "Modifications du droit"),
    "high_changes": ("that ask for action", "qui appellent une action"),
    "practices_touched": ("Practices touched", "Traitements touchés"),
    "open_work": ("Open work items", "Tâches ouvertes"),
    "overdue_work": ("overdue", "en retard"),
    "sources_read": ("Sources read", "Sources lues"),
    "of": ("of {n}", "sur {n}"),
    "what_changed": ("What changed", "Ce qui a changé"),
    "nothing_changed": (
        "Nothing changed in this period: the sources below were read and agree with what was known.",
        "Rien n'a changé sur cette période : les sources ci-dessous ont été lues et concordent.",
    ),
    "gravest": (
        "The gravest and newest {n}, with redlines; all changes stand at the end.",
        "Les {n} plus graves et plus récentes, avec leurs modifications ; toutes figurent à la fin.",
    ),
    "none_grave": ("No change reaches level medium.", "Aucune modification n'atteint le niveau moyen."),
    "exposure": ("Exposure: practice × jurisdiction", "Exposition : traitement × ordre juridique"),
    "exposure_note": (
        "Changes that touch the practice (medium or above); in brackets how many are high.",
        "Modifications qui touchent le traitement (moyen ou plus) ; entre parenthèses, celles de niveau élevé.",
    ),
    "no_exposure": ("No practice was touched in this period.", "Aucun traitement n'a été touché sur cette période."),
    "practice": ("Practice", "Traitement"),
    "total": ("All", "Total"),
    "timeline": ("When it takes effect", "Entrées en vigueur"),
    "timeline_alt": (
        "Dates of the law by month, by kind",
        "Dates du droit par mois et par nature",
    ),
    "no_dates": ("No date of the law lies ahead.", "Aucune date à venir."),
    "direction": ("Direction of the law", "Évolution du droit"),
    "direction_alt": (
        "Changes over time: tighter above the line, looser below",
        "Modifications dans le temps : plus strictes au-dessus de la ligne, plus souples au-dessous",
    ),
    "no_direction": ("No change tightened or loosened a duty.", "Aucune obligation n'a été alourdie ni allégée."),
    "tightened_short": ("tighter", "plus strict"),
    "loosened_short": ("looser", "plus souple"),
    "mixed_short": ("mixed", "mixte"),
    "work": ("Work", "Tâches"),
    "overdue": ("Overdue", "En retard"),
    "next_work": ("Due next", "Prochaines échéances"),
    "no_work": ("No open work.", "Aucune tâche ouverte."),
    "unread": ("Sources that could not be read", "Sources non lues"),
    "all_read": ("All {n} sources were read at their last check.", "Les {n} sources ont été lues au dernier contrôle."),
    "never_read": ("never read", "jamais lue"),
    "last_good": ("last read", "lue le"),
    "all_changes": ("All changes", "Toutes les modifications"),
    "not_listed": (
        "and {n} more; `regdrift export changes` lists all of them.",
        "et {n} autres ; `regdrift export changes` les liste toutes.",
    ),
    "law": ("Law", "Texte"),
    "date": ("Date", "Date"),
    "what": ("What", "Objet"),
    "why": ("Why", "Pourquoi"),
    "level": ("Level", "Niveau"),
    "owner_column": ("Owner", "En charge"),
    "due_column": ("Due", "Échéance"),
    "task": ("Task", "Tâche"),
    "state": ("State", "État"),
    "source": ("Source", "Source"),
    "observed": ("seen {day}", "constaté le {day}"),
    "effective": ("in force {day}", "en vigueur le {day}"),
    "touches": ("Touches", "Touche"),
    "reasons": ("Because", "Car"),
    "score": ("score", "score"),
    "outlook": ("Outlook: how future-proof the practices are", "Perspectives : des traitements prêts pour demain ?"),
    "measures_alt": (
        "Measures: jurisdictions where each is in force, signed or pending",
        "Mesures : ordres juridiques où chacune est en vigueur, signée ou en discussion",
    ),
    "outlook_note": (
        "Measures that concern a practice; the direction counts jurisdictions that moved in 24 months or will.",
        "Mesures qui concernent un traitement ; l'évolution compte les ordres juridiques qui ont bougé en 24 mois "
        "ou vont le faire.",
    ),
    "measure": ("Measure", "Mesure"),
    "tightened_in": ("Tightened in", "Plus strict dans"),
    "loosened_in": ("Loosened in", "Assoupli dans"),
    "lacking": ("Practices with gaps", "Traitements incomplets"),
    "future_work": ("Future-proofing work, most pressing first", "Travaux d'anticipation, du plus pressant au moins"),
    "asked": ("Asked", "Exigé"),
}
_STATES = {
    "new": ("new", "nouvelle"),
    "reviewing": ("reviewing", "à l'examen"),
    "applicable": ("applicable", "applicable"),
    "not_applicable": ("not applicable", "non applicable"),
    "in_progress": ("in progress", "en cours"),
    "done": ("done", "faite"),
    "verified": ("verified", "vérifiée"),
}
_STANDINGS = {
    "in_force": ("in force", "en vigueur"),
    "signed": ("signed", "signé"),
    "pending": ("pending", "en discussion"),
    "elsewhere": ("elsewhere", "ailleurs"),
}
_GROUPS = {"standing": _STANDINGS, "signal": _SIGNALS, "outcome": _OUTCOMES, "work_state": _STATES}

LANGUAGES = ("en", "fr")


def report_words(language: str) -> Mapping[str, str]:
    """Give the words of a report; English where the language has none.

    Signals stand under ``signal.KIND``, dates under ``on.KIND``, outcomes under ``outcome.NAME``, states of work
    under ``work_state.NAME``.
    """
    french = language == "fr"
    own = {name: pair[french] for name, pair in _REPORT.items()}
    for group, names in _GROUPS.items():
        own.update({f"{group}.{name}": pair[french] for name, pair in names.items()})
    return {**words_for(language), **{key: typeset_french(text) if french else text for key, text in own.items()}}
