"""What staff see of every closed model when their rights name one office, or all: each model stands in a group. A model
that nobody has put anywhere fails, as does one that shows staff of one office nothing at all."""

import contextlib
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db.models import Q
from tests import builders

from tongban.core.actor import SEE, WORK, Actor, Grant
from tongban.core.closed import ClosedModel

pytestmark = pytest.mark.django_db
OFFICE = builders.OFFICE
# Of no office: whoever may see things at one of them sees all rows.
REGISTERS = {
    "people.Person", "people.PersonIdentity", "drivers.Driver", "drivers.Ban", "vehicles.Vehicle", "vehicles.Page",
    "vehicles.Move", "vehicles.RegionItem", "vehicles.AttachmentNotice", "bikes.Bike", "bikes.TagRead",
    "bikes.TagDoubt", "crossing.Clearance", "documents.Device", "documents.Credential", "documents.Portrait",
    "learning.Course",
}  # fmt: skip
# An office's own: those of the offices that the rights name.
OF_OFFICES = {
    "casework.Case", "casework.Batch", "casework.BatchRow", "vehicles.VehicleCheck", "vehicles.CheckPhoto",
    "documents.Card", "documents.Receipt", "documents.PlateSet", "documents.TemporaryPlate", "exams.ExamFile",
    "exams.Sitting", "exams.FaceCheck", "driving.Drive", "exams.TestFee",
    "learning.Viewing", "learning.Attendance", "learning.Paper",
}  # fmt: skip
# by another model's door
THROUGH = {
    "casework.BatchRow", "exams.Sitting", "exams.FaceCheck", "exams.TestFee", "learning.Viewing", "learning.Attendance",
    "learning.Paper",
}  # fmt: skip
# Of no office and no register: for rights that name every office.
EVERYWHERE = {f"exchange.{one}" for one in ("Question", "Message", "Order", "Letter", "Notice", "Parcel")}
# The person's alone: no page of the office opens them by this door.
OWN = {
    "people.PhoneCheck", "allocation.Application", "allocation.Number", "allocation.Choice", "allocation.Ban",
    "allocation.RoundEntry", "allocation.QuotaUse", "allocation.Preference", "allocation.Slot", "allocation.Relation",
    "allocation.Demand",
}  # fmt: skip


def closed() -> list[type[ClosedModel]]:
    return [one for one in apps.get_models() if issubclass(one, ClosedModel)]


def name(model: type[Any]) -> str:
    return f"{model._meta.app_label}.{model.__name__}"


def staff(*grants: Grant, posts: frozenset[str] = frozenset({"acceptance", "supervision"})) -> Actor:
    return Actor(kind="staff", label="0007", channel="window", office=OFFICE, posts=posts, grants=frozenset(grants))


def seen(model: type[ClosedModel], actor: Actor) -> str:
    """ "all", "some" or "none" of the rows."""
    shown = model._visible(actor)
    if name(model) in THROUGH:
        return "some"
    if shown == Q():
        return "all"
    return "none" if shown == Q(pk__in=[]) else "some"


@pytest.mark.parametrize("model", closed(), ids=name)
def test_staff_of_one_office_see_the_registers_and_what_is_their_office_s(model: type[ClosedModel]) -> None:
    here = staff(Grant(SEE, office=OFFICE), Grant(WORK, office=OFFICE))
    found, group = seen(model, here), name(model)
    if group in REGISTERS:
        assert found == "all"
    elif group in OF_OFFICES:
        assert found == "some"
        assert seen(model, staff(Grant(SEE), Grant(WORK))) == ("some" if group in THROUGH else "all")
    elif group in EVERYWHERE:
        assert (found, seen(model, staff(Grant(SEE)))) == ("none", "all")
    else:
        assert group in OWN, f"{group}: put it into one of the groups"
        assert found != "all"


@pytest.mark.parametrize("model", closed(), ids=name)
def test_without_a_right_staff_see_no_row(model: type[ClosedModel]) -> None:
    rows = model.visible_to(staff(posts=frozenset()))
    assert not rows.exists()
    with contextlib.suppress(EmptyResultSet):  # none, whatever there is
        assert OFFICE not in str(rows.query), "the office alone opens nothing"


def test_every_group_names_models_that_there_are() -> None:
    assert {*REGISTERS, *OF_OFFICES, *EVERYWHERE, *OWN} <= {name(one) for one in closed()}
