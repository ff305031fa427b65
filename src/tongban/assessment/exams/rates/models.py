"""Tables of pass rates: our own sums, and the figures of others. No person is in them."""

from django.db import models
from django.db.models import F, Q


class PassSum(models.Model):
    """What one centre had in one month in one subject and class. Made anew by a nightly job, read by public pages."""

    month = models.DateField(db_comment="its first day")
    centre = models.CharField(max_length=20, db_comment="code of the test centre 考场")
    subject = models.CharField(max_length=3)
    target = models.CharField(max_length=2, db_comment="class tested for")
    class_group = models.CharField(max_length=12, db_comment="by rates.class_groups on the day the sum was made")
    tests = models.PositiveIntegerField(db_comment="judged, and the result stands")
    passes = models.PositiveIntegerField()
    first_tests = models.PositiveIntegerField(db_comment="of these, the first in their file and subject")
    first_passes = models.PositiveIntegerField()
    pk = models.CompositePrimaryKey("month", "subject", "target", "centre")

    class Meta:
        db_table = "rates_pass_sum"
        db_table_comment = "Tests taken and passed by month, centre, subject and class"
        indexes = [models.Index(fields=["centre", "subject", "month"], name="rates_pass_sum_centre")]
        constraints = [
            models.CheckConstraint(
                condition=Q(passes__lte=F("tests"), first_tests__lte=F("tests"), first_passes__lte=F("first_tests")),
                name="rates_no_more_passes_than_tests",
            )
        ]


class Source(models.Model):
    """Published figures of another authority, as taken in last."""

    code = models.CharField(max_length=40, primary_key=True)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    publisher = models.CharField(max_length=200)
    licence = models.CharField(max_length=200)
    licence_url = models.CharField(max_length=400, default="")
    since = models.DateField()
    until = models.DateField(db_comment="last day of the time the figures are about")
    subject = models.CharField(max_length=3, db_comment="our subject that comes nearest")
    class_group = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, db_comment="SHA-256 over description and files")
    imported_at = models.DateTimeField()
    left_out = models.PositiveIntegerField(default=0, db_comment="rows that could not be taken")
    entry = models.UUIDField(db_comment="core_entry")

    class Meta:
        db_table_comment = "Whose published figures of test centres are kept here, under which licence"
        constraints = [models.CheckConstraint(condition=Q(until__gte=F("since")), name="rates_source_time")]


class SourceSite(models.Model):
    """A test centre of a source. Without tests: its source does not publish how many there were."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+", db_index=False)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=400, default="")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    tests = models.PositiveIntegerField(null=True)
    passes = models.PositiveIntegerField(null=True)
    first_tests = models.PositiveIntegerField(null=True)
    first_passes = models.PositiveIntegerField(null=True)
    pk = models.CompositePrimaryKey("source_id", "code")

    class Meta:
        db_table = "rates_source_site"
        db_table_comment = "Test centres of others with their published counts"
        constraints = [
            models.CheckConstraint(
                condition=Q(tests=None, passes=None) | Q(tests__isnull=False, passes__lte=F("tests")),
                name="rates_source_counts",
            ),
            models.CheckConstraint(
                condition=Q(first_tests=None, first_passes=None)
                | Q(first_tests__lte=F("tests"), first_passes__lte=F("first_tests")),
                name="rates_source_first_counts",
            ),
        ]


class SourceFault(models.Model):
    """Faults noted in one item at one test centre of a source."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+", db_index=False)
    site = models.CharField(max_length=40)
    item = models.CharField(max_length=200)
    serious = models.PositiveIntegerField()
    dangerous = models.PositiveIntegerField()
    minor = models.PositiveIntegerField()
    pk = models.CompositePrimaryKey("source_id", "site", "item")

    class Meta:
        db_table = "rates_source_fault"
        db_table_comment = "Faults by item and test centre, as others publish them"
