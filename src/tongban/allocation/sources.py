"""The public values a draw can wait for, as data: who publishes them and how they are written.

A beacon is asked as a partner (`exchange.beacon`). Figures of a lottery are read by two people, each without seeing
what the other typed. Which lotteries serve is for the authority: what counts is that strangers can look them up.
"""

import re
import unicodedata
from collections.abc import Mapping

from tongban.allocation.drawing import NUMBERS, TEXT, text_of
from tongban.allocation.types import Origin, Source, SourceKind
from tongban.core.errors import BadInput
from tongban.law.text import Text

BEACON = SourceKind(
    "beacon", TEXT, Text(zh="随机信标", en="random beacon"),
    Text(zh="首个不早于该时刻的脉冲，64 位十六进制数", en="the first pulse from that instant on, 64 hex digits"),
    Origin.PARTNER, 1, "[0-9a-f]{64}",
)  # fmt: skip
DOUBLE_COLOUR = SourceKind(
    "double-colour", NUMBERS, Text(zh="中国福利彩票双色球开奖号码", en="China Welfare Lottery, double-colour balls"),
    Text(zh="6 个红球和 1 个蓝球，用空格隔开", en="six red balls and the blue one, with spaces"),
    Origin.STAFF, 7, "0?[1-9]|[12][0-9]|3[0-3]",
)  # fmt: skip
FIVE_IN_ORDER = SourceKind(
    "five-in-order", TEXT, Text(zh="中国体育彩票排列5开奖号码", en="China Sports Lottery, five digits in order"),
    Text(zh="5 个数字，按开出的顺序，用空格隔开", en="five digits in the order drawn, with spaces"),
    Origin.STAFF, 5, "[0-9]",
)  # fmt: skip
KINDS: Mapping[str, SourceKind] = {kind.code: kind for kind in (BEACON, DOUBLE_COLOUR, FIVE_IN_ORDER)}


def kind_of(source: Source) -> SourceKind:
    """The kind of a source. Raises BadInput for one that is not in the table."""
    if source.kind not in KINDS:
        raise BadInput("sources", Text(zh="没有这种随机来源。", en="There is no such kind of source."))
    return KINDS[source.kind]


def read(source: Source, typed: str) -> tuple[str, ...]:
    """The published strings in what somebody typed or a partner sent. Raises BadInput where they do not fit."""
    kind = kind_of(source)
    published = tuple(re.split(r"[\s,，、+|]+", unicodedata.normalize("NFKC", typed).strip()))
    if len(published) != kind.count or not all(re.fullmatch(kind.each, one) for one in published):
        wrong = Text(zh=f"请按公布的写：{kind.hint.zh}。", en=f"Write it as published: {kind.hint.en}.")
        raise BadInput("figures", wrong)
    return published


def text(source: Source, published: tuple[str, ...]) -> str:
    """What the source gives to the seed."""
    return text_of(kind_of(source).kind, published)


def title(source: Source) -> Text:
    """Which value of whom, as the announcement says it."""
    kind = kind_of(source).title
    return Text(zh=f"{kind.zh}，{source.issue}", en=f"{kind.en}, {source.issue}") if source.issue else kind
