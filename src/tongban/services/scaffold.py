"""`./tongban service new D99`: the three files of a new service, with an example that works at once.

The definition, the rule, the story. The example takes a dated statement from a person who has a licence, without a fee
and without a paper, and writes it down; change it file by file, its story says what still holds.
"""

import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
FOLDERS = {"D": "driver", "V": "vehicle", "T": "violation", "A": "accident"}
CODE = re.compile(r"[A-Z]{1,2}[0-9]{2}")

DEFINITION = '''"""{code} Statement 申报. Say here on which article it rests, what it asks and what it refuses.

A machine decides at once.
"""

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, services
from tongban.core import entries
from tongban.law.rules.{module} import may_state
from tongban.law.text import Text


def carry_out(carrying: Carrying) -> None:
    """Write the statement down."""
    entries.write(
        register="statements",
        subject=carrying.person_id,
        kind="stated",
        **carrying.act,
        facts={{"service": carrying.service, "day": carrying.answers["day"]}},
    )


{code} = services.add(
    Service(
        code="{code}",
        name=Text(zh="示例申报", en="An example statement"),
        gives=Text(zh="您的申报已记录。", en="Your statement is on record."),
        basis=("O162.80",),
        rule=may_state,
        questions=(
            Question(
                key="day",
                kind="date",
                label=Text(zh="从哪一天起？", en="From which day?"),
            ),
            Question(
                key="declaration",
                kind="declaration",
                label=Text(zh="我说明的情况属实。", en="What I say is true."),
            ),
        ),
        limit="contact",
        channels=("online", "window"),
        carry_out=carry_out,
    )
)
'''
RULE = '''"""{code}: may a statement be made? Say here which article, and what is not modelled."""

from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.reasons import verdict
from tongban.law.rules import standing
from tongban.law.verdict import Verdict


def may_state(facts: Facts, on: date, book: Book) -> Verdict:
    """May this person make the statement on this day? Whoever has a licence may."""
    return verdict(standing.on_record(facts), on, book, "limits")
'''
STORY = '''"""{code}: a person makes a dated statement; it is on record at once."""

from datetime import date, timedelta

from tests import builders

from tongban.core import clock, entries
from tongban.law.book import Book
from tongban.law.facts import Applicant, Facts
from tongban.law.rules.{module} import may_state


def test_without_a_licence_there_is_nothing_to_state():
    nobody = Facts(applicant=Applicant(born=date(1985, 5, 5)), licence=None)
    answer = may_state(nobody, date(2026, 11, 22), Book.shipped())
    assert [reason.code for reason in answer.reasons] == ["licence.none"]


def test_a_statement_is_written_down_with_its_day(told):
    wang = told.person()
    builders.a_licence(wang)
    day = (clock.today() + timedelta(days=7)).isoformat()
    case = told.applies("{code}", wang, day=day, declaration="yes")
    seen = told.sees(case.id)
    assert (seen.row.status, seen.outcome) == ("closed", "granted")
    [written] = entries.history(wang, "statements")
    assert (written.kind, written.facts["day"]) == ("stated", day)
'''


def new(code: str, project: Path = PROJECT) -> list[Path]:
    """Write the files of a new service and say how to see it; returns their paths.

    Raises ValueError for what is no code of the catalogue, FileExistsError where the service is there already.
    """
    if not CODE.fullmatch(code):
        raise ValueError(f"{code!r} is no code of the catalogue: one or two capital letters and two digits, like D99.")
    name = code.lower()
    folder = project / "src" / "tongban" / "services" / FOLDERS.get(code[:-2], code[:-2].lower())
    found = sorted(project.glob(f"src/tongban/services/*/{name}_*.py"))
    if found:
        raise FileExistsError(f"{code} is there already: {found[0]}")
    files = {
        folder / f"{name}_statement.py": DEFINITION,
        project / "src" / "tongban" / "law" / "rules" / f"{name}_statement.py": RULE,
        project / "tests" / "stories" / f"test_{name}_statement.py": STORY,
    }
    if not (folder / "__init__.py").exists():  # the first service of its letter opens the folder
        files[folder / "__init__.py"] = (
            f'"""Services of the catalogue letter {code[:-2]}: one file each, named after the code."""\n'
        )
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.format(code=code, module=f"{name}_statement"), encoding="utf-8")
    story = next(path for path in files if path.name.startswith("test_"))
    print(f"See it: ./tongban up, sign in as a citizen of the demo, open /me/apply/{code}/")
    print(f"Try it: ./tongban test {story.relative_to(project)}")
    return list(files)
