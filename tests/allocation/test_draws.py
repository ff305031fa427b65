"""What a draw promises: fixed before it can be known, two people for figures, once only, and every refusal is said."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from tests.allocation import builders
from tests.allocation.builders import ANNA, BEACON, BEN, CLOSES, DUE, LOTTERY, NUMBER, OFFICE, OPENS, POOL

from tongban.allocation import actions, drawing, outcome, queries, tasks
from tongban.allocation.models import Application, Result, Value
from tongban.allocation.program import verify_draw
from tongban.allocation.types import Applicant, DrawState, Source
from tongban.core import clock, entries, fresh
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.exchange import beacon
from tongban.exchange.types import Answer, BadAnswer
from tongban.law.text import Text

pytestmark = pytest.mark.django_db


def refused(act: Callable[[], Any]) -> str:
    """The code of the refusal; what was done before it stands."""
    with pytest.raises(Conflict) as said, transaction.atomic():
        act()
    return said.value.code


def apply(order: int = 1, *wishes: str) -> Any:
    return actions.apply(number=NUMBER, person=builders.a_person(order), wishes=wishes, actor=OFFICE)


def test_a_draw_goes_from_its_opening_to_a_proof_that_a_stranger_can_check() -> None:
    announced = builders.an_announced_draw(people=5)
    builders.give_beacon()
    builders.read(ANNA)
    assert builders.read(BEN)
    proof = json.loads(builders.draw())
    files = queries.files(NUMBER).content
    checks = verify_draw.check(proof, files["pool.txt"], files["applicants.txt"], announced.commitment)
    assert [name for name, holds in checks if not holds] == []
    assert [item for _, item in proof["allotted"]] == list(POOL)
    view = queries.get_draw(NUMBER)
    assert (view.state, view.applicants, view.commitment) == (DrawState.DRAWN, 5, announced.commitment)
    kinds = [entry.kind for entry in entries.history(view.id)]
    assert kinds == ["draw_opened", "announced", "figures_read", "figures_read", "value_taken", "drawn"]


def test_one_person_has_one_application_and_one_code_however_often_they_apply() -> None:
    builders.an_open_draw()
    with clock.frozen(OPENS):
        codes = {apply(1, POOL[times % 3]).code for times in range(20)}
    assert len(codes) == 1
    own = queries.find_application(NUMBER, builders.a_person(1))
    assert own is not None and own.wishes == (POOL[19 % 3],)


def test_a_thousand_applications_of_a_bot_are_worth_one() -> None:
    """Nine honest people and one who applies a thousand times: in 400 draws the bot wins its tenth, not 99 in 100."""
    builders.an_open_draw()
    with clock.frozen(OPENS):
        for order in range(1, 10):
            apply(order)
        bot = {apply(10).code for _ in range(1_000)}
    with clock.frozen(CLOSES):
        people = bytes(actions.announce(number=NUMBER, actor=OFFICE).applicants)
    one = drawing.lines(["苏A88888"])
    winners = [drawing.draw(drawing.sha256(b"%d" % n), pool=one, applicants=people)[0][0] for n in range(400)]
    assert people.count(b"\n") == 10 and len(bot) == 1
    assert 16 <= sum(winner in bot for winner in winners) <= 64  # 40, four standard deviations each way


def test_who_withdraws_is_not_on_the_list() -> None:
    builders.an_open_draw(people=2)
    there = builders.a_person(1)
    with clock.frozen(OPENS):
        actions.withdraw(number=NUMBER, person=there, actor=OFFICE)
        with pytest.raises(NotFound), transaction.atomic():
            actions.withdraw(number=NUMBER, person=there, actor=OFFICE)
    with clock.frozen(CLOSES):
        assert actions.announce(number=NUMBER, actor=OFFICE).count == 1


def test_applications_are_taken_in_their_time_only() -> None:
    builders.an_open_draw(people=1)
    with clock.frozen(OPENS - timedelta(seconds=1)):
        assert refused(apply) == "draw_not_open"
    with clock.frozen(CLOSES):
        assert refused(apply) == "draw_closed"


def test_a_late_applicant_is_refused_by_the_action_and_by_the_database() -> None:
    builders.an_announced_draw(people=1)
    there = builders.a_person(1)
    with clock.frozen(CLOSES):
        assert refused(lambda: apply(2)) == "draw_fixed"
        assert refused(lambda: actions.withdraw(number=NUMBER, person=there, actor=OFFICE)) == "draw_fixed"
    late = Application(draw_id=queries.get_draw(NUMBER).id, code="LATE", person=builders.a_person(2))
    with pytest.raises(IntegrityError, match="nobody is added, changed or removed"), transaction.atomic():
        late.save(force_insert=True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE allocation_application SET weight = 100",
        "DELETE FROM allocation_application",
        "UPDATE allocation_draw SET pool = 'other'",
        "DELETE FROM allocation_draw",
        "UPDATE allocation_announcement SET applicants = ''",
        "DELETE FROM allocation_announcement",
        "TRUNCATE allocation_result",
        "UPDATE allocation_result SET proof = ''",
        "UPDATE allocation_value SET published = '[]'",
        "DELETE FROM allocation_reading",
    ],
)
def test_the_database_refuses_to_change_what_was_announced_or_drawn(statement: str) -> None:
    builders.a_complete_draw()
    builders.draw()
    with pytest.raises(Exception, match=r"never changed|nobody is added|permission denied"), transaction.atomic():
        run(statement)


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_draw_is_made_once_only() -> None:
    builders.a_complete_draw()
    first = builders.draw()
    with clock.frozen(DUE + timedelta(days=9)):
        assert refused(lambda: outcome.draw(number=NUMBER, actor=OFFICE)) == "drawn_already"
    assert bytes(Result.objects.get().proof) == first


def test_a_draw_waits_for_its_last_value() -> None:
    builders.an_open_draw(people=2)
    assert refused(builders.draw) == "draw_not_announced"
    with clock.frozen(CLOSES):
        actions.announce(number=NUMBER, actor=OFFICE)
    builders.give_beacon()
    assert refused(builders.draw) == "draw_waits"
    builders.read(ANNA)
    assert refused(builders.draw) == "draw_waits"


def test_a_changed_list_is_not_drawn_from(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database refuses the change; should it come about all the same, the published hash does not fit."""
    builders.a_complete_draw()
    ready = outcome._ready

    def changed(row: Any) -> Any:
        announced, values = ready(row)
        announced.applicants = bytes(announced.applicants).replace(b"\t1\t", b"\t9\t", 1)
        return announced, values

    monkeypatch.setattr(outcome, "_ready", changed)
    assert refused(builders.draw) == "draw_changed"
    assert not Result.objects.exists()


