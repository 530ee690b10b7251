"""What it costs to understand changes and to tell what a long law is about: ``python -m benchmarks.understand_cost``.

The sentences are illustrations. A law of twice the length should cost about twice as much: definitions are looked for
in every provision, which a careless search pays for with the square of the length.
"""

from __future__ import annotations

import argparse
import time

from benchmarks.assess_cost import make_register

from regdrift.assess import subjects_of
from regdrift.data.load_rules import load_rule_book
from regdrift.diff import make_redline
from regdrift.model.change import ChangeKind, ProvisionChange, Side
from regdrift.model.document import LegalDocument, Provision, ProvisionKind
from regdrift.understand import understand

BEFORE = "A carrier shall notify customer {0} within {0} days after a breach, unless the data was encrypted."
AFTER = "A carrier shall notify customer {0} within 10 business days, with the prior express consent of customer {0}."
DEFINITIONS = 200


def make_change(number: int) -> ProvisionChange:
    before, after = BEFORE.format(number), AFTER.format(number)
    sides = [(Side(str(number), str(number), None, text),) for text in (before, after)]
    return ProvisionChange(ChangeKind.AMENDED, sides[0], sides[1], tuple(make_redline(before, after)), 0.5)


def make_law(count: int) -> LegalDocument:
    defined = [f"Termword{n} means a person who keeps records of kind {n}." for n in range(DEFINITIONS)]
    duties = [f"A termword{n % DEFINITIONS} shall file form {n} and keep it in good order." for n in range(count)]
    provisions = tuple(
        Provision(str(n), str(n), None, text, str(n), ProvisionKind.TEXT) for n, text in enumerate([*defined, *duties])
    )
    return LegalDocument("plain", "plain@1", provisions, language="en")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--changes", type=int, default=10_000)
    parser.add_argument("--provisions", type=int, default=3_000)
    asked = parser.parse_args()
    empty = make_law(0)
    changes = [make_change(number + 11) for number in range(asked.changes)]
    began = time.process_time()
    for change in changes:
        understand(change, empty, empty)
    print(f"{asked.changes} changes understood: {time.process_time() - began:.2f} CPU s")
    book, nobody = load_rule_book(), make_register(0)
    subjects_of(empty, nobody, book)
    spent = []
    for count in (asked.provisions, 2 * asked.provisions):
        law = make_law(count)
        began = time.process_time()
        subjects_of(law, nobody, book)
        spent.append(time.process_time() - began)
        print(f"subjects of {count} provisions with {DEFINITIONS} definitions: {spent[-1]:.2f} CPU s")
    print(f"twice the length costs {spent[1] / spent[0]:.1f} times as much")


if __name__ == "__main__":
    main()
