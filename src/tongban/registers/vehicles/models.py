"""Tables of the register of vehicles."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from tongban.core.actor import SEE, Actor
from tongban.core.closed import ClosedModel
from tongban.registers.dated import DatedFact


class Vehicle(ClosedModel):
    """The current state of a vehicle: a narrow row for lists and locks, equal to the fold of its facts."""

    id = models.UUIDField(primary_key=True)
    vin = models.CharField(max_length=17, db_comment="车辆识别代号 or the frame number of an older vehicle")
    plate_type = models.CharField(max_length=2, default="", db_comment="号牌种类")
    plate = models.CharField(max_length=8, default="", db_comment="号牌号码; empty where it was given back")
    type = models.CharField(max_length=3, db_comment="车辆类型, GA 802")
    use = models.CharField(max_length=1, db_comment="使用性质")
    colour = models.CharField(max_length=3, db_comment="车身颜色, one to three letters")
    engine = models.CharField(max_length=40, default="", db_comment="发动机号 or the number of the drive motor")
    make = models.JSONField(db_comment="what its maker fixed: brand, model, fuel, capacity, masses ...")
    made_on = models.DateField(null=True, db_comment="出厂日期")
    registered_on = models.DateField(db_comment="初次登记日期")
    authority = models.CharField(max_length=8, db_comment="发证机关, e.g. 沪A")
    region = models.CharField(max_length=6, db_comment="GB/T 2260 code of the registering office")
    owner = models.UUIDField(db_comment="people.Person or people.Organisation: the first of the owners")
    owners = models.JSONField(db_comment="[[id, person or organisation]], the registered owner first")
    shared = models.BooleanField(default=False, db_comment="there are co-owners")
    inspected_to = models.DateField(null=True, db_comment="检验有效期止")
    insured_to = models.DateField(null=True, db_comment="保险终止日期")
    scrap_on = models.DateField(null=True, db_comment="强制报废期止; null = no limit")
    letters = models.CharField(max_length=16, default="", db_comment="state letters on record without A, sorted")
    live = models.BooleanField(default=True, db_comment="neither moved out, deregistered nor revoked")
    restrictions = models.JSONField(default=list, db_comment="[[key, kind, rank, since, until, holder, reference]]")
    not_exempt = models.CharField(max_length=12, default="", db_comment="why it is always inspected: injury, modified")
    licence = models.CharField(max_length=13, default="", db_comment="行驶证证芯编号 of the current vehicle licence")
    certificate = models.CharField(max_length=12, default="", db_comment="登记证书编号 of the current certificate")
    revision = models.PositiveIntegerField(default=0, db_comment="one more with each entry")

    class Meta:
        db_table_comment = "Current state of each vehicle; equals the fold of vehicles_vehiclefact"
        indexes = [
            models.Index(fields=["owner"], name="vehicles_owner"),
            GinIndex(
                fields=["owners"], name="vehicles_co_owner", opclasses=["jsonb_path_ops"], condition=Q(shared=True)
            ),
            models.Index(fields=["inspected_to"], name="vehicles_inspected_to", condition=Q(live=True)),
            models.Index(fields=["scrap_on"], name="vehicles_scrap_on", condition=Q(live=True, scrap_on__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["vin"], condition=Q(live=True), name="vehicles_one_live_vin"),
            models.UniqueConstraint(
                fields=["plate", "plate_type"], condition=Q(live=True) & ~Q(plate=""), name="vehicles_one_live_plate"
            ),
            models.CheckConstraint(condition=Q(vin__regex=r"^[0-9A-Z]{5,17}$"), name="vehicles_vin_form"),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        if actor.kind == "citizen":
            return owned_by(actor.person_id) if actor.person_id else Q(pk__in=[])
        return Q() if actor.may_somewhere(SEE) else Q(pk__in=[])


def owned_by(party: object) -> Q:
    """The condition on vehicles of which a party is the owner or a co-owner; it uses both indexes."""
    return Q(owner=party) | Q(shared=True, owners__contains=[[str(party)]])


class VehicleFact(DatedFact):
    """One dated statement about one facet of a vehicle."""

    facet = models.CharField(max_length=48, db_comment="plate, owners, letter:G, restriction:<key>, licence ...")
    pk = models.CompositePrimaryKey("subject", "facet", "since", "entry")

    class Meta:
        indexes = [
            GinIndex(
                fields=["value"], name="vehicles_owned_once", opclasses=["jsonb_path_ops"], condition=Q(facet="owners")
            )
        ]
        db_table_comment = "As of a day: the latest `since` not after it whose row no later entry has struck"


class Paper(models.Model):
    """One issue of a vehicle licence or a registration certificate. The newest of its kind alone is valid."""

    vehicle = models.UUIDField()
    kind = models.CharField(max_length=12, db_comment="licence, certificate")
    number = models.PositiveIntegerField(db_comment="1, 2, 3 ... per vehicle and kind")
    serial = models.CharField(max_length=13)
    issued_on = models.DateField()
    cause = models.CharField(max_length=40, db_comment="registered, replaced, exchanged ...")
    entry = models.UUIDField()
    voided_on = models.DateField(null=True)
    voided_by = models.UUIDField(null=True, db_comment="core_entry that made it void")
    void_cause = models.CharField(max_length=40, default="")
    pk = models.CompositePrimaryKey("vehicle", "kind", "number")

    class Meta:
        db_table_comment = "Every issue of a vehicle's papers; of each kind at most one is valid"
        constraints = [
            models.UniqueConstraint(fields=["kind", "serial"], name="vehicles_serial_once"),
            models.UniqueConstraint(
                fields=["vehicle", "kind"], condition=Q(voided_on__isnull=True), name="vehicles_one_valid_paper"
            ),
        ]


class Page(ClosedModel):
    """One page of the electronic file: what it is, its digest, and its sealed content. Added, never changed."""

    id = models.UUIDField(primary_key=True)
    vehicle = models.UUIDField()
    kind = models.CharField(max_length=20, db_comment="key of [page] in codes.toml")
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=40)
    content = models.BinaryField(db_comment="sealed")
    added_on = models.DateField()
    entry = models.UUIDField()

    class Meta:
        db_table_comment = "Pages of the electronic file of a vehicle, by type and digest; content sealed"
        indexes = [models.Index(fields=["vehicle", "added_on"], name="vehicles_pages_of")]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return Q() if actor.may_somewhere(SEE) else Q(pk__in=[])


class Move(ClosedModel):
    """The move of a vehicle to another city or from there. Both offices know it under one number."""

    id = models.UUIDField(primary_key=True, db_comment="given by the new city")
    side = models.CharField(max_length=3, db_comment="in: it comes here; out: it leaves")
    office = models.CharField(max_length=6, db_comment="GB/T 2260 code of the other office")
    vehicle = models.UUIDField(null=True, db_comment="the file here; null until one is opened or where there is none")
    person = models.UUIDField(null=True, db_comment="who moves it here")
    case = models.UUIDField(null=True, db_comment="the case here that asked for it")
    plate_type = models.CharField(max_length=2, default="")
    plate = models.CharField(max_length=8, default="")
    vin = models.CharField(max_length=17, default="")
    state = models.CharField(
        max_length=10, db_comment="asked, confirm (its owner is asked), refused, arriving, arrived, sent, done, ended"
    )
    flow = models.CharField(max_length=16, default="move", db_comment="move, trade, moved_out, transferred_out")
    buyer = models.BinaryField(null=True, db_comment="of a trade: sealed name of whoever bought it")
    reasons = models.JSONField(default=list, db_comment="[[code, zh, en]]: why it was refused or returned")
    archive = models.BinaryField(null=True, db_comment="the file that came, sealed, until it is entered")
    awaited = models.JSONField(default=list, db_comment="digests of pages that have not come yet")
    asked_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table_comment = "Vehicles that move between offices"
        constraints = [
            models.UniqueConstraint(
                fields=["vehicle"],
                condition=Q(side="out", state__in=["confirm", "sent"]),
                name="vehicles_one_move_out",
            ),
            models.UniqueConstraint(
                fields=["vin"],
                condition=Q(side="in", state__in=["asked", "arriving", "arrived"]),
                name="vehicles_one_move_in",
            ),
        ]
        indexes = [
            models.Index(fields=["case"], name="vehicles_move_of_case", condition=Q(case__isnull=False)),
            models.Index(fields=["vehicle"], name="vehicles_move_of", condition=Q(vehicle__isnull=False)),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return Q() if actor.kind != "citizen" and actor.may_somewhere(SEE) else Q(pk__in=[])


class RegionItem(ClosedModel):
    """An item that one office accepts and another decides. Both know it under one number."""

    id = models.UUIDField(primary_key=True, db_comment="given where it was accepted")
    side = models.CharField(max_length=5, db_comment="here: accepted here; there: accepted there, decided here")
    office = models.CharField(max_length=6, db_comment="GB/T 2260 code of the other office")
    service = models.CharField(max_length=8, db_comment="permanent catalogue code")
    person = models.UUIDField(null=True, db_comment="who applies, where it is decided")
    vehicle = models.UUIDField(null=True)
    case = models.UUIDField(null=True, db_comment="the case that decides it")
    number = models.CharField(max_length=13, default="", blank=True, db_comment="of the case that decides it")
    plate_type = models.CharField(max_length=2)
    plate = models.CharField(max_length=8)
    vin = models.CharField(max_length=17)
    state = models.CharField(max_length=10, db_comment="sent, arriving, rechecking, issued, returned")
    reasons = models.JSONField(default=list, db_comment="[[code, zh, en]]: why it was returned")
    content = models.BinaryField(null=True, db_comment="answers, check and photographs, sealed, until it is decided")
    awaited = models.JSONField(default=list, db_comment="digests of photographs that have not come yet")
    accepted_by = models.UUIDField(null=True, db_comment="account of the officer here")
    accepted_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table_comment = "Items that one office accepts and another decides"
        indexes = [models.Index(fields=["case"], name="vehicles_item_of_case", condition=Q(case__isnull=False))]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return Q() if actor.kind != "citizen" and actor.may_somewhere(SEE) else Q(pk__in=[])


def at_offices_of(actor: Actor, column: str) -> Q:
    """The condition on what was made at an office where the actor may see things."""
    offices = {grant.office for grant in actor.grants if grant.power == SEE}
    return Q() if "*" in offices else Q(**{f"{column}__in": offices})


class VehicleCheck(ClosedModel):
    """One check of a vehicle itself (查验), as its officer recorded it. Added, never changed: another check is another
    row. An offline handset would write the same."""

    id = models.UUIDField(primary_key=True)
    vin = models.CharField(max_length=17, db_comment="the VIN that was to be checked")
    vehicle = models.UUIDField(null=True, db_comment="null before it is registered")
    cause = models.CharField(max_length=60, db_comment="case:<id>")
    service = models.CharField(max_length=16, db_comment="registration, transfer, colour: which items were asked")
    type = models.CharField(max_length=3, db_comment="车辆类型 by which items were asked")
    on = models.DateField()
    checked_at = models.DateTimeField()
    stamped = models.CharField(max_length=17, db_comment="the VIN as it is stamped on the vehicle")
    items = models.JSONField(db_comment="{item: ok, failed, doubtful}")
    result = models.CharField(max_length=10)
    remarks = models.CharField(max_length=300, default="", blank=True)
    recording = models.CharField(max_length=60, db_comment="number of the recording, from beginning to end")
    recording_sha256 = models.CharField(max_length=64)
    officer = models.UUIDField(db_comment="account")
    officer_number = models.CharField(max_length=40, db_comment="staff number, under which the certificate is known")
    office = models.CharField(max_length=20)
    from_office = models.CharField(
        max_length=6, default="", blank=True, db_comment="region of the office that made it for us"
    )
    entry = models.UUIDField()

    class Meta:
        db_table_comment = "Every check of a vehicle itself, with its recording and its officer"
        indexes = [
            models.Index(fields=["cause", "checked_at"], name="vehicles_check_of_cause"),
            models.Index(fields=["vin"], name="vehicles_check_of_vin"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(result__in=["passed", "failed", "suspected"]), name="vehicles_check_result"
            ),
            models.CheckConstraint(
                condition=Q(recording_sha256__regex=r"^[0-9a-f]{64}$") & ~Q(recording=""),
                name="vehicles_check_recorded",
            ),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return at_offices_of(actor, "office")


class AttachmentNotice(ClosedModel):
    """A notice by which an authority attaches a vehicle, extends or releases, and what it led to."""

    id = models.UUIDField(primary_key=True, db_comment="exchange message, or our own of a notice on paper")
    number = models.CharField(max_length=100, db_comment="of the document")
    authority = models.CharField(max_length=16, db_comment="court, procuratorate, supervision, enforcement")
    authority_name = models.CharField(max_length=100)
    case_number = models.CharField(max_length=100)
    act = models.CharField(max_length=8, db_comment="attach, extend, release")
    vin = models.CharField(max_length=17)
    about = models.CharField(max_length=300, default="", blank=True, db_comment="number of the notice that attached")
    on = models.DateField()
    until = models.DateField(null=True, db_comment="as the notice has it")
    came_at = models.DateTimeField()
    officers = models.JSONField(default=list, db_comment="on paper: badge numbers of the two who brought it")
    image = models.BinaryField(default=b"", db_comment="on paper: its picture, sealed")
    taken_by = models.UUIDField(null=True, db_comment="on paper: account that took it down")
    confirmed_by = models.UUIDField(null=True, db_comment="on paper: account that confirmed it")
    vehicle = models.UUIDField(null=True)
    result = models.CharField(max_length=10)
    rank = models.PositiveSmallIntegerField(default=0, db_comment="place among attachments then: 1 binds")
    ends_on = models.DateField(null=True, db_comment="the last day of the attachment")
    where = models.CharField(max_length=6, default="", blank=True, db_comment="region to which the vehicle has moved")
    carried_out_at = models.DateTimeField(null=True)

    class Meta:
        db_table_comment = "Notices that attach vehicles, extend and release, and what each led to"
        constraints = [
            models.UniqueConstraint(fields=["authority_name", "number", "act", "vin"], name="vehicles_notice_once"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=models.F("taken_by")), name="vehicles_notice_by_two"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="vehicles_notice_to_confirm", condition=Q(result="taken_down")),
            models.Index(fields=["vehicle"], name="vehicles_notice_of_vehicle", condition=Q(vehicle__isnull=False)),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return Q() if actor.kind != "citizen" and actor.may_somewhere(SEE) else Q(pk__in=[])


class CheckPhoto(ClosedModel):
    """A photograph of a check: of which item, its digest, and its sealed content."""

    id = models.UUIDField(primary_key=True)
    check_of = models.ForeignKey(VehicleCheck, models.PROTECT, related_name="+")
    item = models.CharField(max_length=16)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(db_comment="sealed JPEG")

    class Meta:
        db_table_comment = "Photographs of vehicle checks; content sealed"

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return at_offices_of(actor, "check_of__office")
