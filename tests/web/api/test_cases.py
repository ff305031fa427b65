"""What programs of outlets do with cases."""

import base64
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import connection
from tests import builders
from tests.exchange.little_partner import LittlePartner
from tests.web.api.clients import Program, Programs, a_driver, a_program, an_outlet, wish
from tests.web.builders import JPEG

from tongban.casework import actions, queries
from tongban.core import audit, entries
from tongban.exchange import breaker
from tongban.law.reasons import reason
from tongban.outlets.types import OutletKind
from tongban.web import problems
from tongban.web.api import shown


def test_a_post_office_starts_a_lost_licence_and_the_machine_gathers_everything(programs: Programs) -> None:
    wang = a_driver()
    answer = programs.post.start(wish())
    assert answer.status_code == 201, answer.content
    case = answer.json()
    assert (case["status"], case["waiting_for"], case["fee_due"]) == ("waiting", "payment", "10.00")
    assert answer["location"] == f"/api/v1/cases/{case['number']}"
    states = {one["material"]: one["state"] for one in case["evidence"]}
    assert states["identity"] == states["portrait"] == "looked_up" and states["loss_statement"] == "waived"
    row = queries.find_by_number(case["number"])
    assert row is not None and (row.applicant, row.channel, row.office) == (wang, "partner", "310100-1")
    submitted = entries.history(row.id)[0]
    assert (submitted.kind, submitted.actor) == ("submitted", "partner:post-1")


def test_every_answer_about_a_person_is_a_look_that_the_person_can_read(programs: Programs) -> None:
    wang = a_driver()
    number = programs.post.start(wish()).json()["number"]
    before = len(audit.looks_at(wang))
    programs.reader.send("GET", f"/cases/{number}")
    looks = audit.looks_at(wang)
    assert len(looks) == before + 1
    assert (looks[0].purpose, looks[0].actor_label, looks[0].what) == ("partner", "post-reader", "case")
    assert {(look.purpose, look.what) for look in looks} == {("partner", "case"), ("partner", "identity_number")}


def test_a_wrong_name_and_an_unknown_number_look_the_same_and_leave_a_look(programs: Programs) -> None:
    wang = a_driver()
    wrong, unknown = programs.post.start(wish(name="李小明")), programs.post.start(wish(serial=902))
    assert wrong.status_code == unknown.status_code == 400
    assert wrong.json() == unknown.json() and wrong.json()["code"] == "person.no_match"
    assert [look.what for look in audit.looks_at(wang)] == ["identity_number"]


def test_the_same_key_and_body_get_the_same_case_and_nothing_is_done_twice(programs: Programs) -> None:
    a_driver()
    first, again = programs.post.start(wish(), "k"), programs.post.start(wish(), "k")
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    row = queries.find_by_number(first.json()["number"])
    assert row is not None and [entry.kind for entry in entries.history(row.id)].count("submitted") == 1


def test_two_requests_at_once_with_one_key_are_one_case(programs: Programs) -> None:
    a_driver()

    def start(_: int) -> str:
        try:
            return str(programs.post.start(wish(), "k").json()["number"])
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        numbers = set(threads.map(start, range(4)))
    assert len(numbers) == 1
    row = queries.find_by_number(numbers.pop())
    assert row is not None and [entry.kind for entry in entries.history(row.id)].count("submitted") == 1


def test_the_same_key_with_another_body_is_a_conflict(programs: Programs) -> None:
    a_driver()
    programs.post.start(wish(), "k")
    answer = programs.post.start(wish(delivery={"method": "post", "address": "测试路2号"}), "k")
    assert (answer.status_code, answer.json()["code"]) == (409, "key_reused")


def test_another_programs_key_is_unknown(programs: Programs) -> None:
    a_driver()
    a_driver(902, "李四")
    assert programs.post.start(wish(), "k").status_code == 201
    assert programs.hospital.start(wish(902, name="李四"), "k").status_code == 201


