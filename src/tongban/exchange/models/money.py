"""Orders, payments, refunds, tills, and where two books do not agree (缴费、退费、日结、差异)."""

from django.db import models
from django.db.models import Q

from tongban.core.actor import SEE, Actor
from tongban.core.closed import ClosedModel
from tongban.core.ids import new_id
from tongban.exchange.models.questions import NOBODY


class Order(ClosedModel):
    """One payment order (缴款单) for a basket of cases. An order moves forward only, by `payment.actions`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=24, unique=True, db_comment="Day and 16 random digits: cannot be guessed (P7)")
    lines = models.JSONField(db_comment="[{zh, en, amount, case}]; case where the line is one case's part")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    state = models.CharField(max_length=20)
    payer_person_id = models.UUIDField(null=True)
    channel = models.CharField(max_length=16)
    office = models.CharField(max_length=32, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sent_to_cashier_at = models.DateTimeField(null=True)
    asked_bank_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    bill_code = models.CharField(max_length=8, blank=True)
    bill_number = models.CharField(max_length=10, blank=True)
    bill_check_code = models.CharField(max_length=32, blank=True)
    red_bill_number = models.CharField(max_length=10, blank=True)

    class Meta:
        db_table = "exchange_order"
        db_table_comment = "Payment orders: one per basket, never charged twice"
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="exchange_order_costs_something")]
        indexes = [
            models.Index(
                fields=["created_at"],
                name="exchange_order_open",
                condition=Q(state__in=("waiting", "paying")),
            ),
            models.Index(fields=["paid_at"], name="exchange_order_paid_at"),
        ]

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        if actor.kind == "citizen":
            return Q(payer_person_id=actor.person_id) if actor.person_id else NOBODY
        return Q() if actor.may(SEE) else NOBODY


class OrderCase(models.Model):
    """Which cases an order pays for. A case has at most one live order (P3)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="links")
    case_id = models.UUIDField()
    live = models.BooleanField(default=True)

    class Meta:
        db_table = "exchange_order_case"
        db_table_comment = "Cases paid for by an order"
        constraints = [
            models.UniqueConstraint(fields=["case_id"], condition=Q(live=True), name="exchange_one_live_order_per_case")
        ]


class TillDay(models.Model):
    """One till on one day (现金日结): opened in the morning, counted and closed in the evening."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    till = models.CharField(max_length=32, db_comment="The till's code: office and window")
    office = models.CharField(max_length=32)
    day = models.DateField()
    float_amount = models.DecimalField(max_digits=12, decimal_places=2)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=64)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=64, blank=True)
    expected = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    counted = models.DecimalField(max_digits=12, decimal_places=2, null=True)

    class Meta:
        db_table = "exchange_till_day"
        db_table_comment = "Cash at the desk: one row per till and day"
        constraints = [models.UniqueConstraint(fields=["till", "day"], name="exchange_till_once_a_day")]


class Payment(models.Model):
    """Money that came in. The provider's reference counts once, for ever."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payments")
    reference = models.CharField(max_length=64, unique=True, db_comment="The provider's, or our cash receipt number")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    method = models.CharField(max_length=16, db_comment="alipay, wechat, unionpay, cash")
    paid_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    till_day = models.ForeignKey(TillDay, on_delete=models.PROTECT, null=True, related_name="+")
    counts = models.BooleanField(db_comment="False: a duplicate or another amount, to be given back")

    class Meta:
        db_table = "exchange_payment"
        db_table_comment = "Payments received"
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(counts=True), name="exchange_order_paid_once")
        ]
        indexes = [models.Index(fields=["paid_at"], name="exchange_payment_paid_at")]


class Refund(models.Model):
    """Money that goes back, whole or one case's part of it: by the way it came (原路退回), cash from a till or by
    transfer after a look at the ID."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    case_id = models.UUIDField(null=True, db_comment="The case whose part goes back; null: all that is left")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    reason = models.CharField(max_length=32)
    remark = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=16, db_comment="requested, approved, done")
    requested_at = models.DateTimeField()
    requested_by = models.CharField(max_length=64)
    approved_by = models.CharField(max_length=64, blank=True)
    due_on = models.DateField(db_comment="Last working day on which it must be done (P8)")
    done_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=64, blank=True, db_comment="The bank's, the transfer's, or our cash slip's")
    red_bill_number = models.CharField(
        max_length=10,
        blank=True,
        db_default="",
        db_comment="The red bill of a part; a whole order's stands there",
    )
    till_day = models.ForeignKey(TillDay, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "exchange_refund"
        db_table_comment = "Refunds: one per payment and case at most, together never more than was paid"
        constraints = [
            models.UniqueConstraint(fields=["payment", "case_id"], name="exchange_refund_once", nulls_distinct=False)
        ]
        indexes = [
            models.Index(fields=["due_on"], name="exchange_refund_open", condition=~Q(state="done")),
        ]


class Difference(models.Model):
    """Two books do not agree. The row is the task: open until somebody settles it with a remark."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    day = models.DateField()
    kind = models.CharField(max_length=24)
    subject = models.CharField(max_length=64, db_comment="Payment reference, order number or till")
    ours = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    theirs = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    detail = models.JSONField(default=dict)
    found_at = models.DateTimeField()
    due_on = models.DateField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=64, blank=True)
    remark = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "exchange_difference"
        db_table_comment = "Differences between orders, bank, tills and bills: zero, or an open row here"
        constraints = [models.UniqueConstraint(fields=["kind", "subject"], name="exchange_difference_once")]
        indexes = [models.Index(fields=["due_on"], name="exchange_difference_open", condition=Q(settled_at=None))]
