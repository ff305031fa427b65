"""The people of the situations, one after the other: a name, a number and a telephone for each."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from tongban.demo import numbers, words
from tongban.demo.history import DriverFile, as_time_left_it, file_until, long_term_file
from tongban.demo.numbers import FEMALE, MALE
from tongban.demo.resident import Resident
from tongban.law.book import Book
from tongban.law.dates import add_years

MEN = [
    "丁大川",
    "邓海生",
    "方鹏远",
    "傅长林",
    "高致远",
    "郭守仁",
    "韩立群",
    "何东明",
    "胡建业",
    "江一舟",
    "蒋正阳",
    "孔令舟",
    "雷志刚",
    "黎文博",
    "李满仓",
    "梁国栋",
    "林望山",
    "刘广田",
    "陆子安",
    "罗永年",
    "马知行",
    "毛书田",
    "孟祥云",
    "欧阳松",
    "潘石磊",
    "彭德润",
    "苏北川",
    "唐西岭",
    "田守礼",
    "汪海东",
    "魏长庚",
    "乔万里",
    "申有田",
    "石成林",
    "宋长河",
    "汤怀仁",
    "武大勇",
    "向明远",
    "徐怀谷",
    "严守方",
    "姚振声",
    "余大同",
    "翟明义",
    "祝长安",
    "周行健",
    "朱怀瑾",
    "邹远航",
    "左思源",
    "安一诺",
    "卞清风",
    "常乐山",
    "狄长歌",
    "费明哲",
    "龚子墨",
    "华若谷",
    "祝远山",
    "庄立言",
    "卓明德",
    "邹云帆",
    "瞿长风",
    "莫怀远",
    "欧阳峰",
    "裴子俊",
    "上官平",
    "司马青",
    "路远行",
    "莫归舟",
    "聂天佑",
    "欧阳川",
    "庞立新",
    "邱远帆",
    "尤大勇",
]
WOMEN = [
    "白露华",
    "蔡小满",
    "陈若兰",
    "崔雁秋",
    "戴月明",
    "董秋实",
    "范静宜",
    "冯春晓",
    "葛青禾",
    "顾念慈",
    "洪佳音",
    "黄素心",
    "金穗儿",
    "柯云霞",
    "赖雪梅",
    "廖清如",
    "柳絮飞",
    "卢映雪",
    "吕芝兰",
    "孟晚晴",
    "倪思源",
    "钱玉成",
    "秦素琴",
    "任秋白",
    "沈听雨",
    "宋晴川",
    "谭月华",
    "汤小寒",
    "舒望月",
    "苏晚晴",
    "陶思敏",
    "田秀英",
    "卫兰亭",
    "夏清和",
    "徐望舒",
    "严如玉",
    "叶知秋",
    "郑晚棠",
    "钟灵秀",
    "艾青川",
    "贝小鱼",
    "成雨桐",
    "丰采薇",
    "古月如",
    "季云舒",
    "康宁儿",
    "祝清荷",
    "庄若水",
    "卓雨桐",
    "邹晚晴",
    "瞿怀玉",
    "莫如霜",
    "欧阳静",
    "裴晓雯",
    "上官雅",
    "司马琴",
    "路遥知",
    "莫如雪",
    "宁静远",
    "欧阳雪",
    "庞巧云",
    "邱晚晴",
    "尤小满",
    "左若水",
]


class Cast:
    """Hands out people. The order of the calls is part of what makes them; keep it."""

    def __init__(self, day: date, book: Book) -> None:
        self.day = day
        self.book = book
        self._given = {MALE: 0, FEMALE: 0}

    def days(self, count: int) -> date:
        """The day so many days from the demo's day (before it where negative)."""
        return self.day + timedelta(days=count)

    def years(self, count: int, days: int = 0) -> date:
        """The day so many years, then days, from the demo's day."""
        return add_years(self.day, count) + timedelta(days=days)

    def man(self, *, born: date | None = None, region: str = "", **facts: Any) -> Resident:
        """A man, 38 where nothing else is said."""
        return self._person(MALE, MEN, born, region, facts)

    def woman(self, *, born: date | None = None, region: str = "", **facts: Any) -> Resident:
        """A woman, 38 where nothing else is said."""
        return self._person(FEMALE, WOMEN, born, region, facts)

    def until(
        self,
        valid_to: date,
        *terms: int,
        classes: Mapping[str, date | None] | None = None,
        points: Mapping[int, int] | None = None,
    ) -> DriverFile:
        """A driver file whose running term ends on a day (class C1 where nothing else is said)."""
        return file_until(valid_to, terms or (6,), classes or {"C1": None}, self.day, self.book, points=points)

    def long_term(self, since: date, *, classes: Mapping[str, date | None] | None = None) -> DriverFile:
        """A long-term driver file."""
        return long_term_file(since, classes or {"C1": None}, self.day, self.book)

    def aged(self, driver: DriverFile, born: date) -> DriverFile:
        """The file with the letters that time has set until yesterday."""
        return as_time_left_it(driver, born, self.day, self.book)

    def _person(self, sex: str, names: list[str], born: date | None, region: str, facts: dict[str, Any]) -> Resident:
        place = self._given[sex]
        self._given[sex] += 1
        home = words.DISTRICTS[place % len(words.DISTRICTS)]
        order = numbers.SITUATION_ORDER + (place * 2) % 20 + (1 if sex == MALE else 0)
        number = numbers.identity_number(region or home, born or self.years(-38, -7 * place - 30), order)
        street = words.STREETS[(place * 7 + int(sex)) % len(words.STREETS)]
        return Resident(
            number=number,
            name=names[place],
            sex=sex,
            born=born or self.years(-38, -7 * place - 30),
            region=home,
            address=f"{street}{place * 3 + 8}号{1 + place % 6}幢{100 * (1 + place % 9) + 2}室",
            phone=numbers.telephone(sum(self._given.values())),
            **facts,
        )