def test_a_seed_that_could_be_known_before_is_refused() -> None:
    builders.an_open_draw(people=1)
    with clock.frozen(DUE - timedelta(hours=23)):
        assert refused(lambda: actions.announce(number=NUMBER, actor=OFFICE)) == "draw_too_late"
    with clock.frozen(CLOSES - timedelta(seconds=1)):
        assert refused(lambda: actions.announce(number=NUMBER, actor=OFFICE)) == "draw_not_closed"
    with clock.frozen(CLOSES):
        actions.announce(number=NUMBER, actor=OFFICE)
        assert refused(lambda: actions.announce(number=NUMBER, actor=OFFICE)) == "draw_fixed"


def test_the_database_refuses_a_list_fixed_after_its_seed() -> None:
    builders.an_open_draw(people=1)
    with pytest.raises(IntegrityError, match="allocation_fixed_before_seed"), transaction.atomic():
        run(
            "INSERT INTO allocation_announcement (draw_id, commitment, document, applicants, count, announced_at,"
            " first_due_at) SELECT id, 'x', '', '', 1, first_due_at + interval '1 second', first_due_at"
            " FROM allocation_draw"
        )


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("pool", {"pool": ()}),
        ("pool", {"pool": ("苏A88888", "苏A88888")}),
        ("pool", {"pool": ("苏A88888", " ")}),
        ("pool", {"pool": ("苏A88888\n苏A66666",)}),
        ("sources", {"sources": [Source("", "beacon", "", DUE)]}),
        ("sources", {"sources": [Source("", "dice", "", DUE), Source("", "beacon", "", DUE)]}),
        ("sources", {"sources": [Source("", "double-colour", " ", DUE), Source("", "beacon", "", DUE)]}),
        ("closes_at", {"sources": builders.sources(CLOSES + timedelta(hours=23))}),
        ("closes_at", {"sources": builders.sources(CLOSES - timedelta(hours=1))}),
        ("closes_at", {"closes_at": OPENS}),
    ],
)
def test_a_draw_that_cannot_be_fair_is_not_opened(field: str, wrong: dict[str, Any]) -> None:
    right = {"pool": POOL, "sources": builders.sources(), "opens_at": OPENS, "closes_at": CLOSES}
    more = {"number": NUMBER, "title": builders.TITLE, "basis": builders.BASIS, "pilot": True, "actor": OFFICE}
    with clock.frozen(OPENS), pytest.raises(BadInput) as said:
        actions.open_draw(**{**right, **more, **wrong})
    assert said.value.field == field


