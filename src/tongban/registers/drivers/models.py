"""Tables of the register of drivers."""

from django.db import models
from django.db.models import Q

from tongban.core.actor import SEE, Actor
from tongban.core.closed import ClosedModel
from tongban.registers.dated import DatedFact


class Driver(ClosedModel):
    """The current state of a driver file: a narrow row for lists and locks, equal to the fold of its facts."""

    id = models.UUIDField(primary_key=True)
    person = models.UUIDField(unique=True, db_comment="people.Person")
    born = models.DateField(db_comment="as printed on the licence")
    file_number = models.CharField(max_length=12, unique=True, db_comment="档案编号, 4 region + 8 serial")
    authority = models.CharField(max_length=8, db_comment="发证机关, e.g. 沪A")
    region = models.CharField(max_length=6, db_comment="GB/T 2260 code of the issuing office")
    first_issue_on = models.DateField(db_comment="初次领证日期")
    classes = models.JSONField(db_comment="[[class, held since]], only classes not implied by another")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, db_comment="null = long-term 长期")
    term_years = models.SmallIntegerField(null=True)
    letters = models.CharField(max_length=16, default="", db_comment="status letters without A, sorted")
    postponements = models.JSONField(default=list)
    cycles = models.JSONField(default=list, db_comment="[[starts_on, ends_on, points]], newest last")
    accidents = models.JSONField(default=list, db_comment="[[number, on, outcome, part in it]], as decided")
    medical_due_on = models.DateField(null=True)
    review_due_on = models.DateField(null=True)
    suspended_until = models.DateField(null=True)
    extended_to = models.DateField(null=True)
    employer = models.JSONField(null=True, db_comment="[code by GB 32100, name] of whom the driver works for, as filed")
    lost_for_age = models.JSONField(default=list, db_comment="[[class, held since, lost on]] until given back")
    demerits = models.JSONField(default=list, db_comment="[[decision, on, points, item of the table]] 记分")
    reduced = models.JSONField(default=list, db_comment="[[course, on, points]] taken off by courses 学法减分")
    limits = models.JSONField(default=list, db_comment="[[reference, on, times, done on, points cleared]] 满分")
    educated = models.JSONField(null=True, db_comment="[completed on, hours, course] newest review education 审验教育")
    frauds = models.JSONField(default=list, db_comment="[[reference, on]] cheating in education")
    card_serial = models.CharField(max_length=13, default="", db_comment="证芯编号 of the current card")
    version = models.PositiveIntegerField(default=0)
    look_on = models.DateField(null=True, db_comment="the next day on which the daily work has to look at this file")
    looked_on = models.DateField(null=True, db_comment="the last day it looked")
    compared_on = models.DateField(null=True, db_comment="the last day compared with the drug-user register")

    class Meta:
        indexes = [
            models.Index(fields=["look_on"], name="drivers_look_on"),
            models.Index(fields=["compared_on"], name="drivers_compared_on"),
            models.Index(fields=["born"], name="drivers_born"),
            models.Index(fields=["valid_to"], name="drivers_valid_to"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="drivers_validity_in_order",
            ),
            models.CheckConstraint(
                condition=Q(file_number__regex=r"^[1-8][0-9]{11}$"), name="drivers_file_number_form"
            ),
        ]
        db_table_comment = "Current state of each driver file; equals the fold of drivers_driverfact"

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        if actor.kind == "citizen":
            return Q(person=actor.person_id) if actor.person_id else Q(pk__in=[])
        return Q() if actor.may_somewhere(SEE) else Q(pk__in=[])


class DriverFact(DatedFact):
    """One dated statement about one facet of a driver file."""

    facet = models.CharField(max_length=40, db_comment="class:C1, letter:M, validity, card, cycle:2025-03-01 ...")
    pk = models.CompositePrimaryKey("subject", "facet", "since", "entry")

    class Meta:
        db_table_comment = "As of a day: the latest `since` not after it whose row no later entry has struck"


class LicenceVersion(models.Model):
    """One issue of the licence: a card serial and its electronic twin. The newest one alone is valid."""

    driver = models.UUIDField()
    number = models.PositiveIntegerField(db_comment="1, 2, 3 ... per driver")
    card_serial = models.CharField(max_length=13, unique=True)
    issued_on = models.DateField()
    cause = models.CharField(max_length=40, db_comment="issued, replaced, renewed, exchanged, spoilt")
    entry = models.UUIDField()
    voided_on = models.DateField(null=True)
    voided_by = models.UUIDField(null=True, db_comment="core_entry that made it void")
    void_cause = models.CharField(max_length=40, default="")
    pk = models.CompositePrimaryKey("driver", "number")

    class Meta:
        db_table_comment = "Every issue of a licence; of each driver at most one is valid"
        constraints = [
            models.UniqueConstraint(
                fields=["driver"], condition=Q(voided_on__isnull=True), name="drivers_one_valid_version"
            )
        ]


class Ban(ClosedModel):
    """A bar to applying (O162 art. 15, N01 to N13). Kept for ever: an end is a date, never a deletion."""

    id = models.UUIDField(primary_key=True)
    identity = models.BinaryField(db_comment="core.personal.lookup of the identity number: survives a new file")
    person = models.UUIDField(null=True)
    code = models.CharField(max_length=3)
    since = models.DateField()
    until = models.DateField(null=True, db_comment="null = lifelong or while present")
    reference = models.CharField(max_length=80, default="", db_comment="decision or record it rests on")
    entry = models.UUIDField()
    lifted_by = models.UUIDField(null=True)

    class Meta:
        db_table_comment = "Bars to applying (O162 art. 15) by identity number; kept for ever"
        indexes = [
            models.Index(fields=["identity"], name="drivers_ban_identity"),
            models.Index(fields=["person"], name="drivers_ban_person"),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        if actor.kind == "citizen":
            return Q(person=actor.person_id) if actor.person_id else Q(pk__in=[])
        return Q() if actor.may_somewhere(SEE) else Q(pk__in=[])


class Reminder(models.Model):
    """A notice of a due date that went out, so that no second run sends it again."""

    driver = models.UUIDField()
    duty = models.CharField(max_length=20, db_comment="renewal, medical, review, age")
    due_on = models.DateField()
    days_before = models.SmallIntegerField()
    sent_at = models.DateTimeField()
    pk = models.CompositePrimaryKey("driver", "duty", "due_on", "days_before")

    class Meta:
        db_table_comment = "Notices of due days that went out, so that none goes out twice"
