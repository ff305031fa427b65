"""Tables of tests away: keys of sites, packages that left, results that came back."""

from typing import ClassVar

from django.db import models


class OpeningKey(models.Model):
    """The key that opens packages for a site; the one that signs its files stands with `driving`."""

    site = models.CharField(max_length=20, primary_key=True)
    public_key = models.CharField(max_length=64, db_comment="X25519, hexadecimal")

    class Meta:
        db_table_comment = "Keys for which packages of sites are sealed"


class Package(models.Model):
    """A package that left: for which site and day, with whom, and the key under which its results are sealed."""

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True)
    site = models.CharField(max_length=20)
    day = models.DateField()
    sittings = models.JSONField(db_comment="sitting to {examiner, sheet} as packed")
    examiners = models.JSONField(db_comment="staff numbers that may examine there")
    return_key = models.BinaryField(db_comment="sealed")
    digest = models.CharField(max_length=64, db_comment="SHA-256 of the file that left")
    book = models.CharField(max_length=64, db_comment="digest of the law's book it was made by")
    packed_at = models.DateTimeField()
    packed_by = models.CharField(max_length=60, db_comment="the actor as in entries")

    class Meta:
        db_table_comment = "Packages for sites without a network"
        indexes = [models.Index(fields=["site", "day"], name="away_package_day")]


class Result(models.Model):
    """One try as a site told it: kept whole, whatever became of it."""

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True)
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="+")
    file = models.CharField(max_length=64, db_comment="digest of the file that told it")
    sitting = models.UUIDField()
    attempt = models.PositiveSmallIntegerField()
    content = models.BinaryField(db_comment="sealed")
    outcome = models.CharField(max_length=20, db_comment="taken, known, or the finding")
    taken_at = models.DateTimeField()

    class Meta:
        db_table_comment = "Results of sites as they were told"
        indexes = [models.Index(fields=["sitting"], name="away_result_sitting")]
