"""What waits for a partner: found by its own state, so that a lost job loses nothing."""

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q

from tongban.core import clock
from tongban.exchange.models import Letter, Notice, Order, Parcel, Refund
from tongban.exchange.payment import queries
from tongban.exchange.payment.types import OPEN_STATES, PAID, PAYING, REFUNDED, WAITING

OFTEN = timedelta(hours=1)  # what is younger is tried every minute
HOURLY = timedelta(days=30)  # what is younger is tried every hour
FIRST_TRY = timedelta(minutes=1)  # the job itself comes first
AT_ONCE = 200


def _between(since: datetime) -> tuple[datetime, datetime]:
    return since, clock.now() - FIRST_TRY


def notices(since: datetime) -> list[UUID]:
    """Return messages the gateway has not taken."""
    rows = Notice.for_system("messages that wait").filter(state="queued", created_at__range=_between(since))
    return list(rows.order_by("created_at").values_list("pk", flat=True)[:AT_ONCE])


def unbilled(since: datetime) -> list[UUID]:
    """Return paid orders without a fiscal bill."""
    rows = Order.for_system("orders that wait for a bill").filter(state=PAID, bill_number="")
    return list(rows.filter(paid_at__range=_between(since)).order_by("paid_at").values_list("pk", flat=True)[:AT_ONCE])


def refunds(since: datetime) -> list[UUID]:
    """Return approved refunds the bank has not carried out."""
    rows = Refund.objects.filter(state="approved", requested_at__range=_between(since)).exclude(payment__method="cash")
    return list(rows.order_by("due_on").values_list("pk", flat=True)[:AT_ONCE])


def red_bills() -> list[UUID]:
    """Return refunded orders whose bill was not taken back."""
    rows = Order.for_system("orders that wait for a red bill").filter(state=REFUNDED, red_bill_number="")
    rows = rows.exclude(bill_number="").exclude(pk__in=queries.reversible_parts().values("payment__order"))
    return list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


def red_parts() -> list[UUID]:
    """Return parts that went back and that no red bill has taken off their order's bill."""
    rows = queries.reversible_parts().filter(red_bill_number="").exclude(payment__order__bill_number="")
    return list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


def parcels(since: datetime) -> list[UUID]:
    """Return parcels the post has not taken on."""
    rows = Parcel.for_system("parcels that wait").filter(tracking_number=None, ordered_at__range=_between(since))
    return list(rows.order_by("ordered_at").values_list("pk", flat=True)[:AT_ONCE])


def under_way() -> list[UUID]:
    """Return parcels the post has and has not brought to an end."""
    rows = Parcel.for_system("parcels under way").exclude(tracking_number=None)
    return list(rows.exclude(state__in=("delivered", "lost", "returned")).values_list("pk", flat=True))


def at_cashier(since: datetime | None) -> list[str]:
    """Return orders whose payer was sent to the cashier (since an instant), the longest unasked first."""
    rows = Order.for_system("orders at the bank").filter(state=PAYING)
    if since is not None:
        rows = rows.filter(sent_to_cashier_at__gte=since)
    return list(rows.order_by(F("asked_bank_at").asc(nulls_first=True)).values_list("number", flat=True)[: AT_ONCE * 5])


def never_sent() -> list[str]:
    """Return orders that are over and whose payer never went to the cashier."""
    rows = Order.for_system("orders nobody paid").filter(state=WAITING, expires_at__lte=clock.now())
    return list(rows.values_list("number", flat=True)[: AT_ONCE * 5])


def over(asked: list[str]) -> list[str]:
    """Return, of the orders the bank was just asked about, those that are over and still open."""
    rows = Order.for_system("orders the bank knows no payment of")
    return list(
        rows.filter(Q(state__in=OPEN_STATES), number__in=asked, expires_at__lte=clock.now()).values_list(
            "number", flat=True
        )
    )


def letters() -> dict[str, list[UUID]]:
    """Return letters whose next try has come, by office, the oldest first."""
    rows = Letter.for_system("letters that wait").filter(acknowledged_at=None, refused_at=None, try_at__lte=clock.now())
    waiting: dict[str, list[UUID]] = defaultdict(list)
    for office, pk in rows.order_by("written_at").values_list("office", "pk")[:AT_ONCE]:
        waiting[office].append(pk)
    return waiting
