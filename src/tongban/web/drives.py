"""A drive as pages show it: the map, signals as strips, each fault with its moment, and what nobody could judge.

Map and strips are drawn here as SVG, so that they can be read without JavaScript; `static/drive.js` moves the car.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from tongban.assessment.exams.driving import judging, queries
from tongban.assessment.exams.driving.course import Course, Point
from tongban.assessment.exams.driving.frames import BELT, DOOR, HAND_BRAKE, LEFT, RIGHT, Series
from tongban.assessment.exams.driving.scoring.drive import runs
from tongban.assessment.exams.driving.types import FAILED, OPEN, PASSED, Scored
from tongban.law.rules.driving_tests import Item, Sheet
from tongban.law.text import Text, listed
from tongban.web import drive_map

MOST_POINTS = 1500  # of a line that is drawn, and of the moments the browser gets
WIDTH, HEIGHT = 1000, 60
STATES = {
    "open": Text(zh="正在行驶", en="under way"),
    "closed": Text(zh="已结束，待评判", en="ended, to be judged"),
    "judged": Text(zh="已评判", en="judged"),
}
OUTCOMES = {
    PASSED: Text(zh="机器评判：合格", en="by the machine: passed"),
    FAILED: Text(zh="机器评判：不合格", en="by the machine: failed"),
    OPEN: Text(zh="机器不能单独评判", en="the machine alone cannot judge"),
}
TONES = {PASSED: "done", FAILED: "refused", OPEN: "due"}
WHY = {
    "rate": Text(zh="上报频率不够，无法评判：{items}", en="The car reports too seldom to judge: {items}"),
    "gap": Text(
        zh="信号中断或不可信，这一段无法评判：{items}",
        en="Signals are missing or cannot be true; not judged there: {items}",
    ),
    "not_driven": Text(zh="没有行驶的项目：{items}", en="Not driven: {items}"),
    "short": Text(zh="行驶距离不够：{items}", en="The drive is too short: {items}"),
}
FINDINGS = {
    "missing": Text(zh="信号缺失", en="signals are missing"),
    "clock_jumped": Text(zh="车载时钟跳变", en="the car's clock jumped"),
    "too_fast": Text(zh="车速不可信", en="a speed that cannot be"),
    "position_jumped": Text(zh="定位跳变或丢失", en="the position jumped or was lost"),
    "repeated": Text(zh="重复上报", en="reported twice"),
    "otherwise": Text(zh="同一序号内容不同", en="one number, two contents"),
    "late": Text(zh="迟到的数据", en="late"),
    "second_car": Text(zh="另一辆车试图上报，已拒绝", en="another car tried to report and was refused"),
    "clock_differs": Text(zh="车载时钟与系统不一致", en="the car's clock differs from ours"),
    "broken_frames": Text(zh="校验和错误的数据", en="frames with a wrong check sum"),
    "count_differs": Text(zh="收到的数据与车上记录的数量不同", en="not as many frames as the car says"),
}
TIMES = Text(zh="{what}（{count} 处）", en="{what} ({count})")
PARTS = {
    "reverse": Text(zh="倒车入库", en="reverse into the bay"),
    "hill": Text(zh="坡道定点停车和起步", en="hill stop and start"),
    "parallel": Text(zh="侧方停车", en="parallel parking"),
    "curve": Text(zh="曲线行驶", en="S-curve"),
    "right": Text(zh="直角转弯", en="right-angle turn"),
    "road_metres": Text(zh="规定的最短距离", en="the shortest distance asked for"),
}
UNITS = {
    "cm": Text(zh="{value} 厘米", en="{value} cm"),
    "seconds": Text(zh="{value} 秒", en="{value} s"),
    "km_h": Text(zh="{value} 公里/小时", en="{value} km/h"),
    "metres": Text(zh="{value} 米", en="{value} m"),
    "times": Text(zh="{value} 次", en="{value} times"),
    "gear": Text(zh="挡位 {value}", en="gear {value}"),
    "command": Text(zh="第 {value} 号指令", en="command {value}"),
}
LIMIT = Text(zh="{measured}，界限 {limit}", en="{measured}, limit {limit}")
LINES = (
    (Text(zh="车速", en="Speed"), "speed"),
    (Text(zh="转向盘", en="Steering"), "steering"),
    (Text(zh="发动机转速", en="Engine"), "rpm"),
    (Text(zh="挡位", en="Gear"), "gear"),
)
BARS = (
    (Text(zh="制动", en="Brake"), "brake", 0xFF),
    (Text(zh="驻车制动", en="Hand brake"), "switches", HAND_BRAKE),
    (Text(zh="左转向灯", en="Left indicator"), "switches", LEFT),
    (Text(zh="右转向灯", en="Right indicator"), "switches", RIGHT),
    (Text(zh="安全带", en="Belt"), "switches", BELT),
    (Text(zh="车门", en="Door"), "switches", DOOR),
    (Text(zh="轧线", en="Line"), "lines", 0xFF),
)


def head(row: queries.DriveRow) -> dict[str, Any]:
    """A drive in a line of a list."""
    return {
        "id": row.id,
        "car": row.car_id,
        "subject": row.subject,
        "licence_class": row.licence_class,
        "began_at": row.began_at,
        "state": STATES[row.state],
        "tone": {"open": "due", "closed": "due", "judged": "done"}[row.state],
    }


def replay(row: queries.DriveRow) -> dict[str, Any]:
    """A drive to look at: what the machine found, kept or as it would be now, and all that was added."""
    sheet = judging.sheet_of(row)
    series, _ = queries.series(row.id, sheet)
    scored, judged = judging.scored_by(row, sheet), queries.find_judged(row.id)
    course, _ = queries.course_and_car(row)
    faults = [*_faults(scored, sheet, queries.added(row.id))]
    return {
        **head(row),
        "edition": scored.edition,
        "metres": scored.metres,
        "rate": scored.rate,
        "score": scored.score,
        "outcome": OUTCOMES[scored.outcome],
        "outcome_tone": TONES[scored.outcome],
        "decision": judged.decision if judged else "",
        "told_score": judged.told_score if judged else None,
        "same": judged is None or judged.digest == scored.digest,
        "faults": faults,
        "unjudged": _unjudged(scored, sheet),
        "findings": _findings(scored, queries.notes(row.id)),
        "examiner": [
            {"value": item.code, "label": _labelled(item)} for item in sheet.items.values() if item.judge == "examiner"
        ],
        "map": _map(series, course, faults) if len(series) else "",
        "strips": [*_strips(series, faults)] if len(series) > 1 else [],
        "moments": _moments(series, course),
        "geojson": drive_map.geojson(series, course, faults, _thinned(len(series))) if len(series) else None,
    }


def last_seen(row: queries.DriveRow) -> list[dict[str, Any]]:
    """What the car said last, while it drives. One statement."""
    series = queries.newest(row.id)
    if not len(series):
        return []
    switches = series.column("switches")[-1]
    said = [
        (Text(zh="车速", en="Speed"), f"{series.speed[-1] * 0.036:.0f} km/h"),
        (Text(zh="挡位", en="Gear"), str(series.column("gear")[-1])),
        (Text(zh="已收到", en="Received"), f"{series.number[-1] + 1}"),
        (Text(zh="时间", en="Time"), clock_of(series.clock[-1])),
    ]
    yes, no = Text(zh="是", en="yes"), Text(zh="否", en="no")
    flags = [(BARS[4][0], switches & BELT), (BARS[5][0], switches & DOOR), (BARS[1][0], switches & HAND_BRAKE)]
    return [
        *({"name": name, "value": Text(zh=value, en=value)} for name, value in said),
        *({"name": name, "value": yes if on else no} for name, on in flags),
    ]


def clock_of(ms: int) -> str:
    """Minutes and seconds of a drive."""
    return f"{ms // 60_000}:{ms // 1000 % 60:02d}"


def _labelled(item: Item) -> Text:
    return Text(zh=f"{item.sentence.zh}（{item.points}）", en=f"{item.sentence.en} ({item.points})")


def _faults(scored: Scored, sheet: Sheet, added: Iterable[queries.AddedRow]) -> Iterator[dict[str, Any]]:
    """The machine's faults and the examiner's, in the order of their moments, numbered."""
    found: list[dict[str, Any]] = [
        {"item": one.item, "points": one.points, "ms": one.at_ms, "until": one.until_ms, "reason": "", "by": "",
         "measured": _measured(one.measured), "lat": one.lat, "lon": one.lon}
        for one in scored.deductions
    ]  # fmt: skip
    found += [
        {"item": one.item, "points": one.points, "ms": one.at_ms, "until": one.at_ms, "reason": one.reason,
         "by": one.added_by, "measured": None, "lat": 0, "lon": 0}
        for one in added
    ]  # fmt: skip
    for number, one in enumerate(sorted(found, key=lambda one: one["ms"]), start=1):
        item = sheet.items[one["item"]]
        yield {
            **one,
            "number": number,
            "sentence": item.sentence,
            "public_code": item.public_code,
            "source": item.source,
            "sure": item.confidence in ("verified", "known"),
            "at": clock_of(one["ms"]),
        }


def _measured(measured: Mapping[str, float]) -> Text | None:
    unit = next((name for name in measured if name in UNITS), None)
    if unit is None:
        return None
    said = UNITS[unit].fill(value=f"{measured[unit]:g}")
    if "limit" not in measured:
        return said
    return LIMIT.fill(measured=said, limit=UNITS[unit].fill(value=f"{measured['limit']:g}"))


def _unjudged(scored: Scored, sheet: Sheet) -> list[Text]:
    """What could not be judged, by reason."""
    said = []
    for why, words in WHY.items():
        codes = dict.fromkeys(one.item for one in scored.unjudged if one.why == why)
        names = [
            sheet.items[code].sentence if code in sheet.items else PARTS.get(code, Text(code, code)) for code in codes
        ]
        if names:
            said.append(words.fill(items=listed(names)))
    return said


def _findings(scored: Scored, notes: Sequence[queries.NoteRow]) -> list[Text]:
    counted = {one.kind: one.count for one in scored.findings}
    for note in notes:
        counted[note.kind] = counted.get(note.kind, 0) + int(note.detail.get("count", 1))
    return [TIMES.fill(what=FINDINGS.get(kind, Text(kind, kind)), count=count) for kind, count in counted.items()]


def _thinned(count: int) -> range:
    return range(0, count, max(1, count // MOST_POINTS))


def _moments(series: Series, course: Course) -> dict[str, list[float]]:
    """What the browser needs to move the car."""
    places = _thinned(len(series))
    points = [course.point(series.lat[place], series.lon[place]) for place in places]
    return {
        "t": [series.clock[place] for place in places],
        "x": [round(x / 1000, 2) for x, _ in points],
        "y": [round(-y / 1000, 2) for _, y in points],
        "h": [series.heading[place] / 100 for place in places],
        "v": [round(series.speed[place] * 0.036, 1) for place in places],
        "g": [series.column("gear")[place] for place in places],
    }


def _map(series: Series, course: Course, faults: Sequence[Mapping[str, Any]]) -> SafeString:
    """The surveyed areas, the way of the car, and a number where something went wrong."""
    way = [course.point(series.lat[place], series.lon[place]) for place in _thinned(len(series))]
    xs, ys = [x for x, _ in way], [y for _, y in way]
    size = max(max(xs) - min(xs), max(ys) - min(ys), 20_000) / 60_000
    west, top = min(xs) / 1000 - 3 * size, max(ys) / 1000 + 3 * size
    width, height = max(xs) / 1000 - west + 3 * size, top - min(ys) / 1000 + 3 * size
    areas = "".join(
        f'<polygon class="{"bay" if place else "area"}" points="{_points(polygon)}"/>'
        for one in course.areas
        if one.group != "limit"
        for place, polygon in enumerate([one.polygon, *([one.needs["bay"]] if "bay" in one.needs else [])])
    )
    marks = ""
    taken: list[Point] = []
    for one in faults:
        if one["lat"]:
            east, north = (value / 1000 for value in course.point(one["lat"], one["lon"]))
            while any(abs(east - x) < 2 * size and abs(north - y) < 2 * size for x, y in taken):
                north += 2 * size
            taken.append((east, north))
            marks += _mark(one["number"], east, north, size)
    return mark_safe(
        f'<svg class="course" viewBox="{west:.1f} {-top:.1f} {width:.1f} {height:.1f}">'
        f"{areas}"
        f'<polyline class="way" stroke-width="{size / 5:.2f}" points="{_points(way)}"/>{marks}'
        f'<path class="car no-js-hide" id="car" d="M0 {-size:.2f} L{size / 2:.2f} {size / 2:.2f} '
        f'L{-size / 2:.2f} {size / 2:.2f} Z"/></svg>'
    )


def _points(points: Iterable[Point]) -> str:
    return " ".join(f"{x / 1000:.2f},{-y / 1000:.2f}" for x, y in points)


def _mark(number: int, east: float, north: float, size: float) -> str:
    return (
        f'<a href="#fault-{number}"><circle class="fault" cx="{east:.2f}" cy="{-north:.2f}" r="{size:.2f}"/>'
        f'<text x="{east:.2f}" y="{-north + size / 3:.2f}" font-size="{size:.2f}" text-anchor="middle">'
        f"{number}</text></a>"
    )


def _strips(series: Series, faults: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each signal over the time of the drive; faults lie behind them as bands."""
    begin, length = series.clock[0], max(series.clock[-1] - series.clock[0], 1)

    def at(ms: int) -> float:
        return max(0.0, min(WIDTH, (ms - begin) * WIDTH / length))

    bands = "".join(
        f'<rect class="band" x="{at(one["ms"]):.1f}" width="{max(at(one["until"]) - at(one["ms"]), 3):.1f}" '
        f'y="0" height="{HEIGHT}"/>'
        for one in faults
    )
    for name, column in LINES:
        values = series.column("gear") if column == "gear" else getattr(series, column)
        low, high = min(*values, 0), max(*values, 1)
        points = " ".join(
            f"{at(series.clock[place]):.1f},{HEIGHT - 4 - (values[place] - low) * (HEIGHT - 8) / (high - low):.1f}"
            for place in _thinned(len(series))
        )
        yield {"name": name, "svg": _strip(bands, f'<polyline class="signal" points="{points}"/>', HEIGHT)}
    for name, column, bits in BARS:
        mask = series.column(column).translate(bytes(bool(value & bits) for value in range(256)))
        bars = "".join(
            f'<rect class="on" x="{at(series.clock[first]):.1f}" '
            f'width="{max(at(series.clock[last]) - at(series.clock[first]), 1):.1f}" y="4" height="12"/>'
            for first, last in runs(mask)
        )
        yield {"name": name, "svg": _strip(bands, bars, 20)}


def _strip(bands: str, drawn: str, height: int) -> SafeString:
    return mark_safe(
        f'<svg class="strip" viewBox="0 0 {WIDTH} {height}" height="{height}" preserveAspectRatio="none" '
        f'aria-hidden="true">{bands}{drawn}<line class="cursor" x1="0" x2="0" y1="0" y2="{height}"/></svg>'
    )
