"""The city's service points and staff, as data. Pure: the login page and `up` read it too."""

from dataclasses import dataclass
from datetime import date

from tongban.core.actor import CONFIGURE, DECIDE, WORK
from tongban.law.text import Text
from tongban.outlets.types import OutletKind

OPENED_ON = date(2015, 12, 1)
OFFICE_HOURS = {
    "working_day": [["09:00", "12:00"], ["13:30", "17:00"]],
    "rest_day": [["09:00", "12:00"]],
}
SHOP_HOURS = {"working_day": [["08:30", "17:30"]], "rest_day": [["09:00", "16:00"]]}
ALWAYS = {"working_day": [["00:00", "23:59"]], "rest_day": [["00:00", "23:59"]]}


@dataclass(frozen=True, slots=True)
class Place:
    """A service point of the demo city. Positions are of the district, the addresses are made up."""

    code: str
    kind: OutletKind
    zh: str
    en: str
    region: str
    address: str
    lat: float
    lon: float
    windows: int = 0


@dataclass(frozen=True, slots=True)
class Clerk:
    """A staff member: number (also the login), where, posts, powers at their own outlet, and what they are shown as."""

    number: str
    outlet: str
    posts: tuple[str, ...]
    powers: tuple[str, ...]
    title: Text
    task: Text


CITY_OFFICE = "320100-1"
_K = OutletKind
PLACES = (
    Place(CITY_OFFICE, _K.CITY_OFFICE, "南京演示车辆管理所", "Nanjing demo vehicle office", "320115", "望江大道8号", 31.95, 118.84, 8),
    Place("320116-1", _K.COUNTY_OFFICE, "六合车辆管理分所", "Luhe county office", "320116", "听松路21号", 32.34, 118.85, 4),
    Place("320117-1", _K.COUNTY_OFFICE, "溧水车辆管理分所", "Lishui county office", "320117", "云锦街3号", 31.65, 119.03, 3),
    Place("320118-1", _K.COUNTY_OFFICE, "高淳车辆管理分所", "Gaochun county office", "320118", "桂影路17号", 31.33, 118.88, 3),
    Place("320111-1", _K.COUNTY_OFFICE, "浦口车辆管理分所", "Pukou county office", "320111", "白鹭大道66号", 32.06, 118.63, 4),
    Place("320104-2", _K.POLICE_STATION, "石榴街派出所", "Shiliu Street police station", "320104", "石榴街5号", 32.02, 118.79, 1),
    Place("320106-2", _K.POLICE_STATION, "枫桥路派出所", "Fengqiao Road police station", "320106", "枫桥路40号", 32.07, 118.77, 1),
    Place("320117-2", _K.POLICE_STATION, "竹里派出所", "Zhuli police station", "320117", "竹里巷9号", 31.66, 119.02, 1),
    Place("320102-3", _K.POST, "画舫街邮政支局", "Huafang Street post office", "320102", "画舫街12号", 32.05, 118.80, 1),
    Place("320113-3", _K.POST, "青砚路邮政支局", "Qingyan Road post office", "320113", "青砚路88号", 32.11, 118.91, 1),
    Place("320118-3", _K.POST, "采菱路邮政支局", "Cailing Road post office", "320118", "采菱路2号", 31.32, 118.87, 1),
    Place("320104-9", _K.HOSPITAL, "云锦路社区医院", "Yunjin Road community hospital", "320104", "云锦路31号", 32.03, 118.78, 1),
    Place("320105-9", _K.HOSPITAL, "望江体检中心", "Wangjiang examination centre", "320105", "望江路100号", 32.01, 118.73, 1),
    Place("320116-9", _K.HOSPITAL, "六合示范医院", "Luhe demo hospital", "320116", "晴川大道7号", 32.35, 118.83, 1),
    Place("320118-9", _K.HOSPITAL, "高淳示范医院", "Gaochun demo hospital", "320118", "桂影街50号", 31.33, 118.89, 1),
    Place("320115-4", _K.DEALER, "晴川汽车销售", "Qingchuan motors", "320115", "晴川路19号", 31.93, 118.82),
    Place("320114-4", _K.DEALER, "白鹭新能源汽车", "Bailu electric vehicles", "320114", "白鹭街6号", 31.99, 118.78),
    Place("320105-5", _K.BANK, "画舫银行建邺支行", "Huafang bank, Jianye branch", "320105", "画舫大道1号", 32.00, 118.73),
    Place("320106-6", _K.INSURER, "听松保险鼓楼营业部", "Tingsong insurance, Gulou", "320106", "听松街11号", 32.07, 118.76),
    Place("320113-7", _K.FIRM, "青砚机动车检测站", "Qingyan inspection station", "320113", "青砚大道70号", 32.12, 118.95),
    Place("320115-7", _K.FIRM, "枫桥驾驶培训", "Fengqiao driving school", "320115", "枫桥大道23号", 31.90, 118.85),
    Place("320114-7", _K.FIRM, "竹里二手车市场", "Zhuli used-vehicle market", "320114", "竹里路4号", 31.97, 118.77),
    Place("320102-8", _K.KIOSK, "画舫街自助服务终端", "Kiosk in Huafang Street", "320102", "画舫街14号", 32.05, 118.81),
    Place("320115-8", _K.KIOSK, "车管所大厅自助服务终端", "Kiosk in the city office", "320115", "望江大道8号", 31.95, 118.84),
    Place("320114-6", _K.REGISTRATION_STATION, "白鹭机动车登记服务站", "Bailu registration station", "320114", "白鹭路33号", 31.98, 118.79, 2),
    Place("online", _K.ONLINE, "网上办理", "Online service", "320100", "互联网服务平台", 32.06, 118.80),
)  # fmt: skip

