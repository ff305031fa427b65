"""Reasons: every one is given by some case and missing from another, and reads well in both languages."""

import re
from collections import defaultdict
from datetime import date
from pathlib import Path

from tongban.law.articles import articles
from tongban.law.book import Book
from tongban.law.cases import answer, load_cases
from tongban.law.facts import Applicant, Facts, HeldClass, Licence, OpenMatter
from tongban.law.reasons import code_of_letter, wordings
from tongban.law.rules.renewal import may_renew
from tongban.law.verdict import Reason, Verdict

BOOK = Book.shipped()
CASES = load_cases(Path(__file__).parent / "cases")
ANSWERS = [(case, given) for case in CASES if isinstance(given := answer(case, BOOK), Verdict)]


def all_reasons() -> list[Reason]:
    return [reason for _, given in ANSWERS for reason in given.reasons]


def test_every_reason_is_given_by_some_case() -> None:
    assert {reason.code for reason in all_reasons()} == set(wordings())


def test_every_reason_stands_beside_an_allowed_day_of_the_same_case() -> None:
    groups: dict[str, list[Verdict]] = defaultdict(list)
    for case, given in ANSWERS:
        groups[case.title.en].append(given)
    allowed = {
        reason.code
        for group in groups.values()
        if any(given.allowed for given in group)
        for given in group
        for reason in given.reasons
    }
    assert allowed == set(wordings())


def test_every_reason_names_an_article() -> None:
    assert {wording.article for wording in wordings().values()} <= set(articles())


def test_every_case_names_an_article() -> None:
    assert {case.article for case in CASES} <= set(articles())


KNOWN = {"O139", "O162", "O164", "O172", "IR", "RTSL", "VPT", "VVT", "CTPL", "USEDCARS", "SHNMV", "ZJEB", "GB17761"}
KNOWN |= {"SC715", "MPS", "FILES"}
KNOWN |= {"O163"}
KNOWN |= {"HENGQIN", "GD2022", "GD2023"}


def test_a_refused_case_names_an_article_of_one_of_its_reasons_or_of_its_rule() -> None:
    own = {"ALL.32"}  # cases about telling all reasons at once
    for case, given in ANSWERS:
        if not given.allowed and case.article not in own:
            instruments = {reason.article.partition(".")[0] for reason in given.reasons}
            assert instruments & KNOWN, case.name


def test_no_brace_is_left_unfilled() -> None:
    for reason in all_reasons():
        for text in (reason.sentence, reason.remedy):
            assert not re.search(r"[{}]", text.zh + text.en), reason.code


def test_a_person_is_addressed_with_the_polite_word() -> None:
    for reason in all_reasons():
        assert "你" not in reason.sentence.zh + reason.remedy.zh, reason.code


def test_only_a_matter_that_is_settled_outside_lets_a_case_wait() -> None:
    waiting = {wording.code for wording in wordings().values() if wording.temporary}
    assert waiting == {
        "letter.suspended",
        "letter.seized",
        "letter.retained",
        "matter.violation",
        "matter.accident",
        "points.limit_reached",
        "review.overdue",
        "medical.missing",
        "medical.expired",
        "age.ability_missing",
        "review.medical_first",
        "review.education_missing",
        "review.ability_missing",
        "medical.before_cycle_end",
        "restoration.vehicle",
        "restoration.test_missing",
        "vehicle.attached",
        "vehicle.detained",
        "vehicle.customs",
        "vehicle.violation",
        "vehicle.accident",
        "mortgage.no_contract",
        "mortgage.not_signed",
        "mortgage.not_released",
        "registration.no_certificate",
        "registration.not_authorised",
        "registration.no_invoice",
        "change.not_inspected",
        "change.inspection_failed",
        "change.no_number",
        "mark.not_inspected",
        "mark.inspection_failed",
        "registration.no_quota",
        "registration.quota_over",
        "registration.no_approval",
        "registration.approval_over",
        "registration.customs",
        "registration.no_purchase_tax",
        "registration.no_vehicle_tax",
        "registration.uninsured",
        "registration.not_inspected",
        "registration.inspection_failed",
        "registration.no_number",
        "temporary_plates.uninsured",
        "deregistration.not_recovered",
        "deregistration.not_supervised",
        "deregistration.not_left",
        "deregistration.not_returned",
        "deregistration.customs_first",
        "crossing.no_travel_permit",
        "crossing.not_inspected",
        "crossing.uninsured",
        "crossing.customs_not_filed",
        "crossing.border_not_filed",
        "moving.file_awaited",
        "moving.inspect_first",
        "ownership.inspect_first",
        "ownership.release_first",
        "ownership.not_remortgaged",
        "agreement.unknown",
        "agreement.awaited",
        "ownership.no_invoice",
        "ownership.uninsured",
        "ownership.no_number",
        "check.none",
        "check.failed",
        "check.suspected",
        "bike.no_conformity",
        "bike.no_invoice",
        "co_owner.no_number",
        "bike.not_rider",
        "bike.not_trained",
        "limit.days_missing",
        "limit.test_missing",
    }


def test_a_letter_stands_for_one_reason() -> None:
    letters = [wording.letter for wording in wordings().values() if wording.letter]
    assert len(letters) == len(set(letters))
    assert code_of_letter("H") == "matter.violation"


def test_an_open_violation_is_named_with_number_place_and_how_it_is_settled() -> None:
    licence = Licence((HeldClass("C1", date(2020, 5, 10)),), date(2020, 5, 10), date(2020, 5, 10), date(2026, 5, 10), 6)
    violation = OpenMatter("violation", "3101001", "世纪大道", date(2026, 2, 1))
    facts = Facts(Applicant(born=date(1980, 5, 1)), licence, matters=(violation,))
    first = may_renew(facts, date(2026, 3, 1), BOOK).reasons[0]
    assert first.matter is not None
    assert (first.matter.kind, first.matter.number) == ("violation", "3101001")
    assert "世纪大道" in first.sentence.zh and "3101001" in first.sentence.zh
    assert first.matter.settled_by.zh