@pytest.mark.parametrize(
    "wrong", [{"weight": 0}, {"weight": 101}, {"wishes": ("苏A00000",)}, {"wishes": (POOL[0], POOL[0])}]
)
def test_weight_and_wishes_are_those_allowed(wrong: dict[str, Any]) -> None:
    builders.an_open_draw()
    with clock.frozen(OPENS), pytest.raises(BadInput):
        actions.apply(**{"number": NUMBER, "person": builders.a_person(1), "wishes": (), "actor": OFFICE, **wrong})


def test_a_list_made_elsewhere_is_entered_whole_or_not_at_all() -> None:
    builders.an_open_draw(people=1)
    people = [Applicant(builders.a_person(order), weight=order, wishes=(2, 1)) for order in range(2, 5)]
    assert actions.enter_list(number=NUMBER, applicants=people, actor=OFFICE) == 3
    outside = [Applicant(builders.a_person(9), wishes=(4,))]
    with pytest.raises(BadInput), transaction.atomic():
        actions.enter_list(number=NUMBER, applicants=outside, actor=OFFICE)
    with pytest.raises(IntegrityError, match="allocation_one_per_person"), transaction.atomic():
        actions.enter_list(number=NUMBER, applicants=people[:1], actor=OFFICE)
    assert Application.for_system("test").count() == 4


def test_figures_count_once_two_different_people_read_the_same() -> None:
    builders.an_announced_draw()
    assert not builders.read(ANNA, "07 12 18 23 28 31 08")
    assert not builders.read(ANNA)  # she mistyped, and says it again; the same person twice is one person
    assert not builders.read(BEN, "07 12 18 23 28 31 08")  # what she no longer says does not count
    assert builders.read(BEN, " 07,12，18 23  28+31 09 ")
    value = Value.objects.get(source=LOTTERY)
    assert (value.published, value.witness) == (builders.FIGURES.split(), "NJ-CHIEF-1 + NJ-SUPER-1")
    assert refused(lambda: builders.read(ANNA)) == "value_stands"


def test_nobody_is_shown_what_the_other_has_read() -> None:
    builders.an_announced_draw()
    builders.read(ANNA)
    assert queries.read_by(NUMBER, BEN.account_id) == {}
    assert queries.read_by(NUMBER, ANNA.account_id) == {LOTTERY: tuple(builders.FIGURES.split())}


def test_figures_are_refused_before_the_lottery_is_drawn_and_from_a_citizen() -> None:
    builders.an_announced_draw()
    assert refused(lambda: builders.read(ANNA, at=DUE)) == "source_not_due"
    with pytest.raises(NotAllowed), transaction.atomic():
        builders.read(OFFICE)
    for wrong in ("07 12 18", "07 12 18 23 28 31 34", "07 12 18 23 28 31 x"):
        with pytest.raises(BadInput), transaction.atomic():
            builders.read(ANNA, wrong)


def a_pulse(**facts: Any) -> Callable[..., Answer[Any]]:
    told = {"found": True, "not_before": DUE, "number": 7, "at": DUE, "value": "cd" * 32, "demo": True, **facts}
    return lambda *_, **__: Answer("beacon", "pulse", {}, beacon.Pulse(**told), DUE, 0.0, builders.a_person(99))


