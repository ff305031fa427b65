"""Tables of the case engine."""

from django.db import models
from django.db.models import Q

from tongban.casework import states
from tongban.core.actor import SEE, WORK, Actor
from tongban.core.closed import ClosedModel


class Case(ClosedModel):
    """One request of one person for one service. Answers are sealed: they hold personal data."""

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=13, unique=True, db_comment="流水号: yymmdd and seven digits")
    service = models.CharField(max_length=8, db_comment="permanent catalogue code")
    origin = models.CharField(max_length=12, default="application")
    status = models.CharField(max_length=12, default=states.DRAFT)
    waiting_for = models.CharField(max_length=12, default="", blank=True)
    applicant = models.UUIDField(db_comment="people.Person the case is about")
    agent = models.UUIDField(null=True, db_comment="people.Person acting under a mandate")
    subject = models.UUIDField(null=True, db_comment="register row the case is about")
    office = models.CharField(max_length=20, db_comment="outlets code where it is handled")
    channel = models.CharField(max_length=12)
    language = models.CharField(max_length=8, default="zh-hans")
    answers = models.BinaryField(default=b"", db_comment="sealed JSON of what the person chose or typed")
    go_on = models.BooleanField(default=True, db_comment="go on by itself when an outside matter is settled")
    law_on = models.DateField(null=True, db_comment="day of acceptance: the rules of this day decide")
    book = models.CharField(max_length=64, default="", db_comment="digest of the rule book that last answered")
    reasons = models.JSONField(default=list, db_comment="codes of the reasons it waits for or was refused")
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, default="", blank=True, db_comment="granted, refused, lapsed, voided")
    due_on = models.DateField(null=True, db_comment="last day for the office, or for the person to answer")
    clock_stopped_on = models.DateField(null=True)
    limit_days = models.PositiveSmallIntegerField(default=0)
    wake_at = models.DateTimeField(null=True, db_comment="when the machine looks again; null = not its turn")
    tries = models.PositiveSmallIntegerField(default=0)
    needs_post = models.CharField(max_length=14, default="", blank=True, db_comment="post whose turn it is")
    accepted_by = models.UUIDField(null=True)
    taken_by = models.UUIDField(null=True, db_comment="account that works on it now")
    order_number = models.CharField(max_length=32, default="", blank=True)
    paid = models.BooleanField(default=False)
    visit = models.UUIDField(null=True)
    ground = models.JSONField(default=dict, db_comment="own motion: why the office opened it")
    notices = models.PositiveSmallIntegerField(default=0)
    later_gaps = models.PositiveSmallIntegerField(default=0, db_comment="gaps told later that were visible before")
    prepared_for = models.DateField(null=True, db_comment="the due day for which the office prepared this draft")

    class Meta:
        db_table_comment = "One request of one person for one service; answers are sealed"
        indexes = [
            models.Index(fields=["applicant", "-created_at"], name="casework_of_person"),
            models.Index(fields=["agent"], name="casework_of_agent", condition=Q(agent__isnull=False)),
            models.Index(fields=["wake_at"], name="casework_wake", condition=Q(wake_at__isnull=False)),
            models.Index(
                fields=["office", "needs_post", "due_on", "id"],
                name="casework_worklist",
                condition=~Q(needs_post=""),
            ),
            models.Index(fields=["subject"], name="casework_subject"),
            models.Index(fields=["order_number"], name="casework_order", condition=~Q(order_number="")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["applicant", "service", "subject"],
                condition=Q(status__in=["draft", "submitted", "in_hand", "waiting"]),
                nulls_distinct=False,
                name="casework_one_open_case_per_service",
            ),
            models.UniqueConstraint(
                fields=["subject", "service", "prepared_for"],
                condition=Q(prepared_for__isnull=False),
                name="casework_prepared_once",
            ),
            models.CheckConstraint(
                condition=Q(status="waiting") & ~Q(waiting_for="") | ~Q(status="waiting") & Q(waiting_for=""),
                name="casework_waiting_says_for_what",
            ),
            models.CheckConstraint(condition=Q(status__in=list(states.TRANSITIONS)), name="casework_known_status"),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        if actor.kind == "citizen":
            own = Q(applicant=actor.person_id) | Q(agent=actor.person_id)
            return own if actor.person_id else Q(pk__in=[])
        offices = {grant.office for grant in actor.grants if grant.power == SEE}
        return Q() if "*" in offices else Q(office__in=offices)


class Evidence(models.Model):
    """One material of one case: how we have it and from whom. The content is sealed."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    material = models.CharField(max_length=20)
    state = models.CharField(max_length=10, db_comment="fetched on_file shown uploaded promised waived")
    partner = models.CharField(max_length=20, default="")
    message = models.UUIDField(null=True, db_comment="exchange question with the signed answer")
    content = models.BinaryField(default=b"", db_comment="sealed JSON")
    obtained_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0)
    due_on = models.DateField(null=True, db_comment="promised: the last day to bring it")
    reminded_on = models.DateField(null=True, db_comment="promised: the day on which the person was reminded of it")
    broken = models.BooleanField(default=False, db_comment="a promise that was not kept")
    by = models.CharField(max_length=40, default="", db_comment="label of who recorded it")

    class Meta:
        db_table_comment = "One material of one case: how we have it and from whom; content sealed"
        constraints = [models.UniqueConstraint(fields=["case", "material"], name="casework_one_evidence")]


class Decision(models.Model):
    """What the office decided, by which rules, on which facts. Superseded only through a correction."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12)
    reasons = models.JSONField(default=list, db_comment="every reason: code, article, sentences, remedy, day")
    law_on = models.DateField()
    book = models.CharField(max_length=64)
    facts_digest = models.CharField(max_length=64, db_comment="SHA-256 of the canonical facts the rule read")
    decided_by = models.UUIDField(null=True, db_comment="account; null = machine")
    decided_label = models.CharField(max_length=40)
    grounds = models.TextField(default="", db_comment="a person's own words, where a person decided")
    decided_at = models.DateTimeField()
    entry = models.UUIDField()
    corrected_by = models.UUIDField(null=True, db_comment="core_entry of the correction that undid it")

    class Meta:
        db_table_comment = "What the office decided, by which rules, on which facts; superseded only by a correction"
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(corrected_by__isnull=True), name="casework_one_standing_decision"
            )
        ]


