"""Courses of education in words: what is done, what is missing, what it is worth; shared by citizen and desk pages."""

from datetime import date
from typing import Any

from django.urls import reverse

from tongban.assessment.learning import queries, shelf
from tongban.assessment.learning.types import (
    END_WORDS,
    KIND_NAMES,
    Course,
    CourseState,
    Item,
    Kind,
    OnSiteClass,
    Viewing,
    ViewingState,
)
from tongban.assessment.questions.types import JUDGED, LETTERS, QuestionKind, Wording
from tongban.core import clock, working_days
from tongban.core.law_book import book
from tongban.law.names import subject_text
from tongban.law.rules import points_limit, points_reduction
from tongban.law.text import Text, listed
from tongban.outlets import queries as outlets
from tongban.registers.drivers import queries as drivers

STATES = {
    CourseState.OPEN: (Text(zh="正在学习", en="under way"), "due"),
    CourseState.DONE: (Text(zh="已完成", en="done"), "done"),
    CourseState.ENDED: (Text(zh="已结束", en="ended"), "refused"),
}
DAYS_LEFT = Text(
    zh="共{all}天：还差{days}天，其中现场或者网络还差{taught}天，现场还差{on_site}天。",
    en="{all} days in all: {days} are missing, of these {taught} on-site or online, {on_site} on-site.",
)
DAYS_DONE = Text(zh="{all}天已学满，可以考试。", en="All {all} days are complete: the test can be taken.")
MINUTES = Text(zh="已学{done}分钟，共需{needed}分钟。", en="{done} of {needed} minutes.")
TEST_UNTIL = Text(zh="学习已完成，请在{day}前考试。", en="The study is complete. Take the test by {day}.")
PUBLIC = Text(
    zh="活动已公示，{day}以前没有人提出异议就减分。", en="The activity is public: without objection by {day} it counts."
)
TOPICS_LEFT = Text(zh="每个方面至少学完一课，还差：{topics}。", en="A lesson of each topic; still missing: {topics}.")
TAKEN_OFF = Text(zh="已减{points}分。", en="{points} off your points.")
HOURS = Text(zh="{hours}小时已记入驾驶人档案。", en="{hours} hours are in your driver file.")
CLEARED = Text(zh="记分已清除，驾驶证可以使用。", en="The points are cleared, the licence may be used.")
TESTS = Text(zh="还要考：{subjects}。", en="Still to be tested: {subjects}.")
COUNTED = Text(zh="已计{minutes}分钟", en="{minutes} minutes count")
FULL_DAY = {
    "on_site": Text(zh="现场", en="on-site"),
    "online": Text(zh="网络", en="online"),
    "alone": Text(zh="自主", en="by yourself"),
}
TOO_SHORT = Text(zh="时间不够，不算一天", en="too short for a day")


def course(one: Course) -> dict[str, Any]:
    """A course as pages show it."""
    word, tone = STATES[one.state]
    return {
        "course": one,
        "name": KIND_NAMES[one.kind],
        "word": END_WORDS[one.end] if one.end else word,
        "tone": tone,
        "href": reverse("citizen:course", args=[one.id]),
        "said": list(_said(one)),
        "share": _share(one),
        "refusal": one.refusal,
    }


