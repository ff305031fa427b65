"""The promises of the reform texts that this software can keep so far: what was promised, what is measured, and how.

A promise is one entry of `PROMISES`: its words are ours, its source names the text, `measure` reads the nightly sums or
the catalogue. Where nothing has happened yet the answer is None, and the page says so; what no service here can measure
yet stands in `NOT_YET` with the reason.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tongban.assessment.exams.types import ToLicence
from tongban.casework import queries
from tongban.casework.catalogue import services
from tongban.casework.sums import Sums
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.outlets.catalogue import Count

SHANGHAI = Text(zh="上海的改革文本", en="Shanghai's reform text")
GUANGDONG = Text(zh="广东的改革文本", en="Guangdong's reform text")
ZHEJIANG = Text(zh="浙江的改革文本", en="Zhejiang's reform text")
ZUNYI = Text(zh="遵义的改革文本", en="Zunyi's reform text")
SHANDONG = Text(zh="山东的改革文本", en="Shandong's reform text")
SEVERAL = Text(zh="广东、浙江、遵义、山东的改革文本", en="the reform texts of Guangdong, Zhejiang, Zunyi and Shandong")
ORDER_162 = Text(zh="公安部令第162号", en="Order 162")
OURS = Text(zh="本软件自己的目标", en="this software's own aim")
HALF = Text(zh="一半的人在 {hours} 小时内", en="half of them within {hours} hours")
AND = Text(zh="{first}；{second}", en="{first}; {second}")
SHARE = Text(zh="{share}（{part}／{whole}）", en="{share} ({part} of {whole})")


@dataclass(frozen=True, slots=True)
class Measured:
    """A value now: how much of how much, and whether that keeps the promise."""

    part: int
    whole: int
    met: bool
    besides: Text | None = None

    @property
    def text(self) -> Text:
        """The share with what it is made of; small wholes would mislead as a share alone."""
        share = f"{100 * self.part / self.whole:.1f}%"
        said = SHARE.fill(share=share, part=f"{self.part:,}", whole=f"{self.whole:,}")
        return AND.fill(first=said, second=self.besides) if self.besides else said


@dataclass(frozen=True, slots=True)
class Seen:
    """What the measures look at: the sums of the last twelve months, in all and by service; tests up to the licence."""

    today: date
    all: Sums
    by_service: Mapping[str, Sums]
    to_licence: ToLicence

    def of_duty(self, duty: str) -> Sums:
        """The sums of the service that settles a duty; empty where there is none."""
        service = services.settling(duty)
        return self.by_service.get(service.code, Sums()) if service else Sums()


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise, and how it is measured."""

    said: Text
    source: Text
    target: Text
    how: Text
    measure: Callable[[Seen], Measured | None]


def share(part: int, whole: int, least: float) -> Measured | None:
    """A share that has to be at least so much; None where nothing has happened yet."""
    return Measured(part, whole, part >= least * whole) if whole else None


def _id_only(seen: Seen) -> Measured:
    kinds = {one.id_only_kind for one in queries.in_service() if one.id_only_kind}
    return Measured(len(kinds), 18, len(kinds) == 18)


def _same_day(seen: Seen) -> Measured | None:
    """Licences on the day of the last pass, and how long half of the candidates waited."""
    taken = seen.to_licence
    measured = share(taken.same_day, taken.licences, 1)
    hours = math.ceil(taken.half_within / timedelta(hours=1))
    return replace(measured, besides=HALF.fill(hours=hours)) if measured else None