def test_a_key_is_forgotten_where_nothing_came_of_it(programs: Programs) -> None:
    a_driver()
    assert programs.post.start(wish(delivery={"method": "post"}), "k").status_code == 400
    assert programs.post.start(wish(), "k").status_code == 201


def test_a_case_without_a_key_is_not_started(programs: Programs) -> None:
    a_driver()
    answer = programs.post.send("POST", "/cases", wish())
    assert (answer.status_code, answer.json()["field"]) == (400, "Idempotency-Key")


def test_a_second_case_for_the_same_service_names_the_open_one_of_ones_own_outlet_only(programs: Programs) -> None:
    a_driver()
    number = programs.post.start(wish()).json()["number"]
    own, other = programs.post.start(wish()), programs.hospital.start(wish())
    assert (own.status_code, own.json()["code"], own["location"]) == (
        409, "case.open_already", f"/api/v1/cases/{number}",
    )  # fmt: skip
    assert other.status_code == 409 and "location" not in other.headers and number not in other.content.decode()


def test_an_outlet_sees_the_cases_it_began_and_no_other(programs: Programs) -> None:
    a_driver()
    number = programs.post.start(wish()).json()["number"]
    assert programs.reader.send("GET", f"/cases/{number}").status_code == 200
    unknown = programs.hospital.send("GET", "/cases/2611220000000")
    for method, path in (("GET", ""), ("POST", "/withdrawal"), ("POST", "/answers"), ("PUT", "/evidence/portrait")):
        body = None if method == "GET" else {"content": {}} if method == "PUT" else {}
        answer = programs.hospital.send(method, f"/cases/{number}{path}", body)
        assert (answer.status_code, answer.json()) == (404, unknown.json())


def test_a_case_sent_elsewhere_does_not_exist_for_a_program(programs: Programs) -> None:
    wang = a_driver()
    citizen = builders.a_citizen(wang)
    case = actions.start(service="D06", applicant=wang, actor=citizen, office=builders.OFFICE)
    actions.answer(case_id=case.id, actor=citizen, given={"delivery": "office"})
    actions.submit(case_id=case.id, actor=citizen)
    assert programs.post.send("GET", f"/cases/{case.number}").status_code == 404
    answer = programs.post.start(wish())
    assert answer.status_code == 409 and case.number not in answer.content.decode() + str(answer.headers)


def test_a_draft_moves_to_the_outlet_where_the_person_is_now(programs: Programs) -> None:
    wang = a_driver()
    draft = actions.start(service="D16", applicant=wang, actor=builders.a_citizen(wang), office=builders.OFFICE)
    for here, elsewhere in ((programs.hospital, programs.post), (programs.post, programs.hospital)):
        assert here.start(wish(service="D16")).json()["number"] == draft.number
        assert here.send("GET", f"/cases/{draft.number}").status_code == 200
        assert elsewhere.send("GET", f"/cases/{draft.number}").status_code == 404


def test_a_list_has_pages_and_holds_only_ones_own(programs: Programs) -> None:
    numbers = []
    for serial in (901, 902, 903):
        a_driver(serial, "王小明")
        numbers.append(programs.post.start(wish(serial)).json()["number"])
    first = programs.reader.send("GET", "/cases?limit=2").json()
    assert [one["number"] for one in first["cases"]] == numbers[:0:-1]
    second = programs.reader.send("GET", f"/cases?limit=2&cursor={first['next']}").json()
    assert ([one["number"] for one in second["cases"]], second["next"]) == (numbers[:1], None)
    assert programs.hospital.send("GET", "/cases").json() == {"cases": [], "next": None}


def test_a_draft_shows_its_open_questions_with_what_this_person_may_choose(programs: Programs) -> None:
    a_driver()
    case = programs.post.start(wish(service="D16")).json()
    assert case["status"] == "draft"
    asked = {one["key"]: one for one in case["questions"]}
    assert [one["value"] for one in asked["ground"]["options"]] == ["military", "abroad", "other"]
    assert asked["until"]["latest"] == "2030-06-01"
    given = {"answers": {"ground": "abroad", "until": "2028-01-01", "declaration": True}}
    done = programs.post.send("POST", f"/cases/{case['number']}/answers", given).json()
    assert (done["status"], done["outcome"], done["questions"]) == ("closed", "granted", [])
    late = programs.post.send("POST", f"/cases/{case['number']}/answers", given)
    assert (late.status_code, late.json()["code"]) == (409, "conflict")


