"""Every item of the catalogue says who handles it where we do not. No database."""

from decimal import Decimal

from tongban.outlets import elsewhere
from tongban.outlets.catalogue import shipped


def test_every_item_has_somebody_who_handles_it_and_something_to_bring() -> None:
    for item in shipped().items:
        known = elsewhere.of(item)
        assert known.by and known.bring and known.basis, item.code
        assert known.confidence in ("verified", "known", "uncertain"), item.code
        assert known.fee is None or known.fee >= 0, item.code


def test_no_line_is_about_an_item_that_is_not_there() -> None:
    assert elsewhere.unknown() == []


def test_nobody_is_sent_away_with_a_form_a_copy_or_a_rubbing() -> None:
    for item in shipped().items:
        bring = " ".join(paper.en for paper in elsewhere.of(item).bring)
        assert not [word for word in ("form", "copies", "rubbing") if word in bring], item.code


def test_a_line_says_more_than_its_group() -> None:
    transfer = elsewhere.of(shipped().item("V26"))
    assert (transfer.fee, transfer.days) == (Decimal("110.00"), 1)
    assert transfer.basis.zh == "《机动车登记规定》（公安部令第164号）第25-26条"
    assert elsewhere.of(shipped().item("E02")).by.en.startswith("the organisations' window")
