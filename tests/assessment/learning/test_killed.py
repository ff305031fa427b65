"""A server is killed in the middle of a lesson: what was counted is there, and the lesson goes on."""

import os
import signal
import subprocess
import sys

from tests.assessment.learning.builders import a_course, a_driver
from tests.builders import TEST
from tests.config.conftest import Urls
from tests.conftest import PROJECT

from tongban.assessment.learning import models, queries, watching
from tongban.assessment.learning.types import Kind, ViewingState

STUDY = """
import os, signal, sys
from datetime import UTC, datetime, timedelta
import django
django.setup()
from uuid import UUID
from tests.assessment.learning.builders import Clock, Learner
from tongban.assessment.learning import queries
with Clock(datetime.now(UTC)).running() as time:
    learner = Learner(time, queries.get_course(UUID(sys.argv[1])))
    learner.studies(20)
    while learner.viewing.check or learner.viewing.waiting < 60:
        learner.studies(0.5)
    print(learner.viewing.counted, learner.viewing.waiting, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_server_loses_nothing_that_it_was_told(committed: Urls) -> None:
    course = a_course(a_driver(), Kind.REVIEW)
    environment = {
        **os.environ, "PYTHONPATH": f"{PROJECT / 'src'}:{PROJECT}", "DATABASE_URL": committed.app,
        "DJANGO_SETTINGS_MODULE": "tongban.config.settings",
    }  # fmt: skip
    died = subprocess.run(
        [sys.executable, "-c", STUDY, str(course.id)], env=environment, cwd=PROJECT, capture_output=True, text=True,
        timeout=120,
    )  # fmt: skip
    assert died.returncode == -signal.SIGKILL, died.stderr
    counted, waiting = map(int, died.stdout.split())
    found = queries.viewings_of(course.id)["points"]
    assert counted > 300 and (found.counted, found.waiting) == (counted, waiting)
    again, device = watching.open_lesson(course_id=course.id, lesson="points", actor=TEST)
    assert again.state is ViewingState.RUNNING and again.check, "presence is asked for what waited"
    right = next(key for key, text in again.check[1] if text == again.check[0])
    done = watching.show_presence(viewing_id=again.id, device=device, word=right, actor=TEST)
    assert done.counted >= counted + waiting
    assert sum(models.Day.objects.filter(course=course.id).values_list("online_seconds", flat=True)) == done.counted
