"""What a new licence consists of: claims, the credential on each phone, the card on its way."""

import base64
from datetime import date
from functools import lru_cache
from uuid import UUID

from pypinyin import Style, lazy_pinyin

from tongban.casework.carrying import Carrying
from tongban.core import clock, regions
from tongban.core.actor import Actor
from tongban.core.errors import Conflict
from tongban.documents import actions as documents
from tongban.documents import queries as kept
from tongban.documents.mdoc.claims import LicenceClaims
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.people.types import PersonView
from tongban.registers.drivers import actions as register
from tongban.registers.drivers import queries as drivers
from tongban.registers.drivers.types import Driver

NO_PORTRAIT = Text(zh="还没有证件照片，不能制证。", en="There is no photograph yet: no card can be made.")
COMPOUND_SURNAMES = frozenset(
    (
        "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "令狐", "慕容",
        "长孙", "宇文", "司徒", "夏侯", "轩辕", "端木", "百里", "呼延", "南宫", "西门",
    )
)  # fmt: skip


def issue(carrying: Carrying) -> None:
    """Revoke the old credentials, issue new ones, order the card. Without a portrait nothing is issued yet:
    the promise to bring one is kept first (`carry_promised`)."""
    documents.revoke_credentials(subject=carrying.driver.id, actor=carrying.actor, cause=carrying.cause)
    library = carrying.contents.get("portrait", {})
    if not library.get("jpeg"):
        return
    driver = drivers.get_driver(carrying.driver.id)
    portrait = documents.take_portrait(
        subject=driver.id,
        person_id=driver.person_id,
        jpeg=base64.b64decode(library["jpeg"]),
        taken_on=date.fromisoformat(library["taken_on"]),
    )
    claims = licence_claims(driver, portrait, carrying.person)
    documents.issue_credentials(
        subject=driver.id, person_id=driver.person_id, claims=claims, actor=carrying.actor, cause=carrying.cause
    )
    _order(carrying, carrying.card_serial, claims)


def refresh(carrying: Carrying) -> None:
    """The card stays as it is, but the electronic licence says something new: issue it again."""
    reissue(person_id=carrying.person_id, actor=carrying.actor, cause=carrying.cause)


def reissue(*, person_id: UUID, actor: Actor, cause: str) -> None:
    """Revoke the electronic licence and issue it as the register stands now; without a portrait on file only revoke."""
    driver = drivers.find_driver(person_id)
    if driver is None:
        return
    documents.revoke_credentials(subject=driver.id, actor=actor, cause=cause)
    portrait = kept.find_portrait(driver.id)
    if portrait:
        documents.issue_credentials(
            subject=driver.id, person_id=person_id, claims=licence_claims(driver, portrait), actor=actor, cause=cause
        )


def card_again(carrying: Carrying) -> bool:
    """A card that a corrected decision had made void: a new one, free of charge, with the portrait on file.

    False where the licence has its card, has ended, or no portrait is on file. Raises OutOfBlanks.
    """
    driver = drivers.get_driver(carrying.driver.id)
    portrait = kept.find_portrait(driver.id)
    ended = driver.licence.letters & set(carrying.book.value("letters.ended", carrying.on))
    if driver.card_serial or ended or portrait is None:
        return False
    serial = documents.take_blank(office=carrying.office, cause=carrying.cause)
    register.put_card(driver_id=driver.id, card_serial=serial, **carrying.act)
    refresh(carrying)
    _order(carrying, serial, licence_claims(drivers.get_driver(driver.id), portrait, carrying.person))
    return True


def put_on_phones(carrying: Carrying) -> None:
    """Issue the electronic licence anew, with the portrait on file or, without one, the one just fetched."""
    portrait = carrying.contents.get("portrait", {}).get("jpeg")
    if portrait and not kept.find_portrait(carrying.driver.id):
        claims = licence_claims(carrying.driver, base64.b64decode(portrait), carrying.person)
        documents.keep_portrait(subject=carrying.driver.id, person_id=carrying.person_id, jpeg=claims.portrait)
    refresh(carrying)


def revoke(carrying: Carrying) -> None:
    """Revoke the electronic licence without a new one."""
    documents.revoke_credentials(subject=carrying.driver.id, actor=carrying.actor, cause=carrying.cause)


def add_to_phone(*, person_id: UUID, jwk: dict[str, str], label: str, actor: Actor) -> None:
    """Bind a phone and put the current licence on it, if there is one with a portrait on file."""
    device = documents.add_device(person_id=person_id, jwk=jwk, label=label, actor=actor)
    claims = current_claims(person_id)
    driver = drivers.find_driver(person_id)
    if claims and driver:
        documents.issue_credentials(
            subject=driver.id, person_id=person_id, claims=claims, actor=actor, cause="device", only=device.id
        )


