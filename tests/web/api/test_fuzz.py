"""Schemathesis against the API, in this process, as each kind of program: it finds nothing.

`TONGBAN_API_REQUESTS=20000 ./tongban test tests/web/api/test_fuzz.py` makes the long run; a few hundred requests are
part of every run of the suite.
"""

import base64
import os
from collections import Counter
from datetime import date, timedelta
from itertools import count, cycle
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance
from tests.web.api.clients import Programs, a_driver, a_program, an_outlet, wish
from tests.web.api.test_cases import CERTIFICATE
from tests.web.builders import JPEG

from tongban.outlets.types import OutletKind

REQUESTS = int(os.environ.get("TONGBAN_API_REQUESTS", "320"))
PROGRAMS: dict[str, tuple[OutletKind, tuple[str, ...]]] = {
    "a post office that starts": (OutletKind.POST, ("start", "status")),
    "a hospital with everything": (OutletKind.HOSPITAL, ("start", "evidence", "status")),
    "a reader": (OutletKind.POST, ("status",)),
    "a camera": (OutletKind.POST, ("evidence",)),
}
STEPS = 8
SERVICES = ("D06", "D07", "D16", "D23", "D08")
YOUNGEST = date(1990, 1, 1)
PORTRAIT = {"taken_on": "2026-11-20", "jpeg": base64.b64encode(JPEG).decode()}
ANSWERS: list[dict[str, Any]] = [
    {"delivery": {"method": "post", "address": "测试路2号"}},
    {"answers": {"ground": "abroad", "until": "2027-12-01", "declaration": True}},
    {"answers": {"phone": "13900139000"}},
    {},
]
QUIET = {
    "deadline": None,
    "derandomize": REQUESTS < 1000,
    "database": None,
    "phases": [Phase.generate],  # what it finds is printed as it was found: the database cannot be wound back
    "report_multiple_bugs": False,
    "suppress_health_check": list(HealthCheck),
}
# What is right by its form can still be wrong: a check character, a name that is not on record.
EXCLUDED = [positive_data_acceptance]


class Sending:
    """Makes what was generated sensible often enough that it gets past the door, and counts the answers."""

    def __init__(self, name: str) -> None:
        self.kind, self.roles = PROGRAMS[name]
        self.answers: Counter[tuple[str, int]] = Counter()
        self.people, self.conversations = count(1), count(1)
        self.begin()

    def begin(self) -> None:
        """Begin a conversation of a new outlet about two new people: what was before does not show in any answer."""
        code = f"310115-{next(self.conversations)}"
        program = a_program(f"fuzz-{code}", an_outlet(code, self.kind), roles=self.roles)
        self.headers = {"Authorization": f"Bearer {program.token}"}
        days = [YOUNGEST - timedelta(days=next(self.people)) for _ in range(2)]
        for born in days:
            a_driver(born=born)
        self.wishes = cycle([wish(service=service, born=born) for service in SERVICES for born in days])
        self.evidence = cycle([("portrait", dict(PORTRAIT)), ("medical", dict(CERTIFICATE))])
        self.answered = cycle([dict(one) for one in ANSWERS])
        self.turn = count()

    def prepare(self, case: Any) -> None:
        """Three times in four, a person on record, evidence of the right form, answers to what may be open."""
        if next(self.turn) % 4 == 3 or case.meta.generation.mode.is_negative:
            return
        name = _name(case)
        if name == "startCase":
            case.body = next(self.wishes)
        if name == "addEvidence":
            case.path_parameters["material"], content = next(self.evidence)
            case.body = {"content": content}
        if name == "answerCase":
            case.body = next(self.answered)

    def check(self, response: Any, case: Any) -> None:
        """Count the answer, then let Schemathesis judge it."""
        self.answers[_name(case), response.status_code] += 1
        case.validate_response(response, excluded_checks=EXCLUDED, headers=self.headers)


def _name(case: Any) -> str:
    return str(case.operation.definition.raw["operationId"])


def described() -> Any:
    """The API as it describes itself."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.mark.parametrize("name", PROGRAMS)
def test_single_requests_find_nothing(programs: Programs, name: str, record_testsuite_property: Any) -> None:
    sending = Sending(name)
    schema = described()

    @settings(max_examples=max(REQUESTS // (2 * len(PROGRAMS)), 10), **QUIET)
    @given(case=schema.as_strategy())
    def send(case: Any) -> None:
        sending.prepare(case)
        sending.check(case.call(headers=sending.headers), case)

    send()
    record_testsuite_property(f"single requests, {name}", sorted(sending.answers.items()))
    assert {operation for operation, _ in sending.answers} >= {"startCase", "getCatalogue"}
    assert any(status not in (401, 200) for _, status in sending.answers)


@pytest.mark.parametrize("name", PROGRAMS)
def test_whole_conversations_find_nothing(programs: Programs, name: str, record_testsuite_property: Any) -> None:
    sending = Sending(name)

    class Conversation(described().as_state_machine()):  # type: ignore[misc]
        def setup(self) -> None:
            sending.begin()

        def before_call(self, case: Any) -> None:
            sending.prepare(case)

        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {"headers": sending.headers}

        def validate_response(self, response: Any, case: Any, *args: Any, **kwargs: Any) -> None:
            sending.check(response, case)

    examples = max(REQUESTS // (2 * len(PROGRAMS) * STEPS), 3)
    Conversation.run(settings=settings(max_examples=examples, stateful_step_count=STEPS, **QUIET))
    record_testsuite_property(f"conversations, {name}", sorted(sending.answers.items()))
    assert sum(sending.answers.values()) >= examples
    if "start" in PROGRAMS[name][1]:
        assert sending.answers["startCase", 201]
