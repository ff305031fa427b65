"""Tables of drives: cars, courses and sheets for ever, frames as they came, judgements, and what people added."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongban.core.actor import SEE, Actor
from tongban.core.closed import ClosedModel


class TestCar(models.Model):
    """A car that tests are driven in: its measures, and the public key of its unit."""

    code = models.CharField(max_length=20, primary_key=True)
    centre = models.CharField(max_length=20, db_comment="outlet of the test centre")
    automatic = models.BooleanField(default=False)
    measures = models.JSONField(db_comment="wheelbase, front, rear, width in millimetres")
    public_key = models.CharField(max_length=64, db_comment="Ed25519 of the unit, hexadecimal")
    since = models.DateField()
    withdrawn_on = models.DateField(null=True)

    class Meta:
        db_table_comment = "Test cars 考试车, with the public key of the unit that reports"


class Site(models.Model):
    """A test centre that may work without a network: the public key that signs its files."""

    code = models.CharField(max_length=20, primary_key=True, db_comment="outlet of the test centre")
    public_key = models.CharField(max_length=64, db_comment="Ed25519, hexadecimal")

    class Meta:
        db_table_comment = "Test centres that hand in files of a day without a network"


class Course(models.Model):
    """A surveyed course by the digest of its content: a new survey is another row."""

    append_only: ClassVar[bool] = True

    digest = models.CharField(max_length=64, primary_key=True)
    code = models.CharField(max_length=40)
    subject = models.CharField(max_length=3)
    content = models.TextField()
    kept_at = models.DateTimeField()

    class Meta:
        db_table_comment = "Surveyed sites and routes, each survey for ever"


class Sheet(models.Model):
    """What drives are judged by, by its digest: items, points and limits as they were."""

    append_only: ClassVar[bool] = True

    digest = models.CharField(max_length=64, primary_key=True)
    content = models.TextField()
    kept_at = models.DateTimeField()

    class Meta:
        db_table_comment = "Sheets that drives were judged by, for ever"


class Drive(ClosedModel):
    """What one car reports for one sitting. One sitting has one drive: another car is refused and noted."""

    id = models.UUIDField(primary_key=True)
    sitting = models.UUIDField(unique=True, db_comment="exams.Sitting")
    person = models.UUIDField(db_comment="people.Person")
    centre = models.CharField(max_length=20)
    car = models.ForeignKey(TestCar, on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=3)
    licence_class = models.CharField(max_length=2)
    began_at = models.DateTimeField(db_comment="zero of the car's clock, by the car")
    opened_at = models.DateTimeField(db_comment="by our clock")
    closed_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, default="open", db_comment="open, closed, judged")
    chunks = models.PositiveIntegerField(default=0)
    frames = models.PositiveIntegerField(default=0, db_comment="received, repeats counted")
    source = models.CharField(max_length=8, default="line", db_comment="line, file")

    class Meta:
        db_table_comment = "Drives of test cars, one a sitting"
        indexes = [models.Index(fields=["centre", "began_at"], name="driving_drive_centre")]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        if actor.kind == "citizen":
            return Q(person=actor.person_id) if actor.person_id else Q(pk__in=[])
        if actor.may(SEE):
            return Q()
        return Q(centre=actor.office) if actor.may(SEE, office=actor.office) else Q(pk__in=[])


class Chunk(models.Model):
    """Frames as they came, deflated, with the hash of what they were."""

    append_only: ClassVar[bool] = True

    drive = models.ForeignKey(Drive, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    frames = models.BinaryField()
    count = models.PositiveIntegerField()
    first = models.PositiveIntegerField(db_comment="number of its first frame")
    last = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, db_comment="of the frames before they were deflated")
    received_at = models.DateTimeField()
    pk = models.CompositePrimaryKey("drive_id", "place")

    class Meta:
        db_table_comment = "What test cars reported, as it came"


class Note(models.Model):
    """Something about a drive that is not as it should be: a second car, a clock, a frame that was broken."""

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True)
    drive = models.ForeignKey(Drive, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    detail = models.JSONField(default=dict)
    noted_at = models.DateTimeField()

    class Meta:
        db_table_comment = "Findings about drives while they were taken in"


class AddedItem(models.Model):
    """An item that an examiner adds, with the reason and the moment. It stands beside what the machine found."""

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True)
    drive = models.ForeignKey(Drive, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=40)
    points = models.PositiveSmallIntegerField()
    at_ms = models.PositiveIntegerField()
    reason = models.CharField(max_length=400)
    added_by = models.CharField(max_length=60)
    added_at = models.DateTimeField()
    entry = models.UUIDField(db_comment="core_entry")

    class Meta:
        db_table_comment = "Items that examiners added to what the machine found"
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="driving_added_with_reason")]


class Judged(models.Model):
    """What the machine said of a drive, once, for ever."""

    append_only: ClassVar[bool] = True

    drive = models.OneToOneField(Drive, on_delete=models.PROTECT, primary_key=True, related_name="+")
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="+")
    edition = models.CharField(max_length=40)
    scored = models.JSONField()
    digest = models.CharField(max_length=64, db_comment="SHA-256 of the judgement")
    outcome = models.CharField(max_length=8)
    score = models.PositiveSmallIntegerField()
    decision = models.CharField(max_length=400, default="", db_comment="the examiner's reason where it was open")
    told_score = models.PositiveSmallIntegerField(db_comment="with the items that the examiner added")
    judged_at = models.DateTimeField()
    judged_by = models.CharField(max_length=60)

    class Meta:
        db_table_comment = "Judgements of drives by the machine, and the examiner's decision where it was open"


class SiteFile(models.Model):
    """A file that a site handed in after a day without a network."""

    append_only: ClassVar[bool] = True

    digest = models.CharField(max_length=64, primary_key=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    drives = models.PositiveIntegerField()
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=60)

    class Meta:
        db_table_comment = "Files of sites that worked without a network"


class SiteConflict(models.Model):
    """A sitting of which a site file says otherwise than we do: a person decides, nothing is overwritten."""

    id = models.UUIDField(primary_key=True)
    file = models.ForeignKey(SiteFile, on_delete=models.PROTECT, related_name="+")
    sitting = models.UUIDField()
    kind = models.CharField(max_length=20, db_comment="other_drive, other_score, not_running, unknown")
    here = models.JSONField(default=dict)
    there = models.JSONField(default=dict)
    settled = models.CharField(max_length=8, default="", db_comment="here, there; empty: open")
    reason = models.CharField(max_length=400, default="")
    settled_by = models.CharField(max_length=60, default="")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table_comment = "Where a site's file and our record differ, and what a person decided"
        constraints = [
            models.UniqueConstraint(fields=["file", "sitting", "kind"], name="driving_conflict_once"),
            models.CheckConstraint(condition=Q(settled="") | ~Q(reason=""), name="driving_settled_with_reason"),
        ]


class SiteDrive(models.Model):
    """What a site file holds of a sitting where it was not taken in: kept as it came, whoever is right."""

    append_only: ClassVar[bool] = True

    conflict = models.OneToOneField(SiteConflict, on_delete=models.PROTECT, primary_key=True, related_name="+")
    frames = models.BinaryField(db_comment="deflated")
    sha256 = models.CharField(max_length=64, db_comment="of the frames before they were deflated")
    said = models.JSONField(db_comment="everything else that the file says of the drive")

    class Meta:
        db_table_comment = "Drives of site files that contradict our record"
