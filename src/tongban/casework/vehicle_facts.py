"""From a person, a vehicle and evidence to the facts that vehicle rules read."""

from typing import Any

from tongban.casework import driver_facts, evidence
from tongban.core import vins
from tongban.law.answers_on_vehicles import CoOwnership, Inspection, OwningFirm, Quota, TransportApproval
from tongban.law.facts import (
    Applicant,
    Built,
    Cover,
    Ending,
    Facts,
    MortgageContract,
    NewVehicle,
    Sale,
    VehicleCheck,
)
from tongban.law.passing import Entering
from tongban.people.types import OrganisationView, PersonView
from tongban.registers.vehicles.types import Vehicle

ON_PAPER = "on_paper"  # in the content of what a clerk took from paper because its holder was silent


def build(
    person: PersonView,
    vehicle: Vehicle | None,
    contents: dict[str, dict[str, Any]],
    answers: dict[str, Any],
    *,
    office: str = "",
    ground: str = "",
) -> Facts:
    """Put together what is known. No statement."""
    identity = contents.get("identity", {})
    return Facts(
        applicant=Applicant(
            born=person.born,
            alive=identity.get("alive") is not False,
            renamed=driver_facts.renamed(person, identity),
            moved=bool(identity.get("found")) and identity["address"] != person.address,
            home=identity.get("region") or "",
        ),
        licence=None,
        vehicle=vehicle.law if vehicle else None,
        mortgage=_mortgage(contents.get("contracts", {}), answers.get("contract"), vehicle),
        cover=_cover(contents),
        ending=_ending(contents),
        co_ownership=_co_ownership(contents, str(answers.get("new_owner") or "")),
        inspection=_inspection(contents),
        answers=answers,
        region=vehicle.region if vehicle else "",
        office=office,
        ground=ground,
    )


def build_new(
    person: PersonView,
    vin: str,
    contents: dict[str, dict[str, Any]],
    answers: dict[str, Any],
    *,
    registered: bool,
    acts_for_owner: bool,
    check: VehicleCheck | None,
) -> Facts:
    """What is known of a vehicle to be registered. No statement."""
    identity = contents.get("identity", {})
    buyer = str(answers.get("organisation") or identity.get("identity_number") or "")
    return Facts(
        applicant=Applicant(
            born=person.born,
            alive=identity.get("alive") is not False,
            renamed=driver_facts.renamed(person, identity),
        ),
        licence=None,
        new_vehicle=NewVehicle(
            vin_checks=not vin or vins.check_character(vin) == vin[8],
            registered=registered,
            acts_for_owner=acts_for_owner,
            on_paper=any(content.get(ON_PAPER) for content in contents.values()),
            **_of_maker(contents),
            **_of_tax(contents, buyer),
            **_of_others(contents),
        ),
        approval=approval_of(contents, buyer),
        quota=_quota(contents, buyer),
        sale=Sale(**of_sale(contents, "", buyer)) if "used_invoice" in contents else None,
        entering=_entering(contents),
        check=check,
        answers=answers,
        region=person.region,
    )


