"""Asking partners over real HTTP: what is sent, what is stored, and every way it can go wrong."""

import time
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import transaction
from pytest_django import DjangoAssertNumQueries
from tests.exchange.facts import CERTIFICATE, IDENTITY, MEDICAL, NOT_LISTED, OTHER, PERSON, a_clerk
from tests.exchange.little_partner import Faults, LittlePartner

from tongban.core import clock
from tongban.core.ids import new_id
from tongban.exchange import actions, breaker, client, hospital, keys, narcotics, population, queries, wire
from tongban.exchange.models import PartnerKey, Question
from tongban.exchange.types import BadAnswer, ExchangeError, NotSent, PartnerRefused, PartnerUnavailable


def ask(timeout: float | None = 3.0, **given: Any) -> Any:
    return client.ask(
        "hospital", "medical", {"identity_number": IDENTITY}, purpose="D07", timeout=timeout,
        **{"case_id": None, **given},
    )  # fmt: skip


def rows() -> list[Question]:
    return list(Question.for_system("test").order_by("id"))


def fails(little: LittlePartner, kind: type[ExchangeError], faults: Faults, timeout: float = 3.0) -> Question:
    """Ask with these faults, expect this error, and return the row that was stored."""
    little.answer("hospital", "medical", MEDICAL)
    little.faults = faults
    with pytest.raises(kind) as caught:
        ask(timeout)
    assert caught.value.partner == "hospital"
    assert "医院联网系统" in caught.value.message.zh and "the hospital network" in caught.value.message.en
    (row,) = rows()
    assert row.pk == caught.value.message_id
    assert row.outcome == caught.value.outcome
    assert row.body is None
    return row


def test_a_question_is_signed_as_agreed_and_its_answer_typed(partner: LittlePartner) -> None:
    partner.answer("hospital", "medical", MEDICAL)
    answer = hospital.ask_medical(IDENTITY, purpose="D07", case_id=None)
    assert answer.value.medical and answer.value.medical.left_vision == 5.0
    assert answer.facts["certificate"] == CERTIFICATE
    (seen,) = partner.seen
    assert seen.verified
    assert seen.payload == {"identity_number": IDENTITY}


