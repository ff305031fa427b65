"""Sessions, plans and places in an order, as pages show them."""

from typing import Any

from tongban.allocation.slots import assigning, planning
from tongban.allocation.slots.types import Order, Place, PlanState, PlanView, SessionView, Standing
from tongban.core import clock, regions
from tongban.law.text import Text
from tongban.services import driving_tests

STATES = {
    PlanState.PUBLISHED: (Text(zh="已公布", en="published"), "active"),
    PlanState.OPEN: (Text(zh="正在填志愿", en="preferences are taken"), "active"),
    PlanState.CLOSED: (Text(zh="志愿已截止", en="preferences have ended"), "due"),
    PlanState.FIXED: (Text(zh="名单已固定，等待公布随机值", en="list fixed, waiting for the public values"), "due"),
    PlanState.RUN: (Text(zh="已分配", en="slots given"), "done"),
}
STANDINGS = {
    Standing.BOOKED: (Text(zh="已约到", en="booked"), "done"),
    Standing.ATTENDED: (Text(zh="已参加", en="attended"), "done"),
    Standing.CANCELLED: (Text(zh="已取消", en="cancelled"), "due"),
    Standing.ABSENT: (Text(zh="缺考", en="did not come"), "refused"),
    Standing.RELEASED: (Text(zh="名额已让出", en="released"), "due"),
    Standing.VOID: (Text(zh="场次取消，不算次数", en="session cancelled: no attempt used"), "due"),
}
KEYS = {
    assigning.PRIORITY: Text(zh="有优先资格的在前", en="those with a priority first"),
    assigning.ORDERING_TIME: Text(zh="排序时间早的在前", en="the earlier ordering time first"),
    assigning.SUBMITTED: Text(zh="先填志愿的在前", en="whoever said preferences first"),
    assigning.DRAW: Text(zh="都相同的，由公开摇号决定", en="equals by a public draw"),
}
BY_DAY = Text(zh="（时间只比到日）", en=" (times are compared by the day)")
WHEN = Text(zh="{day} {hours} {site}", en="{day} {hours}, {site}")
LEFT = Text(zh="{day} {hours} {site}，剩 {left} 个名额", en="{day} {hours}, {site}: {left} left")
FREE = Text(zh="按现在的情况能约到", en="you would get it now")
DRAWN = Text(zh="有人和您排序相同，要看摇号", en="others are equal to you: a draw decides")
BEHIND = Text(zh="按现在的情况约不到", en="you would not get it now")
NOT_RECKONED = Text(zh="还没有算出来，几分钟后再看", en="not reckoned yet: look again in some minutes")
CANCELLED = Text(zh="这个场次取消了", en="this session is cancelled")


def hours(one: SessionView) -> str:
    """From when to when, on the clock in China."""
    begins, ends = (at.astimezone(clock.CHINA).strftime("%H:%M") for at in (one.begins_at, one.ends_at))
    return f"{begins}–{ends}"


def named(one: SessionView, words: Text = WHEN) -> Text:
    """A session in one line: when and where."""
    return words.fill(day=clock.day_of(one.begins_at), hours=hours(one), site=one.site_name, left=one.left)


def session(one: SessionView) -> dict[str, Any]:
    """A session as a row of a table."""
    return {"session": one, "name": named(one), "hours": hours(one), "subjects": driving_tests.name_of(one.subjects)}


def plan(one: PlanView) -> dict[str, Any]:
    """A plan with its state and its rule in words."""
    words, tone = STATES[one.state]
    return {"plan": one, "state": words, "tone": tone, "rule": rule(one.rule), "number": one.number}


def waits(found: set[str]) -> list[dict[str, Any]]:
    """How long somebody who joins now is expected to wait, for each of these regions and each test."""
    rows = []
    for region in sorted(found):
        for subjects in (*driving_tests.SUBJECTS, *driving_tests.AT_ONCE):
            expected = planning.expected_wait(region, subjects, planning.waiting(region, subjects))
            if expected.slots or expected.waiting:
                name = driving_tests.name_of(subjects)
                rows.append({"region": regions.name(region), "name": name, "expected": expected})
    return rows


def rule(told: dict[str, Any]) -> list[Text]:
    """A rule of order, step by step."""
    steps = [KEYS[key] for key in told["order"]]
    if told["grain"] == assigning.DAY:
        steps[-1] = Text(zh=steps[-1].zh + BY_DAY.zh, en=steps[-1].en + BY_DAY.en)
    return steps


def order(one: Order) -> dict[str, Any]:
    """Where somebody stands: place by place, why, and what they would get."""
    return {
        "order": one,
        "subjects": driving_tests.name_of(one.preferred.subjects),
        "event": driving_tests.EVENTS.get(one.preferred.key.event, Text(zh="排序时间", en="ordering time")),
        "places": [
            {"place": each, "name": named(each.session), "ahead": each.ahead + 1, "word": word, "tone": tone}
            for each in one.places
            for word, tone in [_outlook(each, one)]
        ],
    }


def told(one: Order) -> dict[str, Any]:
    """The same for a program."""
    return {
        "subjects": one.preferred.subjects,
        "code": one.preferred.code,
        "ordering_at": one.preferred.key.at.isoformat(),
        "event": one.preferred.key.event,
        "priority": one.preferred.key.priority,
        "reckoned_at": one.reckoned_at.isoformat() if one.reckoned_at else None,
        "would_get": one.would_get.place if one.would_get else None,
        "places": [
            {
                "session": each.session.place,
                "ahead": each.ahead,
                "equal": each.equal,
                "inside": each.inside,
                "slots": each.session.quota,
            }
            for each in one.places
        ],
    }


def _outlook(one: Place, order: Order) -> tuple[Text, str]:
    if one.session.cancelled:
        return CANCELLED, "refused"
    if order.reckoned_at is None:
        return NOT_RECKONED, "active"
    if one.inside is None:
        return DRAWN, "due"
    return (FREE, "done") if one.inside else (BEHIND, "due")
