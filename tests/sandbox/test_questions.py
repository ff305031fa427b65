"""What each partner answers (contract, section 2)."""

import base64

import pytest
from tests.sandbox.builders import LI, WANG, Sandbox

RECEIPT = {
    "order": "O1",
    "payer": "李敏",
    "items": [{"label": "工本费", "amount": "10.00"}],
    "amount": "10.00",
}
PARCEL = {
    "parcel": "P1",
    "to_name": "李敏",
    "to_phone": "13812340001",
    "to_address": "世纪大道 1 号",
    "contents": "驾驶证",
}


def test_nobody_knows_a_stranger(sandbox: Sandbox) -> None:
    stranger = {"identity_number": LI}
    person = sandbox.get_answer("population", "person", stranger)
    assert (person["found"], person["name"], person["identity_number"]) == (False, None, LI)
    assert sandbox.get_answer("photos", "portrait", stranger)["found"] is False
    medical = sandbox.get_answer("hospital", "medical", stranger)
    assert (medical["found"], medical["certificate"]) == (False, None)
    narcotics = sandbox.get_answer("narcotics", "person", stranger)
    assert (narcotics["found"], narcotics["listed"]) == (True, False)
    driver = sandbox.get_answer("platform", "driver", stranger)
    assert (driver["found"], driver["matters"], driver["points"]) == (False, [], 0)


def test_a_person_is_told_as_registered(sandbox: Sandbox) -> None:
    sandbox.someone(person={"name": "李敏", "address": "世纪大道 1 号"})
    assert sandbox.get_answer("population", "person", {"identity_number": LI}) == {
        "found": True,
        "identity_number": LI,
        "name": "李敏",
        "sex": "2",
        "born": "1985-06-15",
        "region": "310115",
        "address": "世纪大道 1 号",
        "alive": True,
        "photo_on_file": True,
        "current_number": None,
    }


def test_a_residence_card_is_told_and_its_absence_too(sandbox: Sandbox) -> None:
    asked = {"identity_number": LI}
    assert sandbox.get_answer("residence", "person", asked) == {"found": False, **asked, "card": None}
    sandbox.someone()
    assert sandbox.get_answer("residence", "person", asked) == {"found": True, **asked, "card": None}
    sandbox.someone(residence={"region": "320106", "issued_on": "2026-02-01", "valid_to": "2027-01-31"})
    card = {"region": "320106", "issued_on": "2026-02-01", "valid_to": "2027-01-31"}
    assert sandbox.get_answer("residence", "person", asked)["card"] == card


def test_a_marriage_is_told_and_its_absence_too(sandbox: Sandbox) -> None:
    asked = {"identity_number": LI}
    sandbox.someone()
    assert sandbox.get_answer("marriage", "spouse", asked) == {"found": True, **asked, "marriage": None}
    sandbox.someone(marriage={"spouse": "110101199001010010", "registered_on": "2025-02-01"})
    married = {"spouse": "110101199001010010", "registered_on": "2025-02-01"}
    assert sandbox.get_answer("marriage", "spouse", asked)["marriage"] == married


def test_mortgage_contracts_are_told_and_need_number_and_vin(sandbox: Sandbox) -> None:
    asked = {"identity_number": LI}
    assert sandbox.get_answer("mortgages", "contracts", asked) == {"found": False, **asked, "contracts": []}
    sandbox.someone(contracts=[{"number": "DY-1", "vin": "LSVT91339CN063181"}])
    [contract] = sandbox.get_answer("mortgages", "contracts", asked)["contracts"]
    assert (contract["number"], contract["signed_by_owner"], contract["signed_on"]) == ("DY-1", True, None)


def test_whose_number_was_changed_is_known_under_both(sandbox: Sandbox) -> None:
    new = "310115198506154348"
    sandbox.someone(person={"name": "李敏", "current_number": new})
    former = sandbox.get_answer("population", "person", {"identity_number": LI})
    now = sandbox.get_answer("population", "person", {"identity_number": new})
    assert (former["name"], former["current_number"]) == (now["name"], new)
    assert now["current_number"] is None


