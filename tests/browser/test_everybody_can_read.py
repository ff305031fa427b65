"""Every page of citizens and of the public at 360 px: axe finds nothing, nothing overflows, one language at a time."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from tests import builders
from tests.browser.conftest import Stage
from tests.browser.hand import Hand
from tests.browser.test_ways_through import NAMES

from tongban.casework import preparing
from tongban.core import clock
from tongban.services.vehicle import electronic

AXE = Axe()
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LANGUAGES = ("zh-hans", "en")
OPEN_TO_ALL = (
    "/", "/services/", "/services/?q=zzz", "/services/D06/", "/services/D08/", "/services/D23/", "/register/",
    "/progress/", "/partners-status/", "/roots/", "/check/", "/check/receipt/", "/check/receipt/NOTHERE",
    "/account/login/", "/nothing/", "/law/ask/", "/law/changes/", "/law/ask/?classes=C9",
    "/law/ask/?classes=A1&born=1963-06-01&first=1990-06-01&long_term=1&points=3&day=2025-01-01",
    "/check/mortgage/", "/promises/", "/spared/", "/services/id-only/", "/services/V26/", "/announcements/",
    "/law/ask/?classes=C1&born=1953-06-01&first=1990-06-01&until=2025-06-01&points=12&day=2025-06-02",
)  # fmt: skip
OWN = (
    "/me/", "/me/licence/", "/me/cases/", "/me/looks/", "/me/contact/", "/me/mandates/", "/me/messages/",
    "/me/security/", "/me/apply/D06/", "/me/apply/D08/", "/me/apply/D12/", "/me/later/D06/", "/me/later/V26/",
    "/account/2fa/", "/account/2fa/webauthn/", "/account/logout/",
    "/account/password/change/", "/account/reauthenticate/",
)  # fmt: skip
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="module", params=LANGUAGES)
def reader(request: pytest.FixtureRequest, chromium: Browser, stage: Stage) -> Iterator[Hand]:
    """Somebody with a phone who reads one language."""
    hand = Hand(chromium, stage.web, language=request.param)
    yield hand
    hand.close()


def look(hand: Hand, stage: Stage) -> list[str]:
    """What is wrong with the page that is open."""
    found = AXE.run(hand.page, options=RULES).response["violations"]
    wrong = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]
    if hand.page.evaluate(TOO_WIDE):
        wrong.append("wider than the phone")
    names = (*NAMES, *(role.name for role in stage.people.roles.values()))
    foreign = hand.foreign_words(names)
    return [f"{hand.page.url} {one}" for one in [*wrong, *([f"foreign: {foreign}"] if foreign else [])]]


def test_everybody_can_read_the_public_pages(reader: Hand, stage: Stage) -> None:
    wrong = []
    for address in OPEN_TO_ALL:
        reader.open(address)
        wrong += look(reader, stage)
    assert wrong == [] and reader.faults == []


def test_everybody_can_read_their_own_pages(reader: Hand, stage: Stage) -> None:
    reader.sign_in(stage.enter("renew"))
    wrong = []
    for address in OWN:
        reader.open(address)
        wrong += look(reader, stage)
    reader.press("main button")
    assert wrong == [] and reader.faults == []


def test_everybody_can_read_each_page_of_an_application(reader: Hand, stage: Stage) -> None:
    reader.sign_in(stage.enter("postpone"))
    reader.open("/me/apply/D16/")
    reader.press("button[value=start]")
    wrong = look(reader, stage)
    reader.press("button[value=next]")  # nothing chosen: the page with its error
    wrong += look(reader, stage)
    reader.choose("input[value=abroad]")
    reader.press("button[value=next]")
    wrong += look(reader, stage)
    reader.press("button[value=next]")
    wrong += look(reader, stage)
    assert wrong == []


def test_everybody_can_read_a_case_from_sending_to_its_papers(reader: Hand, stage: Stage) -> None:
    person = stage.enter("lost")
    reader.sign_in(person)
    reader.open("/me/apply/D06/")
    reader.press("button[value=start]")
    wrong = look(reader, stage)
    reader.press(".change a[href$='/questions/delivery/']")
    wrong += look(reader, stage)
    reader.press("button[value=next]")
    reader.press("button[value=send]")
    reader.press("button.main")
    wrong += look(reader, stage)
    for link in ("a.button[href*='/cases/']", "a[href$='/decision/']"):
        reader.press(link)
        wrong += look(reader, stage)
    assert wrong == []


@pytest.mark.parametrize("role", ["refused", "open-matter", "age"])
def test_everybody_can_read_what_stands_in_the_way(reader: Hand, stage: Stage, role: str) -> None:
    reader.sign_in(stage.enter(role))
    if role == "age":
        reader.press("a.job[href*='/cases/']")
    else:
        reader.open("/me/apply/D06/" if role == "refused" else "/me/apply/D07/")
        reader.press("button[value=start]")
    assert look(reader, stage) == []


@pytest.mark.parametrize(("role", "days"), [("renew", 40), ("renew-wait", 20)], ids=["ready", "an errand left"])
def test_everybody_can_read_a_renewal_that_the_office_prepared(
    reader: Hand, stage: Stage, role: str, days: int
) -> None:
    person = stage.enter(role)
    stage.aside(preparing.prepare_day, clock.today() + timedelta(days=days), clock.today())
    stage.work()
    reader.sign_in(person)
    wrong = look(reader, stage)
    reader.press(".panel a.button")
    wrong += look(reader, stage)
    reader.press("button[value=confirm]" if role == "renew" else "a.button.second[href$='/check/']")
    wrong += look(reader, stage)
    assert wrong == [] and reader.faults == []


def test_everybody_can_read_what_their_proof_proves(reader: Hand, stage: Stage, tmp_path: Path) -> None:
    reader.sign_in(stage.enter("contact"))
    reader.open("/me/apply/D33/")
    reader.press("button[value=start]")
    reader.press("button[value=send]")
    stage.work()  # the entries are sealed
    address = reader.page.get_attribute("a[href$='/proof/']", "href")
    proof = tmp_path / "my.proof"
    proof.write_bytes(reader.page.request.get(f"{reader.web}{address}").body())
    reader.open("/check/")
    reader.page.set_input_files("#picture", proof)
    reader.press("main form .button")
    assert reader.page.locator(".notice.done").count() == 1
    assert look(reader, stage) == []


def test_enter_in_the_field_of_the_code_goes_on_and_does_not_ask_for_another(reader: Hand, stage: Stage) -> None:
    person = stage.enter("contact")
    reader.sign_in(person)
    reader.open("/me/apply/D23/")
    reader.press("button[value=start]")
    phone = f"137{person.phone[3:]}"
    reader.type("#phone", phone)
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Enter")
    wrong = look(reader, stage)
    reader.type("#phone", phone)
    reader.type("#phone_code", stage.code_sent_to(phone))
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Enter")
    assert reader.page.url.endswith("/questions/address/") or "/check/" in reader.page.url
    assert wrong == []


def test_everybody_can_read_the_documents_of_a_vehicle_and_ask_about_a_mortgage(reader: Hand, stage: Stage) -> None:
    """Plate, brand and authority stand as they are in either language: only axe and the width are asked here."""
    person = stage.enter("renew")
    assert person.id
    number = LANGUAGES.index(reader.language)
    car = stage.aside(a_car_with_documents, person.id, number)
    reader.sign_in(person)
    wrong = []
    for address in (
        "/me/vehicles/", f"/me/vehicles/{car}/", f"/me/vehicles/{car}/vehicle_licence/",
        f"/me/vehicles/{car}/inspection_mark/?keep=1", "/services/V55/", "/services/?view=310000", "/check/mortgage/",
    ):  # fmt: skip
        reader.open(address)
        wrong += [one for one in look(reader, stage) if " foreign: " not in one]
    reader.type("#plate", f"沪A9000{number}")
    reader.type("#vin_end", f"04278{number}")
    reader.press("main button")
    wrong += [one for one in look(reader, stage) if " foreign: " not in one]
    assert wrong == [] and reader.faults == []


def a_car_with_documents(owner: UUID, number: int) -> UUID:
    """A car with its electronic documents."""
    car = builders.a_vehicle(
        owner, vin=f"FRAME04278{number}", frame_number=True, plate=f"沪A9000{number}", serial=9000 + number
    )
    electronic.issue(car.id, electronic.BOTH, builders.TEST, "test")
    return car.id