def test_a_refusal_carries_every_reason_with_the_codes_of_the_pages(programs: Programs, little: LittlePartner) -> None:
    a_driver(letters="D")
    little.answer("narcotics", "person", {
        "found": True, "listed": True, "measure": "community_rehab", "since": "2026-01-01", "last_use_on": None,
        "reference": "N1",
    })  # fmt: skip
    case = programs.post.start(wish()).json()
    assert (case["status"], case["outcome"]) == ("closed", "refused")
    row = queries.find_by_number(case["number"])
    assert row is not None
    on_the_page = queries.public_progress(row.id).reasons
    assert len(on_the_page) >= 2
    assert [one["code"] for one in case["reasons"]] == [reason.code for reason in on_the_page]


def test_a_reason_that_can_be_settled_says_until_when() -> None:
    by = date(2027, 5, 10)
    told = replace(reason("medical.missing"), act_by=by)
    assert shown.reason(told)["act_by"] == by and problems.reason(told, "en")["act_by"] == "2027-05-10"


def test_a_partner_that_is_down_delays_the_case_and_does_not_lose_it(programs: Programs, little: LittlePartner) -> None:
    a_driver()
    little.faults.status = 503
    case = programs.post.start(wish()).json()
    assert (case["status"], case["waiting_for"]) == ("waiting", "partner")
    breaker.reset()


def test_a_withdrawn_case_stays_withdrawn_however_often_it_is_asked(programs: Programs) -> None:
    a_driver()
    number = programs.post.start(wish()).json()["number"]
    for _ in range(2):
        answer = programs.post.send("POST", f"/cases/{number}/withdrawal")
        assert (answer.status_code, answer.json()["status"]) == (200, "withdrawn")


def test_a_portrait_may_be_brought_by_any_outlet_and_must_be_a_picture(
    programs: Programs, little: LittlePartner
) -> None:
    a_driver()
    little.answer("photos", "portrait", {"found": False})
    number = programs.post.start(wish()).json()["number"]
    path = f"/cases/{number}/evidence/portrait"

    def bring(jpeg: bytes) -> Any:
        content = {"taken_on": "2026-11-20", "jpeg": base64.b64encode(jpeg).decode()}
        return programs.post.send("PUT", path, {"content": content})

    for no_picture in (b"\xff\xd8\xff", b"GIF89a", JPEG[:-2]):
        answer = bring(no_picture)
        assert answer.status_code == 400 and answer.json()["field"] in ("content", "content.jpeg")
    shown = {one["material"]: one["state"] for one in bring(JPEG).json()["evidence"]}
    assert shown["portrait"] == "brought"


def test_nobody_vouches_for_what_only_its_holder_knows(programs: Programs) -> None:
    a_driver(valid_from=date(2021, 1, 1), valid_to=date(2027, 1, 1))
    number = programs.post.start(wish(service="D07")).json()["number"]
    for material in ("platform", "narcotics", "identity", "medical"):
        answer = programs.post.send("PUT", f"/cases/{number}/evidence/{material}", {"content": {"matters": []}})
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    unknown = programs.post.send("PUT", f"/cases/{number}/evidence/dog_licence", {"content": {}})
    assert unknown.status_code == 404


