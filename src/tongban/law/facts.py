"""The facts that rules read. Immutable, complete, without a name or a number of a person."""

from dataclasses import dataclass, field
from datetime import date

from tongban.law.answers_on_vehicles import (
    CoOwnership,
    Inspection,
    Misstated,
    OwningFirm,
    PlateChange,
    Quota,
    TransportApproval,
)
from tongban.law.answers_on_vehicles import MortgageContract as MortgageContract
from tongban.law.learning_facts import Demerit, LimitReached, Reduced, Study
from tongban.law.learning_facts import Education as Education
from tongban.law.leaving_facts import Ending as Ending
from tongban.law.passing import Entering, TemporaryUse


@dataclass(frozen=True, slots=True)
class HeldClass:
    """One licence class with the day it was first held (准驾车型, 初次取得)."""

    code: str  # "C1"
    since: date


@dataclass(frozen=True, slots=True)
class Postponement:
    """A postponed duty: what ("renewal", "review", "medical"), its original day and the new one."""

    duty: str
    original_due_on: date
    until: date


@dataclass(frozen=True, slots=True)
class Cycle:
    """A points cycle that has ended or runs now: points reached in it (记分周期)."""

    starts_on: date
    ends_on: date  # its last day
    points: int  # carried ones included
    carried: int = 0  # points that came over from the cycle before
    unpaid: int = 0  # points of violations whose fine is not paid
    overdue: int = 0  # of these, points whose fine is past its time for payment


@dataclass(frozen=True, slots=True)
class LostClass:
    """A class that ended because of age (达到年龄降级或者注销)."""

    code: str
    lost_on: date
    since: date | None = None  # when it had first been held


@dataclass(frozen=True, slots=True)
class Accident:
    """An accident with its outcome and the driver's part in it, as decided (责任认定)."""

    number: str
    on: date
    outcome: str  # "minor" | "serious" (重伤) | "fatal"
    responsibility: str  # "none" | "minor" | "equal" | "main" | "full"


@dataclass(frozen=True, slots=True)
class Bar:
    """A cause that keeps a person from applying (不得申请): N01 to N13 and the day its time counts from."""

    code: str
    since: date


@dataclass(frozen=True, slots=True)
class Licence:
    """The licence as recorded on a day. `valid_to` None means long-term (长期)."""

    classes: tuple[HeldClass, ...]
    first_issue_on: date
    valid_from: date
    valid_to: date | None
    term_years: int | None  # 6, 10, None = long-term
    letters: frozenset[str] = frozenset()  # status letters, without A
    postponements: tuple[Postponement, ...] = ()
    cycles: tuple[Cycle, ...] = ()  # newest last; the running one included
    medical_due_on: date | None = None
    review_due_on: date | None = None
    suspended_until: date | None = None  # end of D where known
    gone_on: date | None = None  # since when G is on record, where the rule asks for it
    extended_to: date | None = None  # age extension granted (63 -> at most 66): the day on which it ends
    lost_for_age: tuple[LostClass, ...] = ()
    accidents: tuple[Accident, ...] = ()
    demerits: tuple[Demerit, ...] = ()
    reduced: tuple[Reduced, ...] = ()
    limits: tuple[LimitReached, ...] = ()
    educated: Education | None = None  # the newest review education that was taken here
    frauds: tuple[date, ...] = ()  # days on which somebody cheated in education

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(held.code for held in self.classes)