def current_claims(person_id: UUID) -> LicenceClaims | None:
    """The claims of a person's licence as it stands, or None without a licence or a portrait."""
    driver = drivers.find_driver(person_id)
    portrait = kept.find_portrait(driver.id) if driver else None
    return licence_claims(driver, portrait) if driver and portrait else None


def licence_claims(driver: Driver, portrait: bytes, person: PersonView | None = None) -> LicenceClaims:
    """Everything the licence says, from the register and the person's record (read here where it is not given)."""
    person = person or people.get_person(driver.person_id)
    family, given = split_name(person.name)
    licence = driver.licence
    today = clock.today()
    return LicenceClaims(
        family_name=_latin(family),
        given_name=_latin(given),
        family_name_national=family,
        given_name_national=given,
        birth_on=driver.born,
        sex="male" if person.sex == "1" else "female",
        nationality="CN",
        administrative_number=people.identity_number(driver.person_id),
        card_serial=driver.card_serial,
        file_number=driver.file_number,
        issue_on=today,
        expiry_on=licence.valid_to,
        first_issue_on=licence.first_issue_on,
        stated_on=today,
        classes=licence.classes,
        portrait=portrait,
        issuing_authority=authority_name(driver.region),
        region=driver.region,
        resident_address=person.address,
        letters=licence.letters,
        postponements=licence.postponements,
        points=licence.cycles[-1].points if licence.cycles else 0,
    )


@lru_cache(maxsize=512)
def authority_name(region: str) -> str:
    """The traffic police of the issuing city, as printed on the licence."""
    return f"{regions.name(region[:4] + '00').zh}公安局交通警察支队"


def split_name(name: str) -> tuple[str, str]:
    """Family and given name; compound surnames are known, anything with a dot or a space is split there."""
    for mark in ("·", " "):
        if mark in name:
            family, _, given = name.partition(mark)
            return family, given
    size = 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1
    return name[:size], name[size:]


def _latin(name: str) -> str:
    return "".join(lazy_pinyin(name, style=Style.NORMAL)).capitalize()


def portrait_of(carrying: Carrying) -> bytes:
    """The photograph that came with a case; Conflict where there is none."""
    library = carrying.contents.get("portrait", {})
    if not library.get("jpeg"):
        raise Conflict(NO_PORTRAIT, code="no_portrait")
    return base64.b64decode(library["jpeg"])


def first_card(*, driver: Driver, portrait: bytes, office: str, case_id: UUID, actor: Actor, cause: str) -> None:
    """The papers of a class just obtained: what was on phones is void, the licence goes on them anew, and the card is
    printed at the office, to be taken along."""
    documents.keep_portrait(subject=driver.id, person_id=driver.person_id, jpeg=portrait)
    claims = licence_claims(driver, portrait)
    documents.revoke_credentials(subject=driver.id, actor=actor, cause=cause)
    documents.issue_credentials(subject=driver.id, person_id=driver.person_id, claims=claims, actor=actor, cause=cause)
    documents.order_card(
        serial=driver.card_serial, subject=driver.id, person_id=driver.person_id, case_id=case_id, office=office,
        fields=_card_fields(claims), delivery="office", address={}, actor=actor,
    )  # fmt: skip


def _order(carrying: Carrying, serial: str, claims: LicenceClaims) -> None:
    """Have the card made at the case's office and sent where its answers say."""
    documents.order_card(
        serial=serial,
        subject=carrying.driver.id,
        person_id=carrying.person_id,
        case_id=carrying.case_id,
        office=carrying.office,
        fields=_card_fields(claims),
        delivery=carrying.answers.get("delivery", "office"),
        address=_address(carrying, claims),
        actor=carrying.actor,
    )


def _card_fields(claims: LicenceClaims) -> dict[str, object]:
    return {
        "name": claims.family_name_national + claims.given_name_national,
        "sex": claims.sex,
        "born": claims.birth_on.isoformat(),
        "number": claims.administrative_number,
        "classes": "".join(held.code for held in claims.classes),
        "first_issue_on": claims.first_issue_on.isoformat(),
        "valid_to": claims.expiry_on.isoformat() if claims.expiry_on else "长期",
        "file_number": claims.file_number,
        "address": claims.resident_address,
        "authority": claims.issuing_authority,
        "portrait": base64.b64encode(claims.portrait).decode(),
    }


def _address(carrying: Carrying, claims: LicenceClaims) -> dict[str, str]:
    if carrying.answers.get("delivery") != "post":
        return {}
    return {
        "name": claims.family_name_national + claims.given_name_national,
        "address": carrying.answers.get("delivery_address") or claims.resident_address,
        "phone": people.phone_number(carrying.person_id),
    }
