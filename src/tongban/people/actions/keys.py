"""Changing the key under which personal values are sealed."""

from django.db import transaction

from tongban.core import personal
from tongban.core.closed import ClosedModel
from tongban.people.models import Person, PersonIdentity, PhoneCheck

_SEALED: tuple[tuple[type[ClosedModel], tuple[str, ...]], ...] = (
    (Person, ("identity", "name", "address", "phone")),
    (PersonIdentity, ("number", "name")),
    (PhoneCheck, ("phone",)),
)
_BATCH = 500


def reseal_all() -> int:
    """Seal every value of this room under the newest key; return how many rows changed.

    Works in batches of its own transactions, so it can be stopped and started again. No entry: nothing
    changes but the wrapping.
    """
    return sum(_reseal(model, fields) for model, fields in _SEALED)


def _reseal(model: type[ClosedModel], fields: tuple[str, ...]) -> int:
    keys = list(model.for_system("sealing again under a new key").order_by("pk").values_list("pk", flat=True))
    changed = 0
    for start in range(0, len(keys), _BATCH):
        with transaction.atomic():
            rows = model.for_system("sealing again under a new key").select_for_update()
            old = [row for row in rows.filter(pk__in=keys[start : start + _BATCH]) if _is_old(row, fields)]
            for row in old:
                for field in fields:
                    if getattr(row, field) is not None:
                        setattr(row, field, personal.reseal(getattr(row, field)))
            model.for_system("sealing again under a new key").bulk_update(old, fields)
            changed += len(old)
    return changed


def _is_old(row: ClosedModel, fields: tuple[str, ...]) -> bool:
    values = [getattr(row, field) for field in fields]
    return any(value is not None and not personal.is_sealed_anew(value) for value in values)