@dataclass(frozen=True, slots=True)
class Restriction:
    """What rests on a vehicle: mortgage, pledge, attachment (查封), seizure (扣押) or detention (扣留). `rank` is its
    place by time among all that ever rested on it: the earlier goes first."""

    kind: str
    rank: int
    since: date
    until: date | None = None  # its last day, where a decision fixed one
    holder: str = ""  # the authority or mortgagee
    reference: str = ""  # number of its notice or contract
    party: str = ""  # id of the holder, where people or organisations here are meant


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle as recorded on a day, as its rules read it. Codes are those of the national register."""

    type: str  # 车辆类型: "K33"
    use: str  # 使用性质: "A"
    capacity: int  # 核定载客, the driver included
    registered_on: date  # 初次登记日期
    made_on: date | None = None
    inspected_to: date | None = None  # 检验有效期止
    scrap_on: date | None = None  # 强制报废期止: the last day; None = no limit
    letters: frozenset[str] = frozenset()  # states on record, without A and without what days add
    restrictions: tuple[Restriction, ...] = ()
    not_exempt: str = ""  # why it lost the exemption from inspection: "injury", "modified"
    owners: int = 1  # co-owners included
    of_organisation: bool = False  # it bears the name of one
    own: bool = True  # the applicant is one of them
    plated: bool = True  # it has a number; none while it stands at a dealer


@dataclass(frozen=True, slots=True)
class Swap:
    """The other vehicle of a swap of numbers (互换号牌号码). `last_on`: when one of the two last swapped."""

    other: Vehicle
    same_office: bool = True
    same_type: bool = True
    last_on: date | None = None


@dataclass(frozen=True, slots=True)
class Built:
    """A vehicle to be registered as its maker or customs certifies it (合格证、进口证明), and whether that stands."""

    type: str  # 车辆类型: "K33"
    fuel: str
    capacity: int
    made_on: date
    announced: bool = True  # the model is in the announcement (公告) with these particulars
    exempt: bool = False  # the type needs no inspection when it is new
    checked_at_maker: bool = False  # the maker's own check is linked (出厂查验信息联网)
    imported: bool = False
    supervised: bool = False  # an import that customs have not released yet
    displacement_ml: int = 0


@dataclass(frozen=True, slots=True)
class NewVehicle:
    """A vehicle to be registered, as those who know of it answered. Where nobody has answered yet, None; where they
    know of nothing, False or ""."""

    vin_checks: bool = True  # the ninth character of the VIN is the one that the others ask for
    registered: bool = False  # another live vehicle has this VIN
    certified: bool | None = None
    built: Built | None = None
    invoiced: bool | None = None
    bought_by_owner: bool = True
    purchase_tax: str | None = None  # "paid", "exempt", "out_of_scope"
    vehicle_tax_year: int | None = None  # the newest year that is settled; 0: none
    insured_since: date | None = None
    insured_until: date | None = None
    insured: bool | None = None
    inspected: str | None = None  # "passed", "failed", "" where there was none
    stolen: bool | None = None
    recalled: bool = False  # a recall is open: told, never in the way
    on_paper: bool = False  # something was taken from paper because its holder was silent
    numbered: bool = False  # a number is reserved for it
    acts_for_owner: bool = True  # the applicant is the owner, or is authorised by the organisation that is


@dataclass(frozen=True, slots=True)
class Arrival:
    """The file of a vehicle that moves here from another city. `state`: "asked", "arrived", "refused", "ended"."""

    state: str
    why_zh: str = ""  # what the former city said, where it refused
    why_en: str = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """Compulsory insurance and vehicle tax of a registered vehicle, as their holders answered. None: not answered."""

    insured: bool | None = None
    insured_since: date | None = None
    insured_until: date | None = None
    tax_year: int | None = None  # the newest year that is settled; 0: none


@dataclass(frozen=True, slots=True)
class Sale:
    """The sale of a vehicle by its owner. None: nobody has answered yet."""

    by_person: bool = True  # the seller is a person, not an organisation
    sold: int = 0  # vehicles that the seller sold this year, each after a short time
    invoiced: bool | None = None
    between_them: bool = True  # the invoice names this seller and this buyer
    insured: bool | None = None
    insured_until: date | None = None
    numbered: bool = False  # a number is reserved for the buyer
    dealer_filed: bool | None = None  # where the buyer is a dealer: on the list of filed ones
    remortgaged: bool | None = None  # of a mortgaged vehicle: the buyer and the mortgagee have a new contract


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody else whose own word a joint application needs (共同申请). `said`: "agreed", "awaited", "refused",
    "lapsed" (no answer in time), "unknown" (not on record here), "applicant" (the applicant was named)."""

    role: str  # a key of `rules.agreement.ROLES`
    said: str