def test_a_question_is_stored_in_one_statement(
    partner: LittlePartner, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    partner.answer("hospital", "medical", MEDICAL)
    ask()
    with django_assert_num_queries(1):
        ask()


def test_what_is_stored_says_who_why_and_how_long_and_seals_the_answer(partner: LittlePartner) -> None:
    partner.answer("hospital", "medical", MEDICAL)
    case_id, person_id = new_id(), new_id()
    answer = ask(case_id=case_id, person_id=person_id)
    (row,) = rows()
    assert (row.pk, row.case_id, row.person_id) == (answer.message_id, case_id, person_id)
    assert (row.purpose, row.outcome, row.tries) == ("D07", "answered", 1)
    assert 0 < row.seconds < 3
    assert row.body and IDENTITY.encode() not in bytes(row.body)
    assert queries.kept_answer(answer.message_id) == answer.facts
    assert queries.is_genuine(answer.message_id) is True


def test_a_kept_answer_that_somebody_changed_is_no_longer_genuine(partner: LittlePartner) -> None:
    partner.answer("hospital", "medical", MEDICAL)
    first, second = ask(), ask()
    other = Question.for_system("test").get(pk=second.message_id)
    Question.for_system("test").filter(pk=first.message_id).update(
        signed_headers=other.signed_headers | {"request-id": "x"}
    )
    assert queries.is_genuine(first.message_id) is False


def test_an_old_answer_stays_genuine_after_its_key_was_replaced(partner: LittlePartner) -> None:
    partner.answer("hospital", "medical", MEDICAL)
    answer = ask()
    replace_key("hospital")
    assert queries.is_genuine(answer.message_id) is True


def test_answers_are_forgotten_after_the_agreed_days_and_signatures_stay(partner: LittlePartner) -> None:
    partner.answer("hospital", "medical", MEDICAL)
    answer = ask()
    long_ago = clock.now().replace(year=clock.now().year - 2)
    Question.for_system("test").update(asked_at=long_ago)
    assert actions.forget_old_answers() == 1
    (row,) = rows()
    assert row.body is None and row.digest and row.signed_headers["signature"]
    assert queries.kept_answer(answer.message_id) is None


def test_a_citizen_reads_what_was_asked_about_them_and_nothing_else(partner: LittlePartner) -> None:
    partner.answer("hospital", "medical", MEDICAL)
    me, other = new_id(), new_id()
    ask(person_id=me)
    ask(person_id=other)
    (view,) = queries.questions_about(me)
    assert view.partner_name.en == "the hospital network"
    assert view.fields == ("identity_number",)
    assert view.outcome == "answered"


def test_several_partners_are_asked_at_once_and_written_in_one_statement(
    partner: LittlePartner, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    partner.answer("hospital", "medical", MEDICAL)
    partner.answer("population", "person", PERSON)
    partner.answer("narcotics", "person", NOT_LISTED)
    requests = [each.request(IDENTITY, purpose="D06", case_id=None) for each in (hospital, population, narcotics)]
    client.ask_many(requests)
    partner.faults = Faults(delay=0.4)
    started = clock.ticks()
    with django_assert_num_queries(1):
        answers = client.ask_many(requests)
    assert clock.ticks() - started < 1.0
    assert [getattr(answer, "partner", "") for answer in answers] == ["hospital", "population", "narcotics"]
    assert len(rows()) == 6


def test_one_partner_that_fails_leaves_the_answers_of_the_others(partner: LittlePartner) -> None:
    partner.answer("hospital", "medical", MEDICAL)
    partner.answer("population", "person", lambda payload: {"nonsense": True})
    found = client.ask_many(
        [
            population.request(IDENTITY, purpose="D06", case_id=None),
            hospital.request(IDENTITY, purpose="D06", case_id=None),
        ]
    )
    assert isinstance(found[0], BadAnswer)
    assert not isinstance(found[1], ExchangeError)
    assert {row.partner: row.outcome for row in rows()} == {
        "population": "bad_answer",
        "hospital": "answered",
    }


def test_asking_nobody_does_nothing(db: None) -> None:
    assert client.ask_many([]) == []


def test_a_partner_is_not_asked_inside_a_transaction(partner: LittlePartner) -> None:
    with pytest.raises(RuntimeError, match="never inside it"), transaction.atomic():
        ask()
    assert partner.seen == []


def test_a_connection_cut_once_is_tried_again_under_the_same_key(partner: LittlePartner) -> None:
    partner.answer("hospital", "medical", MEDICAL)
    partner.faults = Faults(cut=True, times=1)
    ask()
    first, second = partner.seen
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
    assert first.headers["request-id"] != second.headers["request-id"]
    assert rows()[0].tries == 2


def test_a_partner_that_always_cuts_is_unavailable_after_three_tries(partner: LittlePartner) -> None:
    row = fails(partner, PartnerUnavailable, Faults(cut=True))
    assert (row.tries, row.detail) == (3, "cut: RemoteProtocolError")
    assert len(partner.seen) == 3


def test_a_slow_partner_costs_no_more_than_the_time_allowed(partner: LittlePartner) -> None:
    started = clock.ticks()
    row = fails(partner, PartnerUnavailable, Faults(delay=3.0), timeout=0.5)
    assert clock.ticks() - started < 1.0
    assert row.detail.startswith("slow")


def test_an_answer_that_drips_is_cut_off_when_the_time_is_over(partner: LittlePartner) -> None:
    started = clock.ticks()
    row = fails(partner, PartnerUnavailable, Faults(drip=0.05), timeout=0.5)
    assert clock.ticks() - started < 1.5
    assert row.detail.startswith("slow")


@pytest.mark.parametrize("status", [500, 502, 503, 504, 429])
def test_a_partner_in_trouble_is_tried_again_and_then_unavailable(partner: LittlePartner, status: int) -> None:
    row = fails(partner, PartnerUnavailable, Faults(status=status))
    assert (row.tries, row.detail) == (3, f"status {status}")


def test_a_partner_that_recovers_at_the_second_try_is_not_noticed(partner: LittlePartner) -> None:
    partner.answer("hospital", "medical", MEDICAL)
    partner.faults = Faults(status=503, times=1)
    assert ask().value.found


def test_the_wait_a_partner_asks_for_is_kept_where_time_allows(partner: LittlePartner) -> None:
    partner.answer("hospital", "medical", MEDICAL)
    partner.faults = Faults(status=429, retry_after="1", times=1)
    started = clock.ticks()
    ask()
    assert 1.0 <= clock.ticks() - started < 2.0


@pytest.mark.parametrize("status", [400, 401, 403, 409])
def test_a_refusal_is_not_tried_again(partner: LittlePartner, status: int) -> None:
    row = fails(partner, PartnerRefused, Faults(status=status))
    assert (row.tries, row.detail) == (1, f"status {status} switched")


def test_a_redirect_is_not_followed(partner: LittlePartner) -> None:
    row = fails(partner, BadAnswer, Faults(status=302))
    assert row.detail == "status 302 switched"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'{"found":true}', b"\xff\xfe", b"[" * 5000,
     b'{"found":"yes","identity_number":"310101199001011234"}'],
)  # fmt: skip
def test_nonsense_is_no_answer(partner: LittlePartner, body: bytes) -> None:
    row = fails(partner, BadAnswer, Faults(body=body))
    assert row.tries == 1
    assert row.detail


def test_an_answer_without_end_is_cut_off(partner: LittlePartner) -> None:
    row = fails(partner, PartnerUnavailable, Faults(body=b" " * (5 * 1024 * 1024)))
    assert "too long" in row.detail


