"""A loaded city: everybody can log in, registers agree, partners know what they must, and nothing else is moved."""

import json
from collections import Counter
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from django.contrib.auth import authenticate
from django.db import connections
from django.test import Client, override_settings
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.conftest import _point_to as point_to
from tests.conftest import clone, drop
from tests.demo.builders import BOOK, CHEAP, DAY, MORNING, told

from tongban.allocation import queries as draws
from tongban.allocation.program import verify_draw
from tongban.allocation.types import DrawState
from tongban.casework import queries as cases
from tongban.casework import sums
from tongban.casework.models import Case
from tongban.config.embedded import Urls
from tongban.core import clock, entries
from tongban.core.actor import system
from tongban.core.errors import Conflict
from tongban.core.job_runs import last_success
from tongban.demo import filling, load
from tongban.demo.accounts import PASSWORD, accounts
from tongban.demo.city import CITY_OFFICE, STAFF
from tongban.demo.numbers import old_identity_number
from tongban.demo.partners import _batches, _told
from tongban.demo.situations import find
from tongban.outlets import queries as outlets
from tongban.people import queries as people
from tongban.people.login import username_for
from tongban.registers.drivers import queries as drivers
from tongban.web.public.results import first_month

SIZE = 60
LOOKER = system("test")
REACHED = ("sixty-three-case-open", "seventy", "sixty-three-deadline-passed")
OPENED_BY_US = {**{code: {"D08"} for code in REACHED}, "points-limit": {"D25"}, "probation-limit": {"D21"}}

pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture(scope="module")
def loaded(server: Urls, django_db_blocker: pytest.FixtureRequest, django_db_setup: Urls) -> Iterator[filling.Loaded]:
    """A city of its own for this file, loaded once: its tests only read."""
    name = f"test_{uuid4().hex[:12]}"
    urls = clone(server, name)
    with (
        django_db_blocker.unblock(),  # type: ignore[attr-defined]
        override_settings(PASSWORD_HASHERS=[CHEAP], TONGBAN_SANDBOX_URL=""),
        clock.frozen(MORNING),
    ):
        point_to(urls)
        yield load.load(size=SIZE, seed=3)
        connections.close_all()
        point_to(django_db_setup)
    drop(server, name)


def person_of(code: str) -> UUID:
    found = people.find_person(find(code, DAY, BOOK).resident.number)
    assert found is not None
    return found


def test_the_register_of_drivers_equals_the_fold_of_its_facts() -> None:
    assert list(drivers.differences()) == []


def test_the_licence_in_the_register_is_the_one_of_the_catalogue() -> None:
    for one in told():
        kept = drivers.find_driver(person_of(one.code))
        expected = one.resident.driver.licence if one.resident.driver else None
        if one.code == "window-closed":
            assert kept is not None and kept.licence.letters == {"R"}  # the daily work of the day was done
        else:
            assert (kept.licence if kept else None) == expected, one.code


def test_every_account_opens_with_its_login_and_the_password() -> None:
    for account in accounts():
        assert authenticate(username=username_for(account.login), password=PASSWORD), account.login


def test_an_old_number_of_fifteen_digits_leads_to_the_same_person() -> None:
    number = find("fifteen-digits", DAY, BOOK).resident.number
    assert people.find_person(old_identity_number(number)) == people.find_person(number)


def test_the_office_has_opened_the_cases_of_the_past_and_one_waits_for_a_decision() -> None:
    found = {code: cases.cases_of(person_of(code), LOOKER) for code in REACHED}
    assert {code: [(row.service, row.status) for row in rows] for code, rows in found.items()} == {
        "sixty-three-case-open": [("D08", "waiting")],
        "seventy": [("D08", "waiting")],
        "sixty-three-deadline-passed": [("D08", "in_hand")],
    }
    assert found["sixty-three-deadline-passed"][0].needs_post == "review"
    left = found["sixty-three-case-open"][0].due_on
    assert left is not None and (left - DAY).days == 10


def test_the_daily_work_of_the_first_day_wrote_only_what_situations_want() -> None:
    written = Counter(
        one.code
        for one in told()
        if one.resident.driver
        for driver in [drivers.find_driver(person_of(one.code))]
        for entry in entries.history(driver.id if driver else person_of(one.code))
        if entry.cause.startswith("daily")
    )
    assert set(written) == {"window-closed"}
    assert drivers.due_for_a_look(DAY, 10) == []


