"""V01: a private car is registered by the person, by a dealer's program or at a window; every check green, at once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests import builders
from tests.passes import qualified
from tests.stories.test_colour import checks
from tests.web.api.clients import a_program, an_outlet

from tongban.allocation.plates import queries as plates
from tongban.casework import actions, engine, later_checks, queries
from tongban.casework.models import Case, Evidence
from tongban.core import clock
from tongban.core.errors import BadInput, NotAllowed
from tongban.core.plates import Plate
from tongban.documents import actions as documents
from tongban.documents import production
from tongban.documents.models import PlatePiece, PlateSet
from tongban.documents.plates import handing
from tongban.documents.plates import queries as plates_made
from tongban.exchange import breaker
from tongban.outlets import actions as outlets
from tongban.outlets.types import OutletKind
from tongban.people import queries as people
from tongban.people.actions import verify_at_window
from tongban.registers.vehicles import queries as vehicles
from tongban.registers.vehicles.types import Owner
from tongban.services.vehicle import numbering

ITEMS = (
    "vin", "engine", "model", "colour", "seats", "type", "plate_bracket", "shape", "tyres", "triangle_vest", "belts",
)  # fmt: skip


def buys(told, buyer, **otherwise):
    """Somebody, or an organisation by its code, buys a new car today; its VIN."""
    number = buyer if isinstance(buyer, str) else people.identity_number(buyer)
    return told.city.control("POST", f"cars/bought-by/{number}", otherwise)["vin"]


def knows(told, vin, **facts):
    """Change what the houses know of a car."""
    told.city.control("PUT", f"cars/{vin}", facts)


def a_window(office=builders.OFFICE, posts=("acceptance",), powers=("see", "work")):
    """The browser of a clerk at an office, that of the city unless another is named."""
    outlets.employ(
        number="C-77", outlet=office, posts=posts, password=builders.PASSWORD, cause="test",
        employed_on=builders.LONG_AGO, actor=builders.TEST,
    )  # fmt: skip
    qualified("C-77")
    for power in powers:
        outlets.grant(number="C-77", power=power, actor=builders.TEST, cause="test", since=builders.LONG_AGO)
    window = Client()
    window.force_login(people.find_account("C-77"))
    return window


def row(case):
    return Case.for_system("a story looks").get(id=case.id)


def reasons(case):
    return [reason["code"] for reason in row(case).reasons]


def test_with_every_check_green_the_car_is_registered_in_the_moment_it_is_paid(told):
    wang = told.person()
    vin = buys(told, wang)
    builders.a_number(wang, vin, "沪A7700K")
    case = told.applies("V01", wang, vin=vin)
    assert (case.status, case.waiting_for) == ("waiting", "payment")
    told.pays(case.order_number)
    assert told.sees(case.id).outcome == "granted"
    [car] = vehicles.vehicles_of(wang)
    assert (car.id, car.vin, car.plate, car.law.type, car.law.use) == (case.subject, vin, "沪A7700K", "K33", "A")
    assert (car.authority, car.make["maker"], car.law.registered_on) == ("沪A", "示范汽车有限公司", clock.today())
    assert car.law.inspected_to.year == clock.today().year + 2
    assert [paper.kind for paper in vehicles.papers_of(car.id)] == ["certificate", "licence"]
    assert [moment.kind for moment in vehicles.life_of(car.id)] == ["registered"]


def test_the_new_car_gets_plates_with_a_promised_time_and_the_case_ends_with_plates_and_licence(told):
    builders.a_plate_maker()
    wang = told.person()
    vin = buys(told, wang)
    builders.a_number(wang, vin, "沪A7700K")
    case = told.applies("V01", wang, vin=vin)
    told.pays(case.order_number)
    told.city.work()
    [made] = plates_made.of_case(case.id)
    assert (made.plate.number, made.state, made.maker) == ("沪A7700K", "assigned", builders.OFFICE)
    assert [made.id for made in plates_made.sets_of("沪A7700K")] == [made.id]  # none before it
    browser = Client()
    browser.force_login(builders.an_account(wang))
    verify_at_window(person_id=wang, actor=builders.TEST)
    for address in (reverse("citizen:case", args=[row(case).number]), reverse("citizen:vehicles")):
        assert all(word in browser.get(address).content.decode() for word in ("新号牌", "前做好"))
    collects(case, told)
    assert row(case).status == "decided"  # the plates are still to come
    hand_out(made)
    told.city.work()
    assert row(case).status == "closed"


def collects(case, told):
    """The vehicle licence is printed and handed over."""
    [card] = production.cards(builders.OFFICE)
    documents.move_card(serial=card.serial, state="handed_over", actor=builders.a_clerk("production"))
    told.city.work()


def hand_out(made, returned=()):
    """The plates are made elsewhere in this story, and handed out."""
    PlateSet.for_system("made elsewhere").filter(id=made.id).update(state="in_stock", maker=builders.OFFICE)
    PlatePiece.objects.filter(set=made.id).update(state="in_stock", where=builders.OFFICE)
    handing.hand_out(set_id=made.id, returned=returned, actor=builders.a_clerk("production"))


@pytest.mark.parametrize(
    ("fuel", "kind", "number", "takes"),
    [
        ("C", "52", "沪AD12345", True), ("C", "52", "沪AF12345", False), ("O", "52", "沪AF12345", True),
        ("O", "52", "沪AD12345", False), ("A", "52", "沪AD12345", False), ("A", "02", "沪A12345", True),
        ("C", "01", "沪A12345", False),
    ],
)  # fmt: skip
def test_a_number_has_to_fit_the_drive_and_the_size(fuel, kind, number, takes):
    assert numbering.fits(Plate(kind, number), "K33", fuel) is takes


def test_everything_that_is_missing_is_told_at_once_and_the_number_is_asked_for_last(told):
    wang = told.person()
    vin = buys(told, wang, purchase_tax=None, policy=None)
    case = told.applies("V01", wang, vin=vin)
    assert sorted(reasons(case)) == ["registration.no_purchase_tax", "registration.uninsured"]
    today = clock.today().isoformat()
    policy = {"number": "P1", "insurer": "示范", "since": today, "until": today}
    knows(told, vin, purchase_tax={"state": "paid", "on": today}, policy=policy)
    Evidence.objects.filter(case_id=case.id).update(obtained_at=clock.now() - timedelta(hours=1))
    told.time_comes(case.id)
    assert reasons(case) == ["registration.no_number"]
    builders.a_number(wang, vin, "沪A7700K")
    told.city.work()
    assert row(case).waiting_for == "payment"


@pytest.mark.parametrize(
    ("otherwise", "reason"),
    [
        ({"stolen": {"reference": "A1"}}, "registration.stolen"),
        ({"certificate": {"announced": False}}, "registration.not_announced"),
        ({"certificate": {"built": {"type": "H31"}}}, "registration.other_kind"),
        ({"invoice": {"buyer": "110101199001010010"}}, "registration.other_buyer"),
    ],
)
def test_what_cannot_be_put_right_is_refused_with_its_reason(told, otherwise, reason):
    wang = told.person()
    vin = buys(told, wang, **otherwise)
    seen = told.sees(told.applies("V01", wang, vin=vin).id)
    assert (seen.outcome, [one.code for one in seen.reasons]) == ("refused", [reason])


def test_a_vin_that_is_registered_already_is_refused(told):
    wang, li = told.person(), told.person(name="李四", serial=902, phone="13900000002")
    vin = buys(told, wang)
    builders.a_vehicle(li, vin=vin)
    seen = told.sees(told.applies("V01", wang, vin=vin).id)
    assert [one.code for one in seen.reasons] == ["registration.registered"]


@pytest.mark.parametrize(("vin", "code"), [("LSVT91338CN063181", "vin.check"), ("LSVT9I339CN063181", "vin.form"),
                                           ("LSVTO1339CN063181", "vin.form"), ("LSV", "vin.form")])  # fmt: skip
def test_a_vin_that_cannot_be_one_is_said_beside_its_field(told, vin, code):
    wang = told.person()
    with pytest.raises(BadInput) as refused:
        told.applies("V01", wang, vin=vin)
    assert (refused.value.field, refused.value.code) == ("vin", code)


def test_another_vin_is_asked_about_anew(told):
    wang = told.person()
    first, second = buys(told, wang, stolen={"reference": "A1"}), buys(told, wang)
    case = told.applies("V01", wang, send=False, vin=first)
    assert not engine.prepare(case.id).verdict.allowed
    actions.answer(case_id=case.id, actor=builders.a_citizen(wang), given={"vin": second})
    builders.a_number(wang, second, "沪A7700K")
    assert engine.prepare(case.id).verdict.allowed


def test_a_car_whose_check_at_the_maker_is_not_linked_is_checked_first_and_not_reviewed_by_its_officer(told):
    wang = told.person()
    vin = buys(told, wang, certificate={"checked_at_maker": False})
    builders.a_number(wang, vin, "沪A7700K")
    case = told.applies("V01", wang, vin=vin)
    assert reasons(case) == ["check.none"]
    checks(case, builders.a_checking_officer(), vin=vin, found=dict.fromkeys(ITEMS, "ok"))
    assert row(case).waiting_for == "payment"


def test_a_silent_house_is_waited_for_and_its_paper_may_be_shown_but_for_tax_and_theft(told, settings):
    wang = told.person()
    vin = buys(told, wang)
    builders.a_number(wang, vin, "沪A7700K")
    told.partner("insurance", status=503)
    case = told.applies("V01", wang, vin=vin)
    assert (row(case).status, row(case).waiting_for) == ("waiting", "partner")
    settings.TONGBAN_DEMO = True  # a password is enough
    clerk, today = builders.a_clerk("acceptance"), clock.today().isoformat()
    paper = {"number": "P1", "insurer": "示范", "since": today, "until": today}
    page = reverse("desk:evidence", args=[row(case).number, "insurance"])
    with pytest.raises(NotAllowed):
        actions.show(case_id=case.id, actor=clerk, material="purchase_tax", content={})
    window = a_window()
    for left_out in ("insurer", "until"):
        wrong = window.post(page, {**paper, left_out: ""})
        assert wrong.status_code == 400 and f'href="#{left_out}"' in wrong.content.decode()
    assert window.post(page, paper).status_code == 302
    told.pays(row(case).order_number)
    assert (row(case).status, row(case).needs_post) == ("in_hand", "review")
    officer = builders.a_clerk("review", account=9)
    actions.decide(case_id=case.id, actor=officer, outcome="granted", grounds="The policy was shown.")
    assert vehicles.vehicles_of(wang)
    assert later_checks.look() == 0  # still silent
    told.partner("insurance")
    breaker.reset()
    assert (later_checks.look(), row(case).needs_post) == (0, "supervision")  # its number is another one


def test_a_paper_that_its_holder_confirms_later_is_as_good_as_looked_up(told):
    wang = told.person()
    vin = buys(told, wang)
    builders.a_number(wang, vin, "沪A7700K")
    told.partner("insurance", status=503)
    case = told.applies("V01", wang, vin=vin)
    known = told.city.control("GET", f"cars/{vin}")["policy"]
    paper = {"found": True, "vin": vin, "on_paper": True, "policy": known}
    actions.show(case_id=case.id, actor=builders.a_clerk("acceptance"), material="insurance", content=paper)
    told.pays(row(case).order_number)
    officer = builders.a_clerk("review", account=9)
    actions.decide(case_id=case.id, actor=officer, outcome="granted", grounds="The policy was shown.")
    told.partner("insurance")
    breaker.reset()
    assert later_checks.look() == 1
    assert Evidence.objects.get(case_id=case.id, material="insurance").state == "fetched"
    assert (later_checks.look(), row(case).needs_post) == (0, "")


def test_a_recall_is_no_obstacle_nor_is_silence_about_it(told):
    wang = told.person()
    vin = buys(told, wang, recall={"campaign": "R1"})
    builders.a_number(wang, vin, "沪A7700K")
    told.partner("recalls", status=503)
    assert told.applies("V01", wang, vin=vin).waiting_for == "payment"


def test_an_organisation_registers_through_its_authorised_person_and_nobody_else(told):
    wang, li = told.person(), told.person(name="李四", serial=902, phone="13900000002")
    firm = builders.an_organisation(wang)
    vin = buys(told, firm.code)
    builders.a_number(wang, vin, "沪A7700K")
    stranger = told.applies("V01", li, vin=vin, organisation=firm.code)
    assert "registration.not_authorised" in reasons(stranger)
    case = told.applies("V01", wang, vin=vin, organisation=firm.code)
    told.pays(case.order_number)
    assert vehicles.get_vehicle(case.subject).owners == (Owner(firm.id, "organisation"),)
    lost = told.applies("V42", wang)
    assert (lost.subject, lost.waiting_for) == (case.subject, "payment")


def test_a_registration_that_was_wrong_is_revoked_and_its_number_goes_back(told):
    wang = told.person()
    vin = buys(told, wang)
    builders.a_number(wang, vin, "沪A7700K")
    case = told.applies("V01", wang, vin=vin)
    told.pays(case.order_number)
    actions.correct(case_id=case.id, actor=builders.a_clerk("review", account=9), reason="The invoice was forged.")
    assert vehicles.get_vehicle(case.subject).law.letters == {"F"}
    assert not vehicles.vehicles_of(wang)
    assert plates.state_of("02", "沪A7700K") == "cooling"
    assert queries.get_case(case.id, builders.a_citizen(wang)).row.status == "in_hand"


def test_a_dealer_s_program_files_it_and_cannot_decide_it(told):
    wang = told.person()
    vin = buys(told, wang)
    an_outlet("310115-DEALER", OutletKind.DEALER)
    dealer = a_program("dealer-1", "310115-DEALER")
    wish = {
        "service": "V01",
        "person": {"identity_kind": "resident", "identity_number": people.identity_number(wang), "name": "王小明"},
        "answers": {"vin": vin},
        "delivery": {"method": "office"},
    }
    begun = dealer.start(wish, "key-a")
    assert begun.status_code == 201, begun.content
    number = begun.json()["number"]
    assert dealer.start(wish, "key-a").json()["number"] == number
    told_dealer = dealer.send("GET", f"/cases/{number}").json()
    assert [one["code"] for one in told_dealer["reasons"]] == ["registration.no_number"]
    builders.a_number(wang, vin, "沪A7700K")
    told.city.work()
    case = Case.for_system("a story looks").get(number=number)
    told.pays(case.order_number)
    assert dealer.send("GET", f"/cases/{number}").json()["outcome"] == "granted"
    second = dealer.start({**wish, "answers": {"vin": buys(told, wang)}})
    assert second.status_code == 201 and second.json()["number"] != number
    wrong = dealer.start({**wish, "answers": {"vin": "LSVT91338CN063181"}})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "vin.check")


def test_the_pages_lead_from_my_vehicles_to_the_car_in_my_vehicles(told):
    wang = told.person()
    vin = buys(told, wang)
    builders.a_number(wang, vin, "沪A7700K")
    browser = Client()
    browser.force_login(builders.an_account(wang))
    verify_at_window(person_id=wang, actor=builders.TEST)
    assert reverse("citizen:start", args=["V01"]) in browser.get(reverse("citizen:vehicles")).content.decode()
    asked = browser.post(reverse("citizen:start", args=["V01"]), {"key": "a"}, follow=True)
    question = asked.redirect_chain[-1][0]
    assert question.endswith("/questions/vin/")
    wrong = browser.post(question, {"vin": "LSVT91338CN063181", "action": "next"})
    assert wrong.status_code == 400 and "校验位" in wrong.content.decode()
    check = browser.post(question, {"vin": vin.lower(), "action": "next"}, follow=True)
    shown = check.content.decode()
    assert all(word in shown for word in (vin, "购车发票", "车辆购置税", "交强险", "120.00"))
    number = Case.for_system("a story looks").get(applicant=wang).number
    sent = browser.post(reverse("citizen:check", args=[number]), {"action": "send"})
    assert sent.status_code == 302 and "cashier" in sent["location"]
    case = Case.for_system("a story looks").get(number=number)
    told.goes_to_bank(case.order_number)
    told.city.control("POST", f"payment/pay/{case.order_number}", {"method": "alipay"})
    mine = browser.get(reverse("citizen:vehicles")).content.decode()
    assert "沪A7700K" in mine.replace("·", "")


def test_a_clerk_begins_it_on_the_page_of_the_person(told, settings):
    settings.TONGBAN_DEMO = True  # a password is enough
    wang = told.person()
    vin = buys(told, wang)
    window = a_window()
    page = window.get(reverse("desk:person", args=[wang]))
    assert "私家车注册登记" in page.content.decode()
    begun = window.post(reverse("desk:person", args=[wang]), {"action": "begin", "service": "V01", "key": "k"})
    sent = window.post(begun["location"], {"vin": vin, "organisation": "", "delivery": "office", "action": "send"})
    assert sent.status_code == 302, sent.content.decode()[:2000]
    case = Case.for_system("a story looks").get(applicant=wang)
    assert [reason["code"] for reason in case.reasons] == ["registration.no_number"]