def lessons(one: Course) -> list[dict[str, Any]]:
    """The lessons by topic, each with how far it is. One statement."""
    begun = queries.viewings_of(one.id)
    rows: dict[str, list[dict[str, Any]]] = {topic: [] for topic in shelf.TOPICS}
    for lesson in shelf.lessons().values():
        viewing = begun.get(lesson.code)
        rows[lesson.topic].append({
            "title": lesson.title,
            "href": reverse("citizen:lesson", args=[one.id, lesson.code]),
            "done": viewing is not None and viewing.state is ViewingState.DONE,
            "counted": COUNTED.fill(minutes=viewing.counted // 60) if viewing else None,
        })  # fmt: skip
    return [{"topic": shelf.TOPICS[topic], "lessons": found} for topic, found in rows.items()]


def days(one: Course) -> list[dict[str, Any]]:
    """The days of points-limit education: what each counts as."""
    on, rules = clock.today(), book().at(one.region)
    return [
        {"on": day.on, "kind": FULL_DAY.get(points_limit.counts_as(day, on, rules), TOO_SHORT),
         "minutes": day.online + day.on_site}
        for day in one.study.days
    ]  # fmt: skip


def on_site_class(one: OnSiteClass) -> dict[str, Any]:
    """A class as pages show it. One statement."""
    office = outlets.find_outlet(one.office)
    name = office.name if office else Text(zh=one.office, en=one.office)
    return {"it": one, "office": name, "left": one.places - one.taken}


def pulse(viewing: Viewing, language: str) -> dict[str, Any]:
    """A lesson that runs, for the page that shows it."""
    check = None
    if viewing.check and viewing.answer_by:
        word, offered = viewing.check
        check = {
            "word": word.in_language(language),
            "options": [[key, text.in_language(language)] for key, text in offered],
            "seconds": max(int((viewing.answer_by - clock.now()).total_seconds()), 0),
        }
    return {
        "state": viewing.state.value,
        "counted": viewing.counted,
        "waiting": viewing.waiting,
        "needed": viewing.needed,
        "missed": viewing.missed,
        "check": check,
    }


def asked(one: Item) -> dict[str, Any]:
    """A question of a test, without what is right."""
    return {
        "place": one.place,
        "words": one.wording.words,
        "multiple": one.wording.kind is QuestionKind.MULTIPLE,
        "options": [{"value": letter, "label": text} for letter, text in _options(one)],
    }


def explained(one: Item) -> dict[str, Any]:
    """A question that was not answered rightly, with what is right and why."""
    names = dict(_options(one))
    return {
        "place": one.place,
        "words": one.wording.words,
        "given": [names[letter] for letter in one.given if letter in names],
        "right": [names[letter] for letter in one.right],
        "explanation": one.wording.explanation,
        "article": one.wording.article,
    }


def practice(wording: Wording) -> dict[str, Any]:
    """A question of the bank with what is right and why, for reading."""
    names = dict(JUDGED) if wording.kind is QuestionKind.JUDGE else dict(zip(LETTERS, wording.options, strict=False))
    return {
        "words": wording.words,
        "right": [names[letter] for letter in wording.right],
        "explanation": wording.explanation,
        "article": wording.article,
    }


def _options(one: Item) -> list[tuple[str, Text]]:
    if one.wording.kind is QuestionKind.JUDGE:
        return list(JUDGED.items())
    return list(zip(LETTERS, one.options, strict=False))


def _said(one: Course) -> list[Text]:
    """Where a course stands, in sentences."""
    if one.state is CourseState.ENDED:
        return []
    if one.state is CourseState.DONE:
        worth = {Kind.REDUCTION: TAKEN_OFF.fill(points=one.credited), Kind.REVIEW: HOURS.fill(hours=one.credited)}
        return [worth.get(one.kind, CLEARED)]
    on, rules = clock.today(), book().at(one.region)
    if one.kind is Kind.POINTS_LIMIT:
        return _limit(one, on)
    if one.kind is Kind.REVIEW:
        said = MINUTES.fill(done=one.study.minutes, needed=rules.value("review.hours", on) * 60)
        missing = [topic for topic in rules.value("lessons.review_topics", on) if topic not in one.study.topics]
        topics = listed(shelf.TOPICS[topic] for topic in missing) if missing else None
        return [said, *([TOPICS_LEFT.fill(topics=topics)] if topics else [])]
    if one.waits_until:
        return [PUBLIC.fill(day=one.waits_until)]
    if one.study.studied_on:
        return [TEST_UNTIL.fill(day=points_reduction.test_until(one.study.studied_on, on, rules, working_days.table()))]
    needed = rules.value("points_reduction.minutes", on)[one.mode]
    return [MINUTES.fill(done=one.study.minutes, needed=needed)]


def _limit(one: Course, on: date) -> list[Text]:
    rules, licence = book().at(one.region), drivers.get_driver(one.driver_id).licence
    wanted = points_limit.demand(licence, on, rules)
    on_site, taught, missing = points_limit.done(one.study, on, rules).missing(wanted)
    tests = [subject for subject in wanted.subjects if subject not in one.study.passed]
    said = DAYS_LEFT if missing else DAYS_DONE
    left = TESTS.fill(subjects=subject_text(*tests)) if tests else None
    return [said.fill(all=wanted.days, days=missing, taught=taught, on_site=on_site), *([left] if left else [])]


def _share(one: Course) -> int:
    """How much of the study is done, in percent."""
    on, rules = clock.today(), book().at(one.region)
    if one.kind is Kind.POINTS_LIMIT:
        wanted = points_limit.demand(drivers.get_driver(one.driver_id).licence, on, rules)
        missing = points_limit.done(one.study, on, rules).missing(wanted)[2]
        return 100 * (wanted.days - missing) // wanted.days
    needed = rules.value("review.hours", on) * 60 if one.kind is Kind.REVIEW else 0
    needed = needed or rules.value("points_reduction.minutes", on)[one.mode]
    return 100 if one.study.studied_on else min(100 * one.study.minutes // needed, 100)
