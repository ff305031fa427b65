from datetime import date
from decimal import Decimal

import pytest

from tongban.core import errors, money
from tongban.law.text import Text
from tongban.law.verdict import Reason, Verdict


def test_an_amount_has_exactly_two_decimals():
    assert str(money.money("10")) == "10.00"
    assert money.money(Decimal("0.1")) + money.money("0.2") == Decimal("0.30")


@pytest.mark.parametrize("wrong", ["ten", "", "1.005", "NaN", "Infinity", "1e30", "10000000000.00"])
def test_what_is_no_amount_is_refused(wrong):
    with pytest.raises(errors.BadInput) as caught:
        money.money(wrong)
    assert caught.value.field == "amount"


def test_people_read_yuan_and_partners_read_plain_numbers():
    assert money.yuan(Decimal("1234.5")) == "¥1,234.50"
    assert money.yuan(Decimal("-10")) == "-¥10.00"
    assert money.plain(Decimal("1234.5")) == "1234.50"


def test_a_refusal_says_every_reason_in_both_languages():
    reasons = tuple(
        Reason(f"test.{number}", "A1", Text(zh=f"原因{number}。", en=f"Reason {number}."), Text(zh="办", en="do"))
        for number in (1, 2)
    )
    refused = errors.Refused(Verdict(reasons, date(2026, 11, 2), "book"))
    assert refused.message == Text(zh="原因1。原因2。", en="Reason 1. Reason 2.")
    assert (refused.status, refused.code) == (422, "refused")


def test_a_verdict_that_allows_is_no_refusal():
    with pytest.raises(ValueError, match="no refusal"):
        errors.Refused(Verdict((), date(2026, 11, 2), "book"))


def test_every_error_has_its_status_and_code():
    text = Text(zh="话", en="word")
    seen = {
        kind.__name__: (kind(text).status, kind(text).code)
        for kind in (errors.NotAllowed, errors.NotFound, errors.Conflict, errors.Unavailable)
    }
    assert seen == {
        "NotAllowed": (403, "not_allowed"),
        "NotFound": (404, "not_found"),
        "Conflict": (409, "conflict"),
        "Unavailable": (503, "unavailable"),
    }
    assert errors.BadInput("name", text, code="name.long").code == "name.long"
