"""Closed models: what holds personal data opens only through a door that says who looks or why.

`objects` refuses everything. Django's own `_base_manager` stays open: saving, foreign keys and migrations
need it.
"""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q, QuerySet

from tongban.core.actor import Actor


class ClosedDoor(TypeError):
    """Somebody asked a closed model without a door: a fault in our code, never of a person."""


class ClosedManager(models.Manager[Any]):
    """Refuses every question."""

    def get_queryset(self) -> QuerySet[Any]:
        raise ClosedDoor(
            f"{self.model.__name__} holds personal data: ask {self.model.__name__}.visible_to(actor), "
            f'or {self.model.__name__}.for_system("reason") where nobody looks'
        )


class ClosedModel(models.Model):
    """Base of models with personal data. Each says in `_visible(actor)` which rows an actor may see."""

    objects: ClassVar[ClosedManager] = ClosedManager()

    class Meta:
        abstract = True

    @classmethod
    def _visible(cls, actor: Actor) -> Q:
        """Return the condition on rows that the actor may see."""
        raise NotImplementedError(f"{cls.__name__} must say in _visible(actor) what an actor may see")

    @classmethod
    def visible_to(cls, actor: Actor) -> QuerySet[Self]:
        """Return the rows this actor may see. Looking at a person is also written down: `core.audit.look`."""
        return cls._base_manager.filter(cls._visible(actor))

    @classmethod
    def for_system(cls, reason: str) -> QuerySet[Self]:
        """Return all rows, for a purpose of the system itself. The reason is read by reviewers, in the
        code.
        """
        if not reason.strip():
            raise ClosedDoor(f"{cls.__name__}.for_system needs a reason")
        return cls._base_manager.all()