def test_a_person_without_a_stored_portrait_always_gets_the_same_drawn_one(sandbox: Sandbox) -> None:
    sandbox.someone()
    first = sandbox.get_answer("photos", "portrait", {"identity_number": LI})
    picture = base64.b64decode(first["jpeg"])
    assert picture[:3] == b"\xff\xd8\xff" and 3_000 < len(picture) < 8_000
    assert sandbox.get_answer("photos", "portrait", {"identity_number": LI}) == first


def test_a_stored_portrait_is_given_out(sandbox: Sandbox) -> None:
    sandbox.someone(portrait={"taken_on": "2025-01-02", "jpeg": "/9j/AAAA"})
    portrait = sandbox.get_answer("photos", "portrait", {"identity_number": LI})
    assert (portrait["taken_on"], portrait["jpeg"]) == ("2025-01-02", "/9j/AAAA")


def test_no_portrait_is_given_where_no_photo_is_on_file(sandbox: Sandbox) -> None:
    sandbox.someone(person={"name": "李敏", "photo_on_file": False})
    assert sandbox.get_answer("photos", "portrait", {"identity_number": LI})["found"] is False


def test_part_of_a_certificate_is_completed_to_a_healthy_one(sandbox: Sandbox) -> None:
    sandbox.someone(medical={"colour_blind": True})
    certificate = sandbox.get_answer("hospital", "medical", {"identity_number": LI})["certificate"]
    assert certificate["colour_blind"] is True
    assert (certificate["left_vision"], certificate["limbs"], certificate["examined_on"]) == (
        5.0,
        "sound",
        "2026-11-22",
    )
    assert certificate["monocular_field_deg"] is None and certificate["declared_illness"] is False


def test_a_listed_person_is_told_with_the_measure(sandbox: Sandbox) -> None:
    sandbox.someone(narcotics={"measure": "isolation", "since": "2026-01-05"})
    entry = sandbox.get_answer("narcotics", "person", {"identity_number": LI})
    assert (entry["listed"], entry["measure"], entry["since"]) == (True, "isolation", "2026-01-05")


def test_matters_points_and_cycles_are_told_in_the_agreed_form(sandbox: Sandbox) -> None:
    cycle = {"starts_on": "2025-12-01", "ends_on": "2026-11-30", "points": 3}
    sandbox.someone(matters=[{"kind": "seizure", "number": "K1", "letter": "K"}], points=3, cycles=[cycle])
    driver = sandbox.get_answer("platform", "driver", {"identity_number": LI})
    assert (driver["points"], driver["cycles"]) == (3, [cycle])
    assert driver["matters"] == [
        {
            "kind": "seizure",
            "number": "K1",
            "place": "",
            "on": "",
            "state": "open",
            "letter": "K",
            "until": None,
            "settle_at": "",
        }
    ]


def test_an_order_is_unknown_then_waiting_then_paid_then_refunded(sandbox: Sandbox) -> None:
    ask = {"order": "O1"}
    assert sandbox.get_answer("payment", "query", ask)["state"] == "unknown"
    sandbox.http.get(sandbox.cashier_path("O1"))
    assert sandbox.get_answer("payment", "query", ask)["state"] == "waiting"
    sandbox.pay("O1")
    paid = sandbox.get_answer("payment", "query", ask)
    assert (paid["state"], paid["amount"]) == ("paid", "10.00") and paid["payment_reference"] and paid["paid_at"]
    for reference, state in (("R1", "paid"), ("R2", "refunded")):
        refund = {"order": "O1", "amount": "5.00", "reason": "撤回", "refund_reference": reference}
        assert sandbox.get_answer("payment", "refund", refund)["state"] == "refunded"
        assert sandbox.get_answer("payment", "query", ask)["state"] == state


@pytest.mark.parametrize("amount", ["10.01", "0.00"])
def test_a_refund_of_too_much_or_nothing_is_refused(sandbox: Sandbox, amount: str) -> None:
    sandbox.pay("O1")
    refund = {"order": "O1", "amount": amount, "reason": "撤回", "refund_reference": "R1"}
    assert sandbox.ask("payment", "refund", refund).status_code == 422


