"""Published figures of others: read as they come, all or nothing, every bad row named; and a real country's centres."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from tests.builders import TEST
from tests.conftest import PROJECT

from tongban.assessment.exams.rates import actions, queries
from tongban.assessment.exams.rates.models import Source, SourceFault, SourceSite
from tongban.assessment.exams.rates.types import TakenIn
from tongban.config import figures as command
from tongban.core import entries
from tongban.core.errors import BadInput

pytestmark = pytest.mark.django_db
DESCRIBED = """
code = "far-2024"
publisher = "Far Away Agency, Ltd."
licence = "A licence"
since = 2024-01-01
until = 2024-12-31
subject = "S3R"
group = "car"
sites = "sites.csv"
counts = "counts.csv"
faults = "faults.csv"
title = { zh = "远方", en = "Far away" }
"""
SITES = 'id,name,address\n1,"Öster, Östersund",Storgatan 1\n2,Łódź,\n3,No counts,\n'
COUNTS = "site,tests,passes\n1,400,100\n2,100,80\n"
FAULTS = "tc_id,item,serious,dangerous,driver_faults\n1,Mirrors,30,10,7\n1,Speed,5,5,0\n2,Mirrors,10,0,3\n"


def take_in(
    sites: str = SITES, counts: str = COUNTS, faults: str = FAULTS, described: str = DESCRIBED, **how: bool
) -> TakenIn:
    files = {"sites.csv": sites.encode(), "counts.csv": counts.encode(), "faults.csv": faults.encode()}
    return actions.take_in(description=described.encode(), files=files, actor=TEST, **how)


def rows() -> tuple[int, int, int]:
    return Source.objects.count(), SourceSite.objects.count(), SourceFault.objects.count()


def why(made: TakenIn) -> list[tuple[str, int, str]]:
    return [(one.file, one.line, one.why.en) for one in made.problems]


def test_what_is_right_is_taken_in_once_with_an_entry() -> None:
    made = take_in()
    assert made.changed and (made.sites, made.counts, made.faults) == (3, 2, 3) and rows() == (1, 3, 3)
    said = entries.get(Source.objects.get().entry)
    assert (said.kind, said.facts["licence"], said.facts["sites"]) == ("figures_taken_in", "A licence", 3)
    assert not take_in().changed
    assert Source.objects.get().entry == said.id, "the same again changes nothing"


def test_other_files_stand_in_place_of_the_old_ones_and_the_entry_names_both() -> None:
    take_in()
    before = Source.objects.get().digest
    assert take_in(counts="site,tests,passes\n1,10,1\n").changed and rows() == (1, 3, 3)
    assert entries.get(Source.objects.get().entry).facts["in_place_of"] == before


@pytest.mark.parametrize(
    ("file", "row", "reason"),
    [
        ("sites", "4,,", "name is empty."),
        ("sites", "1,Again,", "The same as in line 2."),
        ("counts", "3,10,11", "There are more passes than tests."),
        ("counts", "3,ten,1", "tests is no whole number: ten"),
        ("counts", "3,-1,0", "tests is no whole number: -1"),
        ("counts", "9,1,1", "There is no site 9 in the table of sites."),
        ("counts", "2,5,1", "The same as in line 3."),
        ("faults", "2,Speed,1,,0", "dangerous is no whole number: "),
        ("faults", "2,Mirrors,1,1,1", "The same as in line 4."),
        ("faults", "8,Mirrors,1,1,1", "There is no site 8 in the table of sites."),
        ("faults", "2,Speed,1,1,1,5,6", "This row has more cells than the head"),
    ],
)
def test_one_bad_row_is_named_with_its_line_and_nothing_is_taken_in(file: str, row: str, reason: str) -> None:
    given = {"sites": SITES, "counts": COUNTS, "faults": FAULTS}
    text = given[file] + row + "\n"
    made = take_in(**{file: text})
    assert not made.changed and rows() == (0, 0, 0)
    [(name, line, said)] = why(made)
    assert (name, line) == (f"{file}.csv", len(text.splitlines())) and said.startswith(reason)
    left = take_in(**{file: text}, leave_out=True)
    assert left.changed and Source.objects.get().left_out == 1


def test_parts_that_do_not_make_their_sum_are_named() -> None:
    faults = "tc_id,item,serious,dangerous,driver_faults,serious_plus_dangerous\n1,Mirrors,69,1,5,39\n"
    assert why(take_in(faults=faults)) == [
        ("faults.csv", 2, "Serious 69 and dangerous 1 do not make the 39 that is stated.")
    ]


@pytest.mark.parametrize("name", ["code", "publisher", "licence", "since", "subject", "group", "sites", "title"])
def test_a_description_without_a_part_is_refused_by_its_name(name: str) -> None:
    lines = [line for line in DESCRIBED.splitlines() if not line.startswith(f"{name} ")]
    with pytest.raises(BadInput) as refused:
        take_in(described="\n".join(lines))
    assert name in refused.value.message.en


def test_a_check_changes_nothing() -> None:
    assert take_in(only_check=True).changed and rows() == (0, 0, 0)


def test_a_centre_without_counts_has_no_rate_and_the_others_have() -> None:
    take_in()
    found = {row.key: row for row in queries.of_others("far-2024", Source.objects.get().since).rows}
    assert found["3"].count is None


def shown(page: str = "rates", **query: str) -> str:
    response = Client().get(reverse(f"public:{page}"), {"of": "other:far-2024", **query})
    assert response.status_code == 200
    return response.content.decode()


def test_pages_name_source_and_licence_and_show_faults_by_item() -> None:
    take_in()
    page = shown()
    assert "Far Away Agency, Ltd." in page and "A licence" in page and "外来数据" in page
    assert "Öster, Östersund" in page and "25.0%" in page and "来源未公布次数" in page
    centre = shown("rates_centre", centre="1")
    assert "Storgatan 1" in centre and "80.0%" in centre and "100 次合格，共 400 次" in centre
    assert "来源没有公布这个考场的错误。" in shown("rates_centre", centre="3")


def test_a_name_that_would_be_markup_or_a_formula_stays_words() -> None:
    take_in(sites="id,name\n1,<script>alert(1)</script>\n2,=1+1\n3,c\n")
    assert "<script>alert" not in shown()
    response = Client().get(reverse("public:rates_csv"), {"of": "other:far-2024"})
    assert ",=1+1," not in response.content.decode("utf-8-sig")


def a_country() -> tuple[Path, Path]:
    folder = Path(settings.TONGBAN_SHARED) / "data" / "exams"
    if not folder.is_dir():
        pytest.skip("the shared test data is not here (TONGBAN_SHARED)")
    return PROJECT / "docs" / "figures" / "dvsa-2023-24.toml", folder


def test_a_real_country_says_which_rows_contradict_themselves_and_comes_without_them() -> None:
    description, folder = a_country()
    how: dict[str, Any] = {"folder": folder, "check": False}
    code, said = command.take_in(description, leave_out=False, **how)
    assert code == 1 and "819 " in said and "dvsa_faults_by_centre_2023_24.csv.gz" in said and rows() == (0, 0, 0)
    code, said = command.take_in(description, leave_out=True, **how)
    assert code == 0 and rows() == (1, 328, 18_205 - 819)
    code, again = command.take_in(description, leave_out=True, **how)
    assert code == 0 and again != said and rows() == (1, 328, 18_205 - 819)
    page = Client().get(reverse("public:rates"), {"of": "other:dvsa-2023-24"}).content.decode()
    assert page.count("centre=") == 328 and "Open Government Licence v3.0" in page and "819" in page
    centre = Client().get(reverse("public:rates_centre"), {"of": "other:dvsa-2023-24", "centre": "1878"})
    assert "Aberdeen South (Cove)" in centre.content.decode()


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    description = tmp_path / "far.toml"
    description.write_text(DESCRIBED, encoding="utf-8")
    (tmp_path / "sites.csv").write_bytes(gzip.compress(b""))
    code, said = command.take_in(description, folder=None, leave_out=False, check=False)
    assert code == 1 and "counts.csv" in said