def test_a_pulse_is_taken_once_it_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    builders.an_announced_draw()
    monkeypatch.setattr(beacon, "ask_pulse", a_pulse())
    with clock.frozen(DUE - timedelta(seconds=1)):
        assert queries.awaited(clock.now()) == []
        assert refused(lambda: outcome.ask_beacon(number=NUMBER, source=BEACON)) == "source_not_due"
    with clock.frozen(DUE):
        assert queries.awaited(clock.now()) == [(NUMBER, BEACON)]
        tasks.ask_what_is_due(0)
        assert queries.awaited(clock.now()) == []
    assert Value.objects.get(source=BEACON).published == ["cd" * 32]


def test_a_pulse_of_before_and_an_invented_one_for_a_real_draw_are_not_used(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.TONGBAN_PARTNER_URLS = {"beacon": "http://beacon.example"}
    builders.an_announced_draw()
    assert not queries.get_draw(NUMBER).demo
    for wrong in ({"demo": True}, {"demo": False, "at": DUE - timedelta(minutes=1)}):
        monkeypatch.setattr(beacon, "ask_pulse", a_pulse(**wrong))
        with clock.frozen(DUE), pytest.raises(BadAnswer), transaction.atomic():
            outcome.ask_beacon(number=NUMBER, source=BEACON)
    assert not Value.objects.exists()


def test_what_is_played_or_in_a_demonstration_is_marked_on_the_announcement() -> None:
    document = json.loads(bytes(builders.an_announced_draw().document))
    assert [source["demo"] for source in document["sources"]] == [True, False]  # the sandbox plays the beacon


def test_the_last_value_draws_by_itself() -> None:
    builders.a_complete_draw()
    with clock.frozen(builders.EVENING):
        assert queries.complete() == [NUMBER]
        tasks.draw_if_complete(NUMBER)
        tasks.draw_if_complete(NUMBER)  # a job may come twice
        assert Result.objects.count() == 1 and queries.complete() == []


def test_a_draw_may_be_called_off_before_its_list_is_fixed_and_not_after() -> None:
    builders.an_open_draw(people=1)
    reason = Text(zh="号段有误", en="the block of numbers is wrong")
    with clock.frozen(OPENS):
        actions.call_off(number=NUMBER, reason=reason, actor=OFFICE)
        assert refused(lambda: apply(2)) == "draw_called_off"
    assert queries.get_draw(NUMBER).called_off == reason


def test_an_announced_draw_cannot_be_called_off() -> None:
    builders.an_announced_draw()
    reason = Text(zh="结果不合意", en="we do not like it")
    assert refused(lambda: actions.call_off(number=NUMBER, reason=reason, actor=OFFICE)) == "draw_fixed"


def test_the_list_of_draws_costs_the_same_however_many_there_are(django_assert_num_queries: Any) -> None:
    builders.a_complete_draw()
    builders.draw()
    with django_assert_num_queries(5):
        assert len(queries.draws()) == 1


def test_a_draw_whose_instants_are_not_whole_seconds_is_fixed_the_moment_applications_end() -> None:
    opens = OPENS + timedelta(microseconds=7)
    builders.an_announced_draw(people=1, opens=opens)
    told = json.loads(queries.files(NUMBER, "announcement.json").content["announcement.json"])
    assert told["closed_at"] == told["announced_at"] == "2026-11-25T01:00:00Z"


def test_nothing_is_announced_for_nobody() -> None:
    builders.an_open_draw()
    with clock.frozen(CLOSES), pytest.raises(Conflict):
        actions.announce(number=NUMBER, actor=OFFICE)


def test_a_list_is_entered_though_the_book_of_law_has_to_be_read_again() -> None:
    """Nothing is asked while rows are copied: the connection would wait for itself for ever."""
    builders.an_open_draw()

    people = [Applicant(builders.a_person(order)) for order in range(1, 4)]
    with clock.frozen(OPENS):
        fresh.forget_all()
        assert actions.enter_list(number=NUMBER, applicants=people, actor=OFFICE) == 3