_ASSIST, _JUDGE = (WORK,), (WORK, DECIDE)
STAFF = (
    Clerk("NJ-CLERK-1", CITY_OFFICE, ("acceptance", "till"), _ASSIST, Text("窗口受理员", "Window clerk"), Text("受理、代办、收现金。", "Accepts at the window, takes cash.")),
    Clerk("NJ-CLERK-2", CITY_OFFICE, ("acceptance",), _ASSIST, Text("窗口受理员（第二人）", "Window clerk, the second"), Text("受理；废卡的第二确认人。", "Accepts; vouches for spoilt cards.")),
    Clerk("NJ-REVIEW-1", CITY_OFFICE, ("review",), _JUDGE, Text("审核员", "Reviewer"), Text("核对疑点、作出决定。", "Settles doubts and decides.")),
    Clerk("NJ-REVIEW-2", CITY_OFFICE, ("acceptance", "review"), _JUDGE, Text("受理兼审核员", "Accepts and reviews"), Text("不能审核自己受理的案件。", "May not review what they accepted.")),
    Clerk("NJ-GUIDE-1", CITY_OFFICE, ("consultation",), _ASSIST, Text("导办员", "Guide"), Text("预审、答复咨询和投诉。", "Pre-reviews, answers questions and complaints.")),
    Clerk("NJ-PRINT-1", CITY_OFFICE, ("production",), _ASSIST, Text("制证员", "Card production"), Text("制作、交付驾驶证卡。", "Prints and hands out cards.")),
    Clerk("NJ-SUPER-1", CITY_OFFICE, ("supervision",), (), Text("监督员", "Supervisor"), Text("查看痕迹：谁看了、谁改了。", "Traces who saw and who changed what.")),
    Clerk("NJ-CHIEF-1", CITY_OFFICE, ("review", "supervision"), (WORK, DECIDE, CONFIGURE), Text("所长", "Head of the office"), Text("授权、更正、决定。", "Grants rights, corrects, decides.")),
    Clerk("LH-CLERK-1", "320116-1", ("acceptance", "review", "till"), _JUDGE, Text("六合分所综合岗", "Luhe office, all posts"), Text("县级办理。", "Serves a county.")),
    Clerk("LH-PRINT-1", "320116-1", ("production",), _ASSIST, Text("六合分所制证员", "Luhe office, cards"), Text("县级制证。", "Prints cards in the county.")),
    Clerk("GC-CLERK-1", "320118-1", ("acceptance", "review", "production", "till"), _JUDGE, Text("高淳分所综合岗", "Gaochun office, all posts"), Text("县级办理。", "Serves a county.")),
    Clerk("PS-CLERK-1", "320104-2", ("acceptance",), _ASSIST, Text("派出所综合窗口", "Police station window"), Text("只协助受理，不决定。", "Accepts, never decides.")),
    Clerk("HO-CLERK-1", "320104-9", ("acceptance",), _ASSIST, Text("医院服务点", "Hospital point"), Text("体检后代为受理。", "Accepts after an examination.")),
    Clerk("PO-CLERK-1", "320102-3", ("acceptance",), _ASSIST, Text("邮政服务点", "Post office point"), Text("警邮代办。", "Accepts at the post office.")),
)  # fmt: skip