def test_lost_at_sixty_was_a_driver_of_trailers_until_2024() -> None:
    driver = drivers.find_driver(person_of("lost-at-sixty"))
    assert driver is not None
    before = drivers.driver_as_of(driver.id, DAY.replace(year=2024, month=1))
    assert before is not None and before.licence.codes == {"A2"}
    assert driver.licence.codes == {"C1"}


def test_the_daughter_may_act_for_her_mother_in_one_service() -> None:
    mother, daughter = person_of("elderly-mother"), person_of("daughter")
    assert people.has_mandate(principal=mother, agent=daughter, service="D07", on=DAY)
    assert not people.has_mandate(principal=mother, agent=daughter, service="D06", on=DAY)


def test_a_changed_phone_signs_in_and_the_old_one_does_not() -> None:
    resident = find("new-phone", DAY, BOOK).resident
    assert people.find_person_by_phone(resident.phone) == person_of("new-phone")
    assert people.find_person_by_phone(resident.old_phone) is None


def test_a_ban_for_life_is_on_record() -> None:
    assert drivers.bans_of(find("banned-for-life", DAY, BOOK).resident.number, DAY) == ("N03",)


def test_all_posts_are_manned_and_only_offices_decide() -> None:
    views = {clerk.number: outlets.get_staff(clerk.number) for clerk in STAFF}
    posts = {post for view in views.values() for post in view.posts}
    assert posts == {"acceptance", "review", "consultation", "supervision", "production", "till", "check", "exam"}
    deciding = {n for n, view in views.items() if any(grant.power == "decide" for grant in view.grants)}
    assert {outlets.get_outlet(views[number].outlet).kind for number in deciding} == {"city_office", "county_office"}


def test_the_five_services_are_accepted_online_and_in_the_city() -> None:
    for service in ("D06", "D07", "D08", "D16", "D23"):
        assert outlets.may_accept(service, CITY_OFFICE, DAY) and outlets.may_accept(service, "online", DAY)


def test_the_boards_are_full_at_first_sight(client: Client) -> None:
    for page in ("public:promises", "public:spared"):
        assert client.get(reverse(page)).status_code == 200
    found, decided = sums.total(first_month(DAY)), Case.for_system("a test").filter(outcome__in=("granted", "refused"))
    assert found.decided == decided.count() > SIZE / 2
    assert found.online >= 0.65 * found.decided
    assert 0 < found.rated < found.decided
    assert set(decided.values_list("office", flat=True)) > {CITY_OFFICE}


def test_what_was_decided_before_concerns_nobody_of_a_situation() -> None:
    for one in told():
        rows = cases.cases_of(person_of(one.code), LOOKER)
        assert {row.service for row in rows} <= OPENED_BY_US.get(one.code, set()), one.code


def test_the_renewals_of_the_days_ahead_are_handed_to_the_worker() -> None:
    assert last_success("casework.prepare") == DAY
    announced = ProcrastinateJob.objects.filter(task_name__endswith="prepare_day")
    due = find("expiring-with-medical", DAY, BOOK).resident.driver
    assert due and str(due.licence.valid_to) in {job.args["due_on"] for job in announced}


def test_a_city_is_loaded_once() -> None:
    with pytest.raises(Conflict):
        load.load(size=1)


def test_the_sandbox_is_told_of_the_same_people_again(loaded: filling.Loaded) -> None:
    found = filling.find_loaded()
    assert found == loaded
    lines = [_told(one, loaded.day) for batch in _batches(filling.residents(loaded)) for one in batch]
    assert len(lines) == SIZE + len(told())
    assert sum("portrait" in line for line in lines) == len(told()) - 1  # all but the one without a photograph


def test_one_round_for_numbers_was_drawn_and_the_next_waits_with_its_list_fixed() -> None:
    collecting, waiting, drawn = [one for one in draws.draws() if one.pilot]
    assert collecting.state == DrawState.OPEN and collecting.pilot
    assert (waiting.state, drawn.state) == (DrawState.ANNOUNCED, DrawState.DRAWN)
    assert waiting.pilot and drawn.pilot and waiting.demo and drawn.demo
    files = draws.files(drawn.number).content
    checks = verify_draw.check(
        json.loads(files["proof.json"]), files["pool.txt"], files["applicants.txt"], drawn.commitment
    )
    assert all(holds for _, holds in checks) and drawn.applicants == waiting.applicants > drawn.items