def test_the_statement_lists_what_moved_and_the_balance(sandbox: Sandbox) -> None:
    sandbox.pay("O1")
    sandbox.pay("O2", amount="2.50")
    refund = {"order": "O1", "amount": "4.00", "reason": "撤回", "refund_reference": "R1"}
    sandbox.get_answer("payment", "refund", refund)
    day = sandbox.get_answer("payment", "query", {"order": "O1"})["paid_at"][:10]
    statement = sandbox.get_answer("payment", "statement", {"day": day})
    told = [(line["order"], line["kind"], line["amount"]) for line in statement["lines"]]
    assert told == [("O1", "payment", "10.00"), ("O2", "payment", "2.50"), ("O1", "refund", "4.00")]
    assert statement["total"] == "8.50"
    assert sandbox.get_answer("payment", "statement", {"day": "2020-01-01"}) == {
        "day": "2020-01-01",
        "lines": [],
        "total": "0.00",
    }


def test_a_receipt_has_its_numbers_and_can_be_cancelled(sandbox: Sandbox) -> None:
    receipt = sandbox.get_answer("fiscal", "receipt", RECEIPT)
    assert len(receipt["bill_code"]) == 8 and len(receipt["bill_number"]) == 10 and receipt["check_code"]
    cancel = {"bill_code": receipt["bill_code"], "bill_number": receipt["bill_number"], "reason": "撤回"}
    red = sandbox.get_answer("fiscal", "cancel", cancel)
    assert len(red["red_bill_number"]) == 10 and red["red_bill_number"] != receipt["bill_number"]


def test_a_receipt_that_does_not_add_up_is_refused(sandbox: Sandbox) -> None:
    assert sandbox.ask("fiscal", "receipt", {**RECEIPT, "amount": "11.00"}).json()["code"] == "wrong_sum"


def test_a_bill_never_given_out_cannot_be_cancelled(sandbox: Sandbox) -> None:
    cancel = {"bill_code": "31010126", "bill_number": "0000000001", "reason": "撤回"}
    assert sandbox.ask("fiscal", "cancel", cancel).status_code == 422


def test_parts_of_a_receipt_are_taken_back_one_by_one_and_never_more_than_it_says(sandbox: Sandbox) -> None:
    receipt = sandbox.get_answer("fiscal", "receipt", RECEIPT)
    bill = {"bill_code": receipt["bill_code"], "bill_number": receipt["bill_number"], "reason": "撤回"}
    part = {**bill, "amount": "4.00", "refund_reference": "R1"}
    red = sandbox.get_answer("fiscal", "reverse", part)
    assert len(red["red_bill_number"]) == 10 and sandbox.get_answer("fiscal", "reverse", part) == red
    rest = {**bill, "amount": "6.01", "refund_reference": "R2"}
    assert sandbox.ask("fiscal", "reverse", rest).json()["code"] == "too_much"
    other = sandbox.get_answer("fiscal", "reverse", {**rest, "amount": "6.00"})
    assert other["red_bill_number"] != red["red_bill_number"]
    unknown = {**part, "bill_number": "0000000001", "refund_reference": "R3"}
    assert sandbox.ask("fiscal", "reverse", unknown).status_code == 422


def test_a_parcel_gets_a_tracking_number_and_is_tracked(sandbox: Sandbox) -> None:
    number = sandbox.get_answer("post", "parcel", PARCEL)["tracking_number"]
    assert sandbox.get_answer("post", "track", {"tracking_number": number})["events"] == []
    sandbox.control("POST", f"post/{number}/taken_over")
    sandbox.control("POST", f"post/{number}/lost", {"place": "南京"})
    events = sandbox.get_answer("post", "track", {"tracking_number": number})["events"]
    assert [event["kind"] for event in events] == ["taken_over", "lost"]
    assert events[1]["place"] == "南京"


def test_a_card_is_printed_and_the_next_one_spoilt_on_a_faulty_blank(sandbox: Sandbox) -> None:
    card = {"job": "J1", "serial": "3100000000001", "fields": {"name": "李敏"}}
    assert sandbox.get_answer("printer", "print", card)["result"] == "printed"
    sandbox.control("POST", "printer/spoil")
    assert sandbox.get_answer("printer", "print", {**card, "job": "J2"})["result"] == "spoilt"
    assert sandbox.get_answer("printer", "print", {**card, "job": "J3"})["result"] == "printed"