@dataclass(frozen=True, slots=True)
class BikeBuilt:
    """An e-bike as its maker's certificate of conformity (合格证) has it. `edition` of GB 17761 that it is made to."""

    edition: str  # "2018" | "2024"
    made_on: date
    certified: bool = True  # its product certification (CCC) stands and covers the model
    listed: bool = True  # the model is in the region's own catalogue
    same_codes: bool = True  # the motor code on the bike is that of the certificate
    mass: int = 0  # kg, with its battery
    speed: int = 0  # km/h
    motor: int = 0  # W
    battery: int = 0  # V
    lead: bool = False  # its battery is of lead and acid


@dataclass(frozen=True, slots=True)
class NewBike:
    """An e-bike to be registered. Where nobody has answered yet, None."""

    registered: bool = False  # another live bike has this code
    conformity: bool | None = None  # the certification bodies know the bike
    built: BikeBuilt | None = None
    invoiced: bool | None = None
    bought_by_owner: bool = True
    bought_on: date | None = None


@dataclass(frozen=True, slots=True)
class Bike:
    """A registered bike as its rules read it."""

    kind: str = "ordinary"  # of its plate: "ordinary" | "delivery"
    ended: str = ""  # why it is no longer registered: "stolen", "lost", "unused"
    check_due_on: date | None = None  # of a delivery bike
    own: bool = True
    buyer: str = ""  # of a transfer: "known", "unknown", "owner"; "" where nobody is named


@dataclass(frozen=True, slots=True)
class Rider:
    """The applicant as a delivery firm lists its riders."""

    firm: str  # unified social credit code
    trained: bool


@dataclass(frozen=True, slots=True)
class VehicleCheck:
    """The newest check of the vehicle itself (查验) for this case: "passed", "failed" or "suspected"."""

    result: str
    on: date
    failed: tuple[str, ...] = ()  # the items that failed
    away: bool = False  # made where the vehicle was, by another office


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """A violation, accident or seizure the national platform reports as not settled."""

    kind: str  # "violation" | "accident" | "seizure"
    number: str
    place: str
    on: date
    letter: str = ""  # for a seizure: D, K or U
    until: date | None = None


@dataclass(frozen=True, slots=True)
class OwnVehicle:
    """A vehicle of the person with something overdue: "inspection_overdue" or "to_deregister"."""

    plate: str
    state: str


@dataclass(frozen=True, slots=True)
class Medical:
    """A physical-condition certificate as uploaded by a hospital (身体条件证明)."""

    examined_on: date
    serial: str
    hospital: str
    height_cm: int
    left_vision: float
    right_vision: float
    vision_corrected: bool
    colour_blind: bool
    hearing_ok: bool  # with the aid, where one was worn
    hearing_aid: bool  # worn at the examination
    limbs: str = "sound"  # "sound" | "left_leg" | "right_leg" | "both_legs" | "fingertip" | "one_hand"
    trunk_ok: bool = True
    sits_unaided: bool = True
    monocular_field_deg: int | None = None
    declared_illness: bool = False  # one of the diseases of N01


@dataclass(frozen=True, slots=True)
class Photo:
    """What a machine can say of an uploaded licence photograph; nothing of the face."""

    width: int  # pixels
    height: int
    background: int  # lightness of the upper corners, 0 black to 255 white
    coloured: bool


@dataclass(frozen=True, slots=True)
class Residence:
    """A residence card (居住证): the region that issued it and its last valid day."""

    region: str
    valid_to: date


