"""Jobs. Each listener is the first try of something noted in the same transaction as its job; where the
partner does not answer, the row stays as it is and `send_what_waits` tries again every minute for an hour,
then every hour."""

import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from tongban.core import clock
from tongban.core.actor import system
from tongban.core.outbox import every, listens
from tongban.exchange import actions, post, queries, waiting
from tongban.exchange.messages import actions as messages
from tongban.exchange.offices import actions as offices
from tongban.exchange.payment import actions as payment
from tongban.exchange.payment import bills, reconcile, refunds
from tongban.exchange.types import ExchangeError, PartnerUnavailable

log = logging.getLogger(__name__)
K = TypeVar("K")


@listens("order_paid")
def issue_bill(order: str) -> None:
    """A paid order gets its fiscal bill."""
    _try(lambda: bills.issue_bill(order_id=UUID(order)))


@listens("order_refunded")
def cancel_bill(order: str) -> None:
    """A refunded order's bill is taken back."""
    _try(lambda: bills.cancel_bill(order_id=UUID(order)))


@listens("part_refunded")
def reverse_part(refund: str) -> None:
    """A part went back: the bill shows it."""
    _try(lambda: bills.reverse_part(refund_id=UUID(refund)))


@listens("refund_approved")
def carry_out_refund(refund: str) -> None:
    """An approved refund goes to the bank."""
    _try(lambda: refunds.carry_out(refund_id=UUID(refund)))


@listens("notice_queued", priority=5)
def send_notice(notice: str) -> None:
    """A message goes to the gateway."""
    _try(lambda: messages.deliver(notice_id=UUID(notice)))


@listens("parcel_ordered")
def hand_over_parcel(parcel: str) -> None:
    """A parcel goes to the post."""
    _try(lambda: post.hand_over(parcel_id=UUID(parcel)))


@listens("partner_post_event")
def record_parcel_event(message: str) -> None:
    """The post tells of a parcel."""
    post.record(event=queries.get_message(UUID(message)).value)


@listens("letter_written")
def hand_over_letter(letter: str) -> None:
    """A letter goes to another office."""
    _try(lambda: offices.hand_over(UUID(letter)))


@every("* * * * *")
def send_what_waits(planned: int) -> None:
    """Try again what a partner did not take, or whose job was lost."""
    since = clock.now() - waiting.OFTEN
    if datetime.fromtimestamp(planned, UTC).minute == 0:
        since = clock.now() - waiting.HOURLY
    _each(waiting.notices(since), lambda pk: messages.deliver(notice_id=pk))
    _each(waiting.unbilled(since), lambda pk: bills.issue_bill(order_id=pk))
    _each(waiting.refunds(since), lambda pk: refunds.carry_out(refund_id=pk))
    _each(waiting.red_bills(), lambda pk: bills.cancel_bill(order_id=pk))
    _each(waiting.red_parts(), lambda pk: bills.reverse_part(refund_id=pk))
    _each(waiting.parcels(since), lambda pk: post.hand_over(parcel_id=pk))


@every("* * * * * */5")
def hand_over_letters(planned: int) -> None:
    """Letters that another office has not acknowledged, each when its next try has come."""
    for letters in waiting.letters().values():
        _each(letters, offices.hand_over)


@every("*/5 * * * *")
def ask_bank(planned: int) -> None:
    """Ask the bank about orders whose payer was sent to the cashier in the last hour; end what is over."""
    _each(waiting.at_cashier(clock.now() - timedelta(hours=1)), lambda number: payment.query_bank(number=number))
    for number in waiting.never_sent():
        payment.expire_order(number=number, actor=system("expiry"))


@every("30 18 * * *")
def ask_bank_nightly(planned: int) -> None:
    """At 02:30 in China: ask the bank about every order still open, and end those it knows no payment of."""
    asked = _each(waiting.at_cashier(None), lambda number: payment.query_bank(number=number))
    for number in waiting.over(asked):
        payment.expire_order(number=number, actor=system("expiry"))


@every("0 19 * * *")
def reconcile_nightly(planned: int) -> None:
    """At 03:00 in China: compare the books of every day since the last one compared (yesterday at first)."""
    today = clock.day_of(clock.now())
    day = reconcile.last_reconciled(today) or today - timedelta(days=2)
    while (day := day + timedelta(days=1)) < today:
        if not _try(lambda day=day: reconcile.reconcile(day)):  # type: ignore[misc]
            return


@every("15 19 * * *")
def track_parcels(planned: int) -> None:
    """Nightly: ask the post about parcels under way, in case an event was never told."""
    _each(waiting.under_way(), lambda pk: post.ask_track(parcel_id=pk))


@every("45 19 * * *")
def forget_old_answers(planned: int) -> None:
    """Nightly: remove kept answers whose agreed days are over."""
    actions.forget_old_answers()


def _each(keys: Iterable[K], act: Callable[[K], object]) -> list[K]:
    """Act on each until a partner does not answer at all; return those that went well."""
    done = []
    for key in keys:
        try:
            act(key)
            done.append(key)
        except PartnerUnavailable as error:
            log.info("%s does not answer: the rest waits", error.partner)
            break
        except ExchangeError as error:
            log.warning("%s: %s", error.partner, error.detail)
    return done


def _try(act: Callable[[], object]) -> bool:
    """Act once; what a partner did not take stays as it is for `send_what_waits`."""
    return bool(_each([None], lambda _: act()))