def test_an_answer_about_another_person_is_not_used(partner: LittlePartner) -> None:
    partner.answer("hospital", "medical", {**MEDICAL, "identity_number": OTHER})
    with pytest.raises(BadAnswer):
        ask()
    (row,) = rows()
    assert (row.outcome, row.detail) == ("bad_answer", "the answer is about another identity_number")
    assert row.body is None


@pytest.mark.parametrize(
    "signature", ["none", "wrong", "old", "future", "other_key_id", "other_request", "uncovered", "body"]
)
def test_an_answer_that_is_not_signed_as_agreed_is_not_used(partner: LittlePartner, signature: str) -> None:
    row = fails(partner, BadAnswer, Faults(signature=signature))
    assert row.detail.startswith("signature: ")
    assert row.tries == 1


def test_a_partner_without_a_pinned_key_is_not_asked(partner: LittlePartner) -> None:
    PartnerKey.objects.filter(partner="hospital").delete()
    keys.forget()
    row = fails(partner, NotSent, Faults())
    assert row.detail == "no pinned key"
    assert partner.seen == []


def test_a_partner_without_an_address_is_not_asked(partner: LittlePartner, settings: LazySettings) -> None:
    settings.TONGBAN_SANDBOX_URL = ""
    assert fails(partner, NotSent, Faults()).detail == "no address"


def test_a_partner_may_have_an_address_of_its_own(partner: LittlePartner, settings: LazySettings) -> None:
    partner.answer("hospital", "medical", MEDICAL)
    settings.TONGBAN_PARTNER_URLS = {"hospital": f"{partner.url}/hospital"}
    settings.TONGBAN_SANDBOX_URL = "http://127.0.0.1:1"
    assert ask().value.found


def test_nobody_listening_is_unavailable(partner: LittlePartner, settings: LazySettings) -> None:
    settings.TONGBAN_SANDBOX_URL = "http://127.0.0.1:1"
    assert fails(partner, PartnerUnavailable, Faults()).detail == "cut: ConnectError"


def test_proxies_of_the_environment_are_ignored(partner: LittlePartner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    wire._transport_of.cache_clear()
    partner.answer("hospital", "medical", MEDICAL)
    assert ask().value.found


def test_after_five_failures_a_partner_is_left_in_peace_and_then_tried_once(
    partner: LittlePartner, monkeypatch: pytest.MonkeyPatch
) -> None:
    partner.answer("hospital", "medical", MEDICAL)
    partner.faults = Faults(status=500)
    for _ in range(5):
        with pytest.raises(PartnerUnavailable):
            ask(timeout=0.2)
    assert breaker.states()["hospital"] == "open"
    asked = len(partner.seen)
    with pytest.raises(NotSent):
        ask()
    assert len(partner.seen) == asked
    assert rows()[-1].detail == "circuit breaker open"
    monkeypatch.setattr(breaker, "OPEN_SECONDS", 0.0)
    partner.faults = Faults()
    assert breaker.states()["hospital"] == "half_open"
    ask()
    assert breaker.states()["hospital"] == "closed"


def test_one_partner_down_leaves_the_others_asked(partner: LittlePartner) -> None:
    partner.answer("population", "person", PERSON)
    for _ in range(5):
        breaker.of("hospital").failed()
    with pytest.raises(NotSent):
        ask()
    assert population.ask_person(IDENTITY, purpose="D06", case_id=None).value.found


def test_refusals_and_bad_answers_do_not_open_the_breaker(partner: LittlePartner) -> None:
    partner.faults = Faults(status=403)
    for _ in range(6):
        with pytest.raises(PartnerRefused):
            ask()
    assert breaker.states()["hospital"] == "closed"


def test_the_status_page_says_how_partners_do(partner: LittlePartner) -> None:
    partner.answer("hospital", "medical", MEDICAL)
    partner.answer("population", "person", lambda payload: {"nonsense": True})
    ask()
    for _ in range(5):
        with pytest.raises(BadAnswer):
            population.ask_person(IDENTITY, purpose="D06", case_id=None)
    states = {each.code: each for each in queries.partner_states()}
    assert (states["hospital"].state, states["hospital"].asked, states["hospital"].failed) == ("up", 1, 0)
    assert states["hospital"].median_seconds and states["hospital"].last_success_at
    assert (states["population"].state, states["population"].last_success_at) == ("down", None)
    assert states["post"].state == "quiet"
    partner.faults = Faults(status=403)
    with pytest.raises(PartnerRefused):
        ask()
    assert {each.code: each.state for each in queries.partner_states()}["hospital"] == "unsteady"


def test_a_question_costs_little_python(partner: LittlePartner) -> None:
    """A bar against accidents, not a benchmark: five times what was measured."""
    partner.answer("hospital", "medical", MEDICAL)
    ask()
    started = time.thread_time()
    for _ in range(20):
        ask()
    assert (time.thread_time() - started) / 20 < 0.008


def replace_key(partner: str) -> None:
    actions.replace_partner_key(partner=partner, x="A" * 43, actor=a_clerk(), reason="lost")
