"""Where and by whom candidates are tested and taught: made-up sites, schools and examiners. Pure.

`ease` moves the chance to pass, in the units of the logistic curve that `lives` draws from.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Site:
    """A test centre: how easy each subject is there, and how many of a hundred candidates come to it."""

    code: str
    zh: str
    en: str
    address: str
    weight: int
    ease: tuple[float, float, float]  # theory, S2, S3R


@dataclass(frozen=True, slots=True)
class School:
    """A driving school: an outlet of the city, how well it teaches, how many of a hundred learn there."""

    code: str
    zh: str
    en: str
    region: str
    weight: int
    ease: float


SITES = (
    Site("NJ-K01", "江宁望江考场", "Wangjiang test centre", "江宁区望江大道21号", 18, (0.0, 0.15, -0.1)),
    Site("NJ-K02", "六合听松考场", "Tingsong test centre", "六合区听松路32号", 11, (0.05, 0.35, 0.5)),
    Site("NJ-K03", "浦口白鹭考场", "Bailu test centre", "浦口区白鹭大道75号", 14, (-0.05, -0.2, 0.1)),
    Site("NJ-K04", "溧水云锦考场", "Yunjin test centre", "溧水区云锦街40号", 9, (0.1, 0.3, 0.35)),
    Site("NJ-K05", "高淳桂影考场", "Guiying test centre", "高淳区桂影路52号", 7, (0.0, 0.45, 0.6)),
    Site("NJ-K06", "栖霞青砚考场", "Qingyan test centre", "栖霞区青砚路90号", 10, (0.0, -0.1, -0.25)),
    Site("NJ-K07", "雨花竹里考场", "Zhuli test centre", "雨花台区竹里路11号", 8, (-0.1, 0.0, -0.4)),
    Site("NJ-K08", "建邺画舫考场", "Huafang test centre", "建邺区画舫大道8号", 7, (0.0, 0.1, -0.3)),
    Site("NJ-K09", "鼓楼枫桥考场", "Fengqiao test centre", "鼓楼区枫桥路17号", 6, (0.05, -0.35, -0.45)),
    Site("NJ-K10", "秦淮石榴考场", "Shiliu test centre", "秦淮区石榴街9号", 5, (0.0, -0.25, -0.3)),
    Site("NJ-K11", "江宁晴川考场", "Qingchuan test centre", "江宁区晴川路44号", 4, (0.0, 0.05, 0.0)),
    Site("NJ-K12", "六合竹镇考场", "Zhuzhen test centre", "六合区竹镇镇", 1, (0.2, 0.5, 0.8)),
)  # fmt: skip
SCHOOLS = (
    School("320115-7", "枫桥驾驶培训", "Fengqiao driving school", "320115", 16, 0.2),
    School("320111-7", "浦口安心驾校", "Pukou Anxin driving school", "320111", 14, 0.0),
    School("320115-71", "望江驾校", "Wangjiang driving school", "320115", 12, -0.15),
    School("320116-71", "六合平安驾校", "Luhe Ping'an driving school", "320116", 10, 0.1),
    School("320113-71", "青砚驾驶学校", "Qingyan driving school", "320113", 9, 0.0),
    School("320114-71", "竹里驾校", "Zhuli driving school", "320114", 8, -0.1),
    School("320105-71", "画舫驾培", "Huafang driving school", "320105", 8, 0.3),
    School("320117-71", "溧水云锦驾校", "Lishui Yunjin driving school", "320117", 7, 0.05),
    School("320118-71", "高淳桂影驾校", "Gaochun Guiying driving school", "320118", 6, 0.0),
    School("320106-71", "听松驾驶培训", "Tingsong driving school", "320106", 5, -0.25),
)
SELF_STUDY = 5  # of a hundred
FEW = 4  # sites and schools of a small history
EXAMINERS_OF_A_SITE = 5
STRICT = (-0.15, 0.1, 0.0, -0.05, 0.15)  # what examiners of a site differ by, in turn


def examiner(site: int, place: int) -> str:
    """The staff number of an examiner: of the site in its order, and there in its own."""
    return f"NJ-EX-{site + 1:02d}{place + 1}"
