"""What other authorities say of a vehicle that is registered or changed, as rules read it; part of `facts`."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class TransportApproval:
    """The approval for road transport (道路运输许可) of the owner, as the transport authority has it; no uses: none."""

    uses: tuple[str, ...] = ()  # 使用性质 that it covers
    until: date | None = None
    own: bool = True  # the owner's, not somebody else's


@dataclass(frozen=True, slots=True)
class Quota:
    """The quota certificate (指标) of the owner, as the quota office has it; no type of plate: none."""

    plate_type: str = ""
    until: date | None = None
    used: bool = False  # it has been used already
    own: bool = True  # the owner's, not somebody else's


@dataclass(frozen=True, slots=True)
class Inspection:
    """The newest safety inspection of a registered vehicle. `on` None: none is on record."""

    on: date | None = None
    passed: bool = True


@dataclass(frozen=True, slots=True)
class PlateChange:
    """The type of plate (号牌种类) of a registered vehicle, and the one that a change leads to ("": none other)."""

    type: str
    wanted: str = ""
    new_energy: bool = False  # its drive takes a new-energy number
    reserved: bool = False  # a number of the wanted type is reserved for it


@dataclass(frozen=True, slots=True)
class CoOwnership:
    """A vehicle that spouses or others own together (共同所有), which is to bear the name of another of them."""

    own_name: bool = True  # it bears the applicant's name now, not that of an organisation
    married: bool | None = None  # the two are spouses; None: the register was not asked, or has not answered
    since: date | None = None  # the registration of their marriage
    on_paper: bool = False  # taken from a paper because the register was silent
    numbered: bool = False  # a number is reserved for the one whose name it will bear


@dataclass(frozen=True, slots=True)
class Misstated:
    """An item of the registration that is said to be wrong: as it stands, and as it should be."""

    was: str
    right: str
    item: str = ""
    taken: bool = False  # of a VIN: another live vehicle is registered with the right one


@dataclass(frozen=True, slots=True)
class OwningFirm:
    """The organisation that owns a vehicle, as its register has it beside what is on record here."""

    known: bool = True  # the register knows its code
    active: bool = True  # it was neither dissolved nor struck off
    renamed: bool = False  # another name or code
    moved: bool = False  # another address
    home: str = ""  # the region where it is now
    on_paper: bool = False  # taken from its licence because the register was silent


@dataclass(frozen=True, slots=True)
class MortgageContract:
    """A mortgage contract of the applicant as the mortgagee's own system confirms it, compared with the case."""

    signed_by_owner: bool
    same_vehicle: bool
    released: bool = False  # the mortgagee has given it up
