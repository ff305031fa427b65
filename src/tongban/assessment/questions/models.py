"""Tables of the question bank."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Question(models.Model):
    """One version of a question. Its words never change; where it stands does."""

    code = models.CharField(max_length=20)
    version = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=3)
    section = models.CharField(max_length=20)
    groups = ArrayField(models.CharField(max_length=12), db_comment="class groups it is asked of")
    kind = models.CharField(max_length=8, db_comment="judge, single, multiple")
    zh = models.CharField(max_length=500)
    en = models.CharField(max_length=800)
    options = models.JSONField(default=list, db_comment="pairs of texts")
    right = models.CharField(max_length=8, db_comment="T, F, or letters of options")
    article = models.CharField(max_length=20, db_comment="law/articles.toml")
    rule = models.CharField(max_length=60, default="", db_comment="parameter of law that the right answer follows from")
    value = models.CharField(max_length=20, default="", db_comment="what that parameter said")
    explain_zh = models.CharField(max_length=500, default="")
    explain_en = models.CharField(max_length=800, default="")
    since = models.DateField(db_comment="from which day it is right")
    region = models.CharField(max_length=6, default="", db_comment="where it is asked (GB/T 2260); empty: everywhere")
    digest = models.CharField(max_length=64, db_comment="SHA-256 of what it says")
    state = models.CharField(max_length=9, default="draft")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60, db_comment="the actor as in entries")
    approved_by = models.CharField(max_length=60, default="")
    withdrawn_because = models.CharField(max_length=400, default="")

    class Meta:
        db_table_comment = "Questions 试题, every version of each"
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="questions_version_once"),
            models.UniqueConstraint(fields=["code"], condition=Q(state="approved"), name="questions_one_approved"),
            models.CheckConstraint(
                condition=~Q(state="approved") | ~Q(approved_by="") & ~Q(approved_by=F("made_by")),
                name="questions_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_because=""), name="questions_withdrawn_with_reason"
            ),
        ]


class Edition(models.Model):
    """The approved questions of a moment: what tests are drawn from."""

    append_only: ClassVar[bool] = True

    digest = models.CharField(max_length=64, primary_key=True, db_comment="SHA-256 over codes, versions and digests")
    questions = ArrayField(models.IntegerField(), db_comment="ids, by code")
    made_at = models.DateTimeField()

    class Meta:
        db_table_comment = "Editions of the question bank"