def _of_maker(contents: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Certificate of the maker, of an import that of customs, whichever is there."""
    told = _typed(contents, "conformity") or _typed(contents, "import")
    if told is None:
        return {}
    if told.certificate is None:
        return {"certified": False}
    known, built = told.certificate, told.certificate.built
    law = Built(
        built.type,
        built.fuel,
        built.capacity,
        built.made_on,
        announced=getattr(known, "announced", True),
        exempt=getattr(known, "exempt", False),
        checked_at_maker=getattr(known, "checked_at_maker", False),
        imported=not hasattr(known, "announced"),
        supervised=getattr(known, "supervised", False),
        displacement_ml=built.displacement_ml,
    )
    return {"certified": True, "built": law}


def _entering(contents: dict[str, dict[str, Any]]) -> Entering | None:
    """A vehicle from abroad, as register at home, border control, customs and insurer answered; None where nobody was
    asked yet."""
    home, travels, border, customs = (
        _typed(contents, key) for key in ("home_vehicle", "travel_document", "border_filing", "customs_filing")
    )
    if home is None and travels is None:
        return None
    document, vehicle = travels and travels.document, home and home.vehicle
    facts: dict[str, Any] = {
        "known": None if home is None else vehicle is not None,
        "travels": None if travels is None else document is not None,
        "travel_until": document.valid_to if document else None,
        "border_filed": None if border is None else border.filing is not None,
        "customs_filed": None if customs is None else customs.filing is not None,
    }
    if vehicle:
        owner = contents.get("identity", {}).get("identity_number")
        facts |= {"home": vehicle.home, "own": vehicle.owner == owner, "private": vehicle.private}
        facts |= {"capacity": vehicle.capacity, "length_mm": vehicle.length_mm, "made_on": vehicle.made_on}
    others = _of_others(contents)
    return Entering(
        **facts, **{name: others[name] for name in others if name.startswith("insu") or name == "inspected"}
    )


def _of_tax(contents: dict[str, dict[str, Any]], buyer: str) -> dict[str, Any]:
    """Sale and taxes; nothing of what the tax authority was not asked, or has not answered."""
    sale, purchase, year = (_typed(contents, key) for key in ("invoice", "purchase_tax", "vehicle_tax"))
    facts: dict[str, Any] = {}
    if sale is not None:
        facts |= {"invoiced": sale.invoice is not None}
        facts |= {"bought_by_owner": sale.invoice is None or sale.invoice.buyer == buyer}
    if purchase is not None:
        facts |= {"purchase_tax": purchase.tax.state if purchase.tax else ""}
    if year is not None:
        facts |= {"vehicle_tax_year": year.tax.year if year.tax else 0}
    return facts


def approval_of(contents: dict[str, dict[str, Any]], owner: str) -> TransportApproval | None:
    """The transport approval, with whether it is that of the owner by this number."""
    told = _typed(contents, "transport")
    if told is None:
        return None
    known = told.approval
    return TransportApproval(tuple(known.uses), known.until, known.owner == owner) if known else TransportApproval()


def _quota(contents: dict[str, dict[str, Any]], owner: str) -> Quota | None:
    told = _typed(contents, "quota")
    if told is None:
        return None
    known = told.certificate
    return Quota(known.plate_type, known.until, known.state == "used", known.owner == owner) if known else Quota()


def of_sale(contents: dict[str, dict[str, Any]], seller: str, buyer: str) -> dict[str, Any]:
    """The invoice between seller and buyer, by their numbers ("": an organisation sells), and the insurance."""
    facts: dict[str, Any] = {}
    sale, insured = _typed(contents, "used_invoice"), _typed(contents, "insurance")
    if sale is not None:
        named = sale.invoice
        facts |= {"invoiced": named is not None}
        facts |= {"between_them": named is None or (named.buyer == buyer and seller in ("", named.seller))}
    if insured is not None:
        policy = insured.policy
        facts |= {"insured": policy is not None, "insured_until": policy.until if policy else None}
    dealer = _typed(contents, "dealer")
    return facts if dealer is None else facts | {"dealer_filed": dealer.filed}


def remortgaged(contents: dict[str, dict[str, Any]], vehicle: Vehicle, buyer: str) -> bool | None:
    """Whether the buyer has signed a new contract with the one to whom the vehicle is mortgaged; None where it is not
    mortgaged, or the network was not asked."""
    told = _typed(contents, "new_contract")
    holders = {one.holder for one in vehicle.law.restrictions if one.kind == "mortgage"}
    if told is None or not holders:
        return None
    new = told.contract
    return new is not None and new.signed_by_owner and new.owner == buyer and new.holder in holders


def _of_others(contents: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Insurance, inspection, theft and recalls."""
    insured, inspected, stolen, recall = (
        _typed(contents, key) for key in ("insurance", "inspection", "stolen", "recall")
    )
    facts: dict[str, Any] = {}
    if insured is not None:
        policy = insured.policy
        facts |= {"insured": policy is not None}
        facts |= {"insured_since": policy.since, "insured_until": policy.until} if policy else {}
    if inspected is not None:
        done = inspected.inspection
        facts |= {"inspected": "" if done is None else "passed" if done.passed else "failed"}
    if stolen is not None:
        facts |= {"stolen": stolen.hit}
    return facts | ({"recalled": recall.open} if recall is not None else {})


def _inspection(contents: dict[str, dict[str, Any]]) -> Inspection | None:
    """The newest inspection of a registered vehicle; None where the system was not asked."""
    told = _typed(contents, "inspection")
    if told is None:
        return None
    return Inspection(told.inspection.on, told.inspection.passed) if told.inspection else Inspection()


def _cover(contents: dict[str, dict[str, Any]]) -> Cover | None:
    """Insurance and vehicle tax; None where neither was asked."""
    known = {**_of_others(contents), **_of_tax(contents, "")}
    names = {"insured": "insured", "insured_since": "insured_since", "insured_until": "insured_until"}
    names |= {"vehicle_tax_year": "tax_year"}
    found = {name: known[said] for said, name in names.items() if said in known}
    return Cover(**found) if found else None


def _ending(contents: dict[str, dict[str, Any]]) -> Ending | None:
    """Why its registration ends; None where nobody was asked for it."""
    recovery, left, back = (_typed(contents, key) for key in ("recovery", "exit", "taken_back"))
    if recovery is None and left is None and back is None:
        return None
    known = recovery.recovery if recovery else None
    return Ending(
        recovered=None if recovery is None else known is not None,
        recycler_certified=known is None or known.certified,
        supervised=known is not None and bool(known.supervision),
        left=None if left is None else left.exit is not None,
        returned=None if back is None else back.proof is not None,
    )


def _co_ownership(contents: dict[str, dict[str, Any]], new_owner: str) -> CoOwnership | None:
    """Whether the person is married to whom the vehicle goes; None where the marriage register was not asked."""
    told = _typed(contents, "marriage")
    if told is None:
        return None
    known = told.marriage if told.found else None
    married = known is not None and known.spouse == new_owner
    on_paper = bool(contents["marriage"].get(ON_PAPER))
    return CoOwnership(married=married, since=known.registered_on if known and married else None, on_paper=on_paper)


def _typed(contents: dict[str, dict[str, Any]], key: str) -> Any:
    return evidence.typed(key, contents[key]) if key in contents else None


def firm(contents: dict[str, dict[str, Any]], known: OrganisationView) -> OwningFirm | None:
    """An organisation as its register has it, compared with the one on record here; None where nobody was asked."""
    told = _typed(contents, "organisation")
    if told is None:
        return None
    found = told.organisation
    if found is None:
        return OwningFirm(known=False)
    return OwningFirm(
        active=found.state == "active",
        renamed=found.name != known.name or found.current_code not in ("", known.code),
        moved=(found.address, found.region) != (known.address, known.region),
        home=found.region,
        on_paper=bool(contents["organisation"].get(ON_PAPER)),
    )


def _mortgage(network: dict[str, Any], number: Any, vehicle: Vehicle | None) -> MortgageContract | None:
    """The contract that the case names, compared with it; None where the network has no such contract of this
    person."""
    found = next((one for one in network.get("contracts") or () if one["number"] == number), None)
    if found is None:
        return None
    same = vehicle is not None and found["vin"] == vehicle.vin
    return MortgageContract(found["signed_by_owner"], same, bool(found.get("released")))
