import pytest
from django.db import models
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.test.utils import isolate_apps
from tests.core.builders import CITIZEN

from tongban.core.actor import Actor
from tongban.core.closed import ClosedDoor, ClosedModel


@pytest.fixture
def secret() -> type[ClosedModel]:
    with isolate_apps("tongban.core"):

        class Secret(ClosedModel):
            account = models.UUIDField()

            class Meta:
                app_label = "core"

            @classmethod
            def _visible(cls, actor: Actor) -> Q:
                return Q(account=actor.account_id)

        return Secret


@pytest.mark.parametrize(
    "question",
    [
        lambda model: model.objects.all(),
        lambda model: model.objects.get(pk=1),
        lambda model: model.objects.filter(pk=1),
        lambda model: model.objects.count(),
        lambda model: model.objects.create(account=CITIZEN.account_id),
        lambda model: list(model._default_manager.iterator()),
        lambda model: get_object_or_404(model, pk=1),
    ],
)
def test_objects_refuses_every_question(secret, question):
    with pytest.raises(ClosedDoor, match="visible_to"):
        question(secret)


def test_an_actor_gets_only_what_the_model_lets_him_see(secret):
    sql = str(secret.visible_to(CITIZEN).query)
    assert "WHERE" in sql and str(CITIZEN.account_id) in sql


def test_the_system_opens_with_a_reason(secret):
    assert "WHERE" not in str(secret.for_system("nightly job").query)
    with pytest.raises(ClosedDoor, match="reason"):
        secret.for_system(" ")


def test_a_model_that_does_not_say_who_may_see_it_shows_nothing():
    with isolate_apps("tongban.core"):

        class Forgotten(ClosedModel):
            class Meta:
                app_label = "core"

        with pytest.raises(NotImplementedError, match="Forgotten"):
            Forgotten.visible_to(CITIZEN)


def test_the_base_manager_stays_djangos(secret):
    assert type(secret._base_manager) is models.Manager
