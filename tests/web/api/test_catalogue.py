"""The catalogue for machines, and the description of the API."""

import json
import sys
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from tests import builders
from tests.book.generated import keep_true
from tests.web.api.clients import Program, Programs

from tongban.casework import queries as cases
from tongban.casework.catalogue import pages
from tongban.config import listing
from tongban.core import fresh
from tongban.law.text import Text
from tongban.outlets import actions, queries
from tongban.web.api import catalogue
from tongban.web.api.api import api


def read(path: str, **headers: str) -> Any:
    return Program("").send("GET", path, **headers)


def test_every_service_stands_in_the_catalogue_with_everything_asked_of_a_partner(programs: Programs) -> None:
    items = {one["code"]: one for one in read("/catalogue").json()["items"]}
    shown = {code: one for code, one in items.items() if one["handled_here"]}
    assert set(shown) == {one.code for one in cases.in_service()} | set(pages), "what has ended is not begun"
    lost = shown["D06"]
    assert (lost["fee"], lost["makes_card"], lost["decided_by"]) == ("10.00", True, "machine")
    assert {one["key"] for one in lost["materials"] if one["waived"]} == {"loss_statement"}
    assert {one["outlet_kind"] for one in lost["delegation"] if one["level"] == "accept"} >= {"post", "hospital"}
    assert lost["basis"][0]["citation"]["en"].endswith("Article 69")
    assert [one["key"] for one in lost["questions"]] == ["delivery", "delivery_address"]


def test_all_items_are_there_and_those_of_others_say_who_handles_them(programs: Programs) -> None:
    content = read("/catalogue").json()
    assert len(content["items"]) == 139
    trade = next(one for one in content["items"] if one["code"] == "V31")
    assert (trade["handled_here"], trade["fee"], trade["limit_days"]) == (False, "120.00", 1)
    assert trade["handled_by"]["en"] and trade["basis"][0]["key"] is None
    after = {paper["en"] for paper in trade["materials_after"]}
    assert after < {paper["en"] for paper in trade["materials_before"]}
    assert read("/catalogue/V31").json()["version"] == trade["version"]
    assert {one["number"] for one in content["id_only_kinds"]} == set(range(1, 19))
    assert all(
        one["reconstructed"] and one["since"] == "2018-09-01" and one["codes"] for one in content["id_only_kinds"]
    )
    assert {one["region"]: len(one["codes"]) for one in content["views"]} == {"330000": 75, "440000": 26, "310000": 20}


def test_every_item_answers_what_is_asked_of_an_item(programs: Programs) -> None:
    for one in read("/catalogue").json()["items"]:
        assert one["name"]["zh"] and one["name"]["en"] and one["basis"] and one["version"], one["code"]
        assert one["channels"] or one["code"] == "E05", one["code"]  # that one is a link between systems
        assert (one["materials_after"] or one["page"]) and one["materials_before"], one["code"]
        assert one["handled_here"] or one["handled_by"] or one["until"], one["code"]
        assert one["since"] or not one["basis"][0]["citation"]["zh"].startswith("《机动车"), one["code"]
        assert one["id_only"] is True or one["id_only_kind"] is None, one["code"]


def test_api_command_and_public_page_give_the_same_document_byte_for_byte(
    programs: Programs, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    served = read("/catalogue").content
    listing.print_document()
    sys.stdout.flush()
    assert capfdbinary.readouterr().out == served
    assert "/api/v1/catalogue" in Client().get("/services/").content.decode()


def test_an_unchanged_catalogue_is_not_sent_again(programs: Programs) -> None:
    first = read("/catalogue")
    assert first["etag"] == f'"{first.json()["version"]}"'
    again = read("/catalogue", **{"if-none-match": first["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert read("/catalogue", **{"if-none-match": '"other"'}).status_code == 200


def test_a_change_of_the_matrix_changes_the_version_of_what_it_touches(programs: Programs) -> None:
    before = {code: read(f"/catalogue/{code}").json()["version"] for code in ("D06", "D23")}
    actions.delegate(
        service="D06", level="produce", outlet_kind="bank", basis=Text(zh="测试", en="test"), actor=builders.TEST,
        cause="test",
    )  # fmt: skip
    after = {code: read(f"/catalogue/{code}").json()["version"] for code in ("D06", "D23")}
    assert before["D06"] != after["D06"] and before["D23"] == after["D23"]


def test_the_catalogue_costs_two_statements(programs: Programs, django_assert_num_queries: Any) -> None:
    fresh.forget_all()  # what was asked when the programs were made
    with django_assert_num_queries(2):
        catalogue.catalogue()


def test_an_unknown_service_is_not_found() -> None:
    for code in ("D99", "d06", "x", "%00"):
        assert read(f"/catalogue/{code}").status_code == 404


def test_the_description_in_the_docs_is_the_one_that_is_served() -> None:
    served = json.loads(json.dumps(api.get_openapi_schema()))
    assert read("/openapi.json").json() == served
    keep_true("openapi.json", json.dumps(served, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def test_a_token_is_kept_as_a_digest_only(programs: Programs) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM outlets_apiclient c")
        kept = "".join(row[0] for row in cursor.fetchall())
    assert programs.post.token not in kept
    assert queries.api_client(programs.post.token) is not None
