"""What kind of vehicle it is: read from its type (车辆类型, GA 802) and its use (使用性质).

A type is a class letter, a size digit and a body. Classes: K passenger, H goods, Q tractor unit, B semi-trailer, G full
trailer, Z special work, D trolley or tram, M motorcycle, N three-wheeled, J machinery, T tractor. Sizes: 1 large or
heavy, 2 medium, 3 small or light, 4 micro, 5 low-speed. A minibus (面包车) has its own body code, K39 or K49; seats
alone never say it.
"""

from tongban.law.facts import Vehicle

NOT_FOR_HIRE = frozenset("AHIJKLMUZ")  # uses without payment; L, M, U came from hire
SCHOOL = frozenset("OPQS")  # school buses, by the age of the pupils
SCHOOL_BUSES = frozenset({"K18", "K28", "K38"})  # 专用校车: built for nothing else
_HIRE = {"B": "hire", "C": "bus", "D": "taxi", "E": "hire", "G": "rental", "N": "training", "T": "hire"}


def is_passenger(vehicle: Vehicle) -> bool:
    """A bus or car, trolleybuses included."""
    return vehicle.type[:1] in ("K", "D")


def is_small(vehicle: Vehicle) -> bool:
    """A passenger vehicle of small or micro size."""
    return vehicle.type[:2] in ("K3", "K4")


def is_minibus(vehicle: Vehicle) -> bool:
    """A small or micro passenger vehicle with the body of a minibus."""
    return vehicle.type in ("K39", "K49")


def is_motorcycle(vehicle: Vehicle) -> bool:
    """With two or three wheels, mopeds included."""
    return vehicle.type.startswith("M")


def is_school_bus(vehicle: Vehicle) -> bool:
    """Used to carry pupils, or built for nothing else."""
    return vehicle.use in SCHOOL or vehicle.type in SCHOOL_BUSES


def is_private(vehicle: Vehicle) -> bool:
    """Used by its owner without payment, and never for hire before."""
    return vehicle.use == "A"


def is_for_hire(vehicle: Vehicle) -> bool:
    """Used against payment (营运)."""
    return vehicle.use not in NOT_FOR_HIRE


def kind_for_life(vehicle: Vehicle) -> str:
    """The kind by which years of use are counted, "" where none are."""
    match vehicle.type[:1]:
        case "K" | "D":
            return _passenger(vehicle)
        case "H" | "Q":
            return _goods(vehicle)
        case "B":
            return "semitrailer_dangerous" if vehicle.use == "R" else "semitrailer"
        case "G":
            return "trailer"
        case "Z":
            return "special"
        case "M":
            return "tricycle" if vehicle.type[1:2] == "1" else "motorcycle"
        case "N":
            return "three_wheeled"
        case _:
            return ""


def _passenger(vehicle: Vehicle) -> str:
    size = {"1": "large", "2": "medium"}.get(vehicle.type[1:2], "small")
    if is_school_bus(vehicle):
        return "school"
    kind = _HIRE.get(vehicle.use, "")
    if kind in ("rental", "bus"):
        return kind
    if kind:
        return f"{kind}_{size}"
    return "" if size == "small" else f"own_{size}"


def _goods(vehicle: Vehicle) -> str:
    if vehicle.use == "R":
        return "dangerous"
    return {"4": "goods_micro", "5": "low_speed"}.get(vehicle.type[1:2], "goods")