@pytest.mark.parametrize(
    ("partner", "question", "body"),
    [
        ("population", "person", {}),
        ("population", "person", {"identity_number": 310115}),
        ("payment", "refund", {"order": "O1", "amount": "10", "reason": "x", "refund_reference": "R"}),
        ("payment", "statement", {"day": "2026-02-30"}),
        ("fiscal", "receipt", {**RECEIPT, "items": [{"label": "x"}]}),
        ("printer", "print", {"job": "J", "serial": "12345", "fields": {}}),
    ],
)
def test_a_body_that_is_not_as_agreed_is_refused(sandbox: Sandbox, partner: str, question: str, body: dict) -> None:
    answer = sandbox.ask(partner, question, body)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "content",
    [
        b"not json",
        b"[]",
        b'{"identity_number": "\xff"}',
        rb'{"identity_number": "\ud83d"}',
        b'{"identity_number": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
)
def test_a_body_that_is_no_json_object_of_sound_text_is_refused(sandbox: Sandbox, content: bytes) -> None:
    answer = sandbox.ask("population", "person", {}, content=content)
    assert answer.status_code == 400


def test_an_unknown_question_is_404(sandbox: Sandbox) -> None:
    assert sandbox.ask("population", "everything", {"identity_number": LI}).status_code == 404


def test_the_same_key_gets_the_first_answer_and_acts_once(sandbox: Sandbox) -> None:
    first = sandbox.get_answer("fiscal", "receipt", RECEIPT, key="k1")
    assert sandbox.get_answer("fiscal", "receipt", RECEIPT, key="k1") == first
    other = sandbox.ask("fiscal", "receipt", {**RECEIPT, "payer": "王秀英"}, key="k1")
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")


def test_the_same_deed_under_a_new_key_is_not_done_again(sandbox: Sandbox) -> None:
    first = sandbox.get_answer("fiscal", "receipt", RECEIPT, key="k1")
    assert sandbox.get_answer("fiscal", "receipt", RECEIPT, key="k2") == first
    other = sandbox.ask("fiscal", "receipt", {**RECEIPT, "payer": "王秀英"}, key="k3")
    assert (other.status_code, other.json()["code"]) == (409, "reference_reused")


def test_a_refused_deed_is_not_remembered_under_its_key(sandbox: Sandbox) -> None:
    refund = {"order": "O1", "amount": "5.00", "reason": "撤回", "refund_reference": "R1"}
    assert sandbox.ask("payment", "refund", refund, key="k1").status_code == 422
    sandbox.pay("O1")
    assert sandbox.ask("payment", "refund", refund, key="k1").status_code == 200


def test_a_question_that_only_reads_may_repeat_its_key(sandbox: Sandbox) -> None:
    assert sandbox.get_answer("population", "person", {"identity_number": LI}, key="k")["found"] is False
    sandbox.someone()
    assert sandbox.get_answer("population", "person", {"identity_number": LI}, key="k")["found"] is True
    assert sandbox.get_answer("population", "person", {"identity_number": WANG}, key="k")["found"] is False


def test_a_pulse_of_the_beacon_is_the_same_for_ever_and_never_told_before_its_minute(sandbox: Sandbox) -> None:
    asked = {"not_before": "2026-01-01T00:00:30+00:00"}
    first = sandbox.get_answer("beacon", "pulse", asked)
    assert (first["found"], first["demo"], first["at"]) == (True, True, "2026-01-01T08:01:00+08:00")
    assert len(first["value"]) == 64
    assert sandbox.get_answer("beacon", "pulse", {"not_before": "2026-01-01T00:01:00+00:00"}) == {
        **first, "not_before": "2026-01-01T00:01:00+00:00",
    }  # fmt: skip
    ahead = {"not_before": "2999-01-01T00:00:00+00:00"}
    assert sandbox.get_answer("beacon", "pulse", ahead) == {"found": False, **ahead}