def test_a_hospital_brings_the_examination_and_its_members_are_checked(
    programs: Programs, little: LittlePartner
) -> None:
    a_driver(valid_from=date(2021, 1, 1), valid_to=date(2027, 1, 1))
    little.answer("hospital", "medical", {"found": True, "certificate": None})
    case = programs.hospital.start(wish(service="D07", delivery={"method": "office"})).json()
    path = f"/cases/{case['number']}/evidence/medical"
    for spoilt, member in (({"height_cm": 12}, "content.height_cm"), ({"dog": 1}, "content.dog")):
        answer = programs.hospital.send("PUT", path, {"content": {**CERTIFICATE, **spoilt}})
        assert (answer.status_code, answer.json()["field"]) == (400, member)
    done = programs.hospital.send("PUT", path, {"content": CERTIFICATE}).json()
    assert {one["material"]: one["state"] for one in done["evidence"]}["medical"] == "brought"
    assert done["waiting_for"] == "payment"


def test_a_program_does_only_what_its_roles_and_services_say(programs: Programs) -> None:
    a_driver()
    assert programs.reader.start(wish()).status_code == 403
    only_d23 = a_program("post-2", "310115-POST", services=["D23"])
    assert only_d23.start(wish()).status_code == 403
    number = programs.post.start(wish()).json()["number"]
    assert only_d23.send("GET", f"/cases/{number}").status_code == 404
    assert only_d23.send("GET", "/cases").json()["cases"] == []


def test_what_the_matrix_does_not_give_an_outlet_no_token_gives(programs: Programs) -> None:
    a_driver()
    an_outlet("310115-INSURER", OutletKind.INSURER)
    assert a_program("insurer", "310115-INSURER").start(wish()).status_code == 403


def test_no_token_and_a_wrong_one_open_nothing(programs: Programs) -> None:
    for token in ("", "x", "é" * 5, "a" * 5000):
        answer = Program(token).send("GET", "/cases")
        assert (answer.status_code, answer["www-authenticate"]) == (401, 'Bearer realm="tongban"')


def test_haste_is_told_when_to_come_back(programs: Programs) -> None:
    hasty = a_program("hasty", "310115-POST", per_minute=2)
    answers = [hasty.send("GET", "/cases") for _ in range(3)]
    assert answers[0].status_code == 200 and answers[-1].status_code in (200, 429)
    answers += [hasty.send("GET", "/cases") for _ in range(3)]  # a minute may have ended in between, two have not
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused and all(1 <= int(answer["retry-after"]) <= 60 for answer in refused)
    assert refused[0].json()["code"] == "too_many_requests"


CERTIFICATE = {
    "serial": "M1", "examined_on": "2026-11-01", "hospital": "H1", "hospital_name": "浦东医院", "doctor": "陈",
    "height_cm": 172, "left_vision": 5.0, "right_vision": 5.0, "vision_corrected": False, "colour_blind": False,
    "hearing_ok": True, "hearing_aid": False, "limbs": "sound", "trunk_ok": True, "sits_unaided": True,
    "monocular_field_deg": None, "declared_illness": False,
}  # fmt: skip


def test_a_vehicles_service_names_one_of_the_persons_vehicles_and_no_other(programs: Programs) -> None:
    wang = a_driver()
    car = builders.a_vehicle(wang)
    li = builders.a_person(name="李四", serial=902, phone="13900000002")
    builders.a_vehicle(li, serial=2, vin="1M8GDM9AXKP042788", plate="沪A00002")
    asked = {**wish(service="V42"), "vehicle": {"plate": "沪a·12345"}}
    answer = programs.post.start(asked)
    assert answer.status_code == 201, answer.content
    row = queries.find_by_number(answer.json()["number"])
    assert row is not None and queries.get_case(row.id, builders.a_clerk("acceptance")).subject == car.id
    foreign, unknown = (
        programs.post.start({**wish(service="V42"), "vehicle": {"plate": plate}}, plate)
        for plate in ("沪A00002", "沪A99999")
    )
    assert foreign.status_code == unknown.status_code == 400
    assert foreign.json() == unknown.json() and foreign.json()["code"] == "vehicle.no_match"
    assert programs.post.start(wish(service="V42"), "none").status_code == 400
    assert programs.post.start({**wish(), "vehicle": {"plate": "沪A12345"}}, "driver").status_code == 400