@dataclass(frozen=True, slots=True)
class Applicant:
    """A person as a rule sees one."""

    born: date
    alive: bool = True
    drug_listed: bool = False  # under rehab measures, not cured
    bans: tuple[str, ...] = ()  # N01 .. N13 in force
    bars: tuple[Bar, ...] = ()  # the same with the day each counts from, where a rule asks until when
    renamed: bool = False  # the population register has another name or number than we
    moved: bool = False  # it has another address than we
    home: str = ""  # GB/T 2260 code of the household registration
    residence: Residence | None = None


@dataclass(frozen=True, slots=True)
class ExamBooking:
    """A booking of one subject (考试预约): one test and one re-sit. `outcome`: "open", "passed", "failed" (staying
    away is failing) or "void".
    `counts`: it uses up one of those that are allowed."""

    subject: str  # "S1", "S2", "S3R", "S3T"
    on: date  # the day of its last test
    outcome: str
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Exam:
    """An exam file (考试档案) as its rules read it. `subjects` are those that its application asks for."""

    target: str  # the class that is applied for
    kind: str  # "initial", "addition", "military", "foreign", "restoration", "points_limit"
    accepted_on: date
    subjects: tuple[str, ...]
    state: str = "open"  # "open", "passed", "licensed", "ended"
    holds_car: bool = False  # held a class of the car family when it was accepted
    learner_permit_on: date | None = None
    learner_permit_to: date | None = None  # its last day
    bookings: tuple[ExamBooking, ...] = ()
    places_changed: int = 0
    unsigned: tuple[str, ...] = ()  # passed subjects whose result lacks a signature
    educated_minutes: int = 0  # at the oath ceremony
    sworn: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a rule may look at: of a driver's service the licence, of a vehicle's service the vehicle."""

    applicant: Applicant
    licence: Licence | None
    matters: tuple[OpenMatter, ...] = ()
    medical: Medical | None = None
    ability_passed_on: date | None = None  # the newest passed test of memory, judgement, reaction (三力测试)
    education: Education | None = None
    photo: Photo | None = None
    vehicles: tuple[OwnVehicle, ...] = ()
    theory_passed_on: date | None = None  # subject 1, taken to restore a licence
    vehicle: Vehicle | None = None
    mortgage: MortgageContract | None = None
    new_vehicle: NewVehicle | None = None  # of a registration
    approval: TransportApproval | None = None  # None: the transport authority was not asked, or has not answered
    inspection: Inspection | None = None  # None: nobody was asked, or has answered
    plate: PlateChange | None = None  # of a change that may lead to another type of plate
    swap: Swap | None = None  # the other vehicle of a swap of numbers, where it is the applicant's
    quota: Quota | None = None  # None: the quota office was not asked, or has not answered
    temporary: TemporaryUse | None = None  # of a temporary plate
    entering: Entering | None = None  # of a vehicle from abroad
    arrival: Arrival | None = None  # of a vehicle that moves here
    cover: Cover | None = None
    check: VehicleCheck | None = None
    sale: Sale | None = None
    firm: OwningFirm | None = None  # of an organisation's vehicle: None: its register was not asked, or is silent
    misstated: Misstated | None = None  # of a correction of the registration
    co_ownership: CoOwnership | None = None  # of a change of the name among co-owners
    parties: tuple[Party, ...] = ()  # who else has to want it
    ending: Ending | None = None
    new_bike: NewBike | None = None  # of an e-bike's registration
    bike: Bike | None = None
    exam: Exam | None = None  # of whoever is being tested
    study: Study | None = None  # of whoever takes education
    riders: tuple[Rider, ...] | None = None  # None where the firms have not answered
    answers: dict[str, object] = field(default_factory=dict)  # what the person chose, by question key
    region: str = ""  # GB/T 2260 code of the file's authority, for regional values
    office: str = ""  # that of the office which handles the case, where the rule asks for it
    ground: str = ""  # why the office opened the case itself, where it did