class Inquiry(models.Model):
    """A question or complaint, about a case or in general, with a clock of its own."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=12, db_comment="question, complaint, appointment")
    person = models.UUIDField()
    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="+")
    office = models.CharField(max_length=20)
    words = models.BinaryField(db_comment="sealed")
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    answer = models.BinaryField(default=b"", db_comment="sealed")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)

    class Meta:
        db_table_comment = "Questions and complaints with a clock of their own; words sealed"
        indexes = [
            models.Index(fields=["office", "due_on"], name="casework_open_inquiry", condition=Q(answered_at=None))
        ]


class Reminder(models.Model):
    """A reminder a person asked for, of a service of the catalogue: one that waits for each person and service."""

    id = models.UUIDField(primary_key=True)
    person = models.UUIDField()
    service = models.CharField(max_length=8)
    remind_on = models.DateField(db_comment="the law's day on which the message goes out")
    language = models.CharField(max_length=8, default="zh-hans")
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, db_comment="the person no longer wants it")

    class Meta:
        db_table_comment = "Reminders that people asked for"
        indexes = [
            models.Index(fields=["remind_on"], name="casework_reminder_due", condition=Q(sent_at=None, ended_at=None))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "service"],
                condition=Q(sent_at=None, ended_at=None),
                name="casework_one_reminder_waits",
            )
        ]


class Notice(models.Model):
    """What a person was told in writing about a case, and the proof that it reached them."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, db_comment="gaps, refusal, ground, decision, announcement")
    gaps = models.JSONField(default=list, db_comment="material keys and reason codes it named")
    told_at = models.DateTimeField()
    channel = models.CharField(max_length=12)
    served_at = models.DateTimeField(null=True)
    proof = models.CharField(max_length=80, default="", db_comment="message delivered, seen on page, parcel number")
    message = models.UUIDField(null=True, db_comment="exchange message that carried it; its delivery is a proof")

    class Meta:
        db_table_comment = "What a person was told in writing, and the proof that it reached them"


class Visit(models.Model):
    """One person's visit at one window: a basket of cases, one payment."""

    id = models.UUIDField(primary_key=True)
    person = models.UUIDField()
    office = models.CharField(max_length=20)
    clerk = models.UUIDField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    order_number = models.CharField(max_length=32, default="", blank=True)

    class Meta:
        db_table_comment = "A visit at a window: a basket of cases, one payment"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "office"], condition=Q(closed_at=None), name="casework_one_open_visit"
            )
        ]


class Rating(models.Model):
    """What the person thought of it: one to five, and words if they wish."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.CASCADE, related_name="+")
    stars = models.PositiveSmallIntegerField()
    words = models.BinaryField(default=b"", db_comment="sealed")
    given_at = models.DateTimeField()

    class Meta:
        db_table_comment = "What the person thought of a decided case, one to five"
        constraints = [models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="casework_stars")]


class Confirmation(models.Model):
    """How much of somebody's time one application sent online took. Nothing here says whose, or which case."""

    service = models.CharField(max_length=8)
    office = models.CharField(max_length=20)
    on = models.DateField()
    prepared = models.BooleanField(db_comment="the office had prepared it")
    seconds = models.FloatField(db_comment="with our pages open, from the first one to sending")

    class Meta:
        db_table_comment = "A person's time for one application sent online; without person and case"