PROMISES = (
    Promise(
        Text(zh="18 类业务凭身份证明一证即办", en="18 kinds of service with the identity document alone"),
        Text(zh="上海、浙江的改革文本", en="The reform texts of Shanghai and Zhejiang"),
        Text(zh="18 类", en="18 kinds"),
        Text(
            zh="本系统能从头办到尾的种类；公开的是数目，清单系推定。",
            en="Kinds that can be done here from beginning to end. The number is published; the list is reconstructed.",
        ),
        _id_only,
    ),
    Promise(
        Text(zh="在规定期限内办结", en="Decided within the time limit"),
        ORDER_162,
        Text(zh="换证、补证 1 个工作日", en="1 working day for renewal and replacement"),
        Text(
            zh="所有业务，按各自期限；等您办理的时间不算。",
            en="All services, each by its limit; your own time stands still.",
        ),
        lambda seen: share(seen.all.in_time, seen.all.decided, 1),
    ),
    Promise(
        Text(zh="联系方式变更秒办", en="A change of contact details in seconds"),
        SHANGHAI,
        Text(zh="提交后一分钟内", en="within a minute of sending"),
        Text(zh="从提交到决定不超过一分钟的件数。", en="Cases with at most a minute from sending to decision."),
        lambda seen: share(seen.of_duty("contact").at_once, seen.of_duty("contact").decided, 0.95),
    ),
    Promise(
        Text(zh="多数业务在网上办", en="Most business online"),
        GUANGDONG,
        Text(zh="65% 以上", en="65% or more"),
        Text(zh="网上提交的件数占全部已决定件数。", en="Cases sent online, of all that were decided."),
        lambda seen: share(seen.all.online, seen.all.decided, 0.65),
    ),
    Promise(
        Text(zh="缺什么一次告知", en="What is missing is told once, completely"),
        ZUNYI,
        Text(zh="不出现第二次告知", en="no second notice"),
        Text(
            zh="被告知缺项的案件里，没有在后来的通知中补充早该看到的缺项的。",
            en="Of the cases with a notice, those whose later notice names nothing that was visible before.",
        ),
        lambda seen: share(seen.all.told - seen.all.told_late, seen.all.told, 1),
    ),
    Promise(
        Text(zh="最多跑一次", en="One visit at most"),
        ZHEJIANG,
        Text(zh="全部业务", en="all business"),
        Text(zh="网上办理的，或者窗口一次办成、没有被告知缺项的。", en="Online, or at a window with nothing missing."),
        lambda seen: share(seen.all.one_visit, seen.all.decided, 1),
    ),
    Promise(
        Text(zh="到期换证只占您不到一分钟", en="A renewal takes less than a minute of your time"),
        OURS,
        Text(zh="多数", en="most of them"),
        Text(
            zh="网上换证的人从看到第一页到确认，打开我们页面的时间合计；只留秒数，不留是谁。",
            en="Renewals online: the time with our pages open, from the first to sending. Kept without whose it was.",
        ),
        lambda seen: share(seen.of_duty("renewal").prompt, seen.of_duty("renewal").timed, 0.5),
    ),
    Promise(
        Text(zh="考试合格当日核发驾驶证", en="The licence on the day of the test"),
        SHANGHAI,
        Text(zh="当日", en="the same day"),
        Text(
            zh="从最后一科合格（录像已登记）到核发驾驶证，在同一天的；含等候领证宣誓的时间。",
            en="From the pass of the last subject, with its recording, to the licence on one day; waiting for the oath "
            "counts.",
        ),
        _same_day,
    ),
    Promise(
        Text(zh="群众满意", en="People are satisfied"),
        SHANDONG,
        Text(zh="99.28%（德州一个事故处理中心公布的数）", en="99.28%, as an accident centre in Dezhou reports"),
        Text(zh="打四星、五星的占所有评价。", en="Ratings of four and five stars, of all ratings."),
        lambda seen: share(seen.all.satisfied, seen.all.rated, 0.9928),
    ),
    Promise(
        Text(zh="差评件件回访", en="Every bad rating is followed up"),
        SEVERAL,
        Text(zh="全部", en="all of them"),
        Text(zh="窗口已答复的差评。", en="Bad ratings that the office has answered."),
        lambda seen: share(seen.all.followed_up, seen.all.bad, 1),
    ),
)
NOT_YET = (
    (
        Text(zh="90 秒核发检验合格标志", en="The inspection mark within 90 seconds"),
        GUANGDONG,
        Text(zh="机动车业务还没有接入。", en="Services for vehicles are not here yet."),
    ),
    (
        Text(zh="城市 3 公里、农村 5 公里服务圈", en="A service point within 3 km in towns, 5 km in the country"),
        GUANGDONG,
        Text(zh="还没有居住分布数据。", en="There are no data yet on where people live."),
    ),
)


def _now(one: Count) -> str:
    """As the target is written: a share, or a number."""
    return f"{float(one.share):.1%}" if "%" in one.target else f"{one.value}"


def from_catalogue(on: date) -> list[dict[str, object]]:
    """What the texts ask of the delegation matrix: which services are offered where."""
    return [
        {"said": one.name, "source": one.basis, "target": one.target, "value": _now(one), "met": one.met}
        for one in outlets.counts(on)
    ]
