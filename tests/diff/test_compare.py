"""What a comparison of two documents reports."""

from diff_laws import compare, law, summary

CARRIER = "A carrier may share the location data of its customers with its affiliates."
NOTICE = "The carrier shall give each customer a clear notice before it collects any data."
RECORDS = "Records of every consent are kept for five years after the contract has ended."


def test_equal_documents_have_no_changes():
    old = law(("1", CARRIER), ("2", NOTICE))
    diff = compare(old, old)
    assert diff.changes == ()
    assert diff.links == (("1", "1"), ("2", "2"))


def test_reworded_provision_is_amended():
    diff = compare(law(("1", CARRIER), ("2", NOTICE)), law(("1", CARRIER.replace("may", "shall not")), ("2", NOTICE)))
    assert summary(diff) == [("amended", ["1"], ["1"])]
    assert diff.changes[0].redline[1:3] == (("-", " may"), ("+", " shall not"))