class MonthSum(models.Model):
    """What was decided in a month, by service and office: made anew by a nightly job, read by public pages."""

    month = models.DateField(db_comment="its first day")
    service = models.CharField(max_length=8)
    office = models.CharField(max_length=20)
    decided = models.PositiveIntegerField(default=0)
    online = models.PositiveIntegerField(default=0)
    granted = models.PositiveIntegerField(default=0)
    at_partners = models.PositiveIntegerField(default=0, db_comment="granted, and applied for at a partner")
    in_time = models.PositiveIntegerField(default=0, db_comment="decided on the last day of the limit or before")
    at_once = models.PositiveIntegerField(default=0, db_comment="decided within a minute of being sent")
    days = models.PositiveIntegerField(default=0, db_comment="days of the time limit that were not used")
    told = models.PositiveIntegerField(default=0, db_comment="were told of something missing")
    told_late = models.PositiveIntegerField(default=0, db_comment="of these, some of it only in a second notice")
    one_visit = models.PositiveIntegerField(default=0, db_comment="online, or nothing was missing at the window")
    rated = models.PositiveIntegerField(default=0)
    satisfied = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    followed_up = models.PositiveIntegerField(default=0, db_comment="bad ratings that the office has answered")
    timed = models.PositiveIntegerField(default=0, db_comment="sent online with the person's time measured")
    prompt = models.PositiveIntegerField(default=0, db_comment="of these, under the time that counts as prompt")

    class Meta:
        db_table_comment = "Sums of decided cases by month, service and office"
        constraints = [
            models.UniqueConstraint(fields=["month", "service", "office"], name="casework_one_sum_a_month"),
        ]


class Agreement(models.Model):
    """Somebody else who has to agree to a case (the buyer of a vehicle, a co-owner, a bank), and what they said."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    party = models.UUIDField(db_comment="people.Person or people.Organisation who is asked")
    kind = models.CharField(max_length=12, default="person", db_comment="person, organisation")
    role = models.CharField(max_length=12, db_comment="in which part")
    about = models.CharField(max_length=64, default="", db_comment="SHA-256 of the answers that it is about")
    asked_at = models.DateTimeField()
    answer_by = models.DateField(db_comment="the last day to answer")
    agreed = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True, db_comment="people.Person who spoke")
    by = models.CharField(max_length=40, default="", db_comment="label of who recorded it")

    class Meta:
        db_table_comment = "Who else has to agree to a case, and what they said"
        indexes = [models.Index(fields=["party"], name="casework_agreement_party", condition=Q(answered_at=None))]
        constraints = [models.UniqueConstraint(fields=["case", "party"], name="casework_agreement_once")]


class Batch(ClosedModel):
    """A table of applications that somebody handed in at once (批量办理). The same file is one batch of its office."""

    id = models.UUIDField(primary_key=True)
    service = models.CharField(max_length=8)
    office = models.CharField(max_length=20)
    label = models.CharField(max_length=40, db_comment="staff number of who applies for its rows")
    digest = models.CharField(max_length=64, db_comment="SHA-256 of the file")
    made_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, db_comment="when they said: apply for the good rows")

    class Meta:
        db_table_comment = "Applications handed in as one file"
        indexes = [models.Index(fields=["office", "-made_at"], name="casework_batches")]
        constraints = [models.UniqueConstraint(fields=["service", "office", "digest"], name="casework_file_once")]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        offices = {grant.office for grant in actor.grants if grant.power == WORK}
        return Q() if "*" in offices else Q(office__in=offices)


class BatchRow(ClosedModel):
    """One row of a batch. Its cells are sealed, and go once a case holds them."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="+")
    line = models.PositiveIntegerField(db_comment="where it begins in the file")
    names = models.CharField(max_length=40, default="", db_comment="what it registers: the code on the frame")
    state = models.CharField(max_length=8, db_comment="wrong ready sent failed")
    problems = models.JSONField(default=list, db_comment="what is wrong with it: [field, zh, en]")
    cells = models.BinaryField(default=b"", db_comment="sealed JSON of the cells as they came")
    case_id = models.UUIDField(null=True, db_comment="the case it led to")
    pk = models.CompositePrimaryKey("batch", "line")

    class Meta:
        db_table_comment = "One application of a batch; cells sealed"
        indexes = [
            models.Index(fields=["names"], name="casework_batch_names", condition=Q(state="ready")),
            models.Index(fields=["case_id"], name="casework_batch_case", condition=Q(case_id__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["wrong", "ready", "failed"]) | Q(state="sent", case_id__isnull=False),
                name="casework_sent_row_has_a_case",
            )
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        return Q(batch__in=Batch._base_manager.filter(Batch._visible(actor)).values("id"))
