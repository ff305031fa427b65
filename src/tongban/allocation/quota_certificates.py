"""Quota certificates (指标): each is used for one vehicle, and given back where the registration was struck.

The quota office of the city gives them out; here stands what became of one. It is used in the transaction of the
decision, which fails where another decision was first; the office is told afterwards, as often as it takes. Where it
says no, the case goes to supervision: a registration rests on a certificate that somebody else has used.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.allocation.models import QuotaUse
from tongban.core import clock, entries
from tongban.core.errors import Conflict
from tongban.core.ids import new_id
from tongban.core.outbox import announce
from tongban.exchange.about_vehicles import quota
from tongban.exchange.types import PartnerRefused
from tongban.law.text import Text
from tongban.registers.types import Act

REGISTER = "quotas"
USED = Text(zh="这个指标已经用于另一辆车。", en="This quota certificate was used for another vehicle.")


@dataclass(frozen=True, slots=True)
class Use:
    """A certificate on a vehicle, and whether the quota office knows it."""

    number: str
    vin: str
    case: UUID
    told: bool
    given_back: bool


def use(*, number: str, vin: str, person: UUID, case: UUID, act: Act) -> None:
    """Use a certificate for a vehicle, in the transaction of the decision. Raises Conflict where it is used."""
    row = QuotaUse(id=new_id(), number=number, vin=vin, person=person, case=case, used_at=clock.now())
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as taken:
        raise Conflict(USED) from taken
    entries.write(register=REGISTER, subject=row.id, kind="used", facts={"number": number, "vin": vin}, **act)
    announce("quota_used", use=row.id)


def give_back(*, case: UUID, act: Act) -> None:
    """The registration was struck: its certificate may be used again. Nothing where it used none."""
    row = (
        QuotaUse.for_system("its case was corrected").select_for_update().filter(case=case, given_back_at=None).first()
    )
    if row is None:
        return
    row.given_back_at = clock.now()
    row.save(update_fields=["given_back_at"])
    entries.write(register=REGISTER, subject=row.id, kind="given_back", facts={"number": row.number}, **act)
    announce("quota_given_back", use=row.id)


def find(number: str) -> Use | None:
    """The standing use of a certificate, or None. One statement."""
    row = QuotaUse.for_system("is a certificate used").filter(number=number, given_back_at=None).first()
    return _view(row) if row else None


def uses_of(case: UUID) -> list[Use]:
    """What a case used, the oldest first. One statement."""
    return [_view(row) for row in QuotaUse.for_system("certificates of a case").filter(case=case).order_by("used_at")]


def tell_used(use_id: UUID) -> None:
    """Tell the quota office, outside any transaction; who is given back before that is not told at all. Raises
    ExchangeError where it does not answer: the job tries again."""
    row = QuotaUse.for_system("tell the quota office").filter(id=use_id, told_at=None, given_back_at=None).first()
    if row is None:
        return
    try:
        quota.tell("use", number=row.number, vin=row.vin, reference=row.id, person_id=row.person)
    except PartnerRefused:
        announce("quota_refused", case=row.case)
        return
    QuotaUse.for_system("the quota office was told").filter(id=use_id).update(told_at=clock.now())


def tell_given_back(use_id: UUID) -> None:
    """Tell the quota office that a certificate is free again, where it had heard that it was used."""
    row = QuotaUse.for_system("tell the quota office").filter(id=use_id, told_at__isnull=False).first()
    if row:
        quota.tell("give_back", number=row.number, vin=row.vin, reference=row.id, person_id=row.person)


def _view(row: QuotaUse) -> Use:
    return Use(row.number, row.vin, row.case, row.told_at is not None, row.given_back_at is not None)
