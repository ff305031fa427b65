"""From what a person types to the account that is meant.

Nobody knows the random user name of their account: citizens type an identity number or a bound phone, staff
their number. The user name goes on to django-allauth, into its rate limits and its session record, and the
number does not. Every attempt asks one question of the database, and an unknown person is answered with a
name that exists nowhere, so that the password is hashed all the same.
"""

from django.db.models import Q

from tongban.core import personal
from tongban.core.errors import BadInput
from tongban.people import input as typed
from tongban.people.models import Account, IdentityNumber, Person
from tongban.people.types import IdentityKind

_NOBODY = "nobody-"  # no account may be called so: staff numbers and random names are made otherwise


def username_for(text: str) -> str:
    """Return the user name of the account that is meant, or one of no account, the same for the same text."""
    text = text.strip()
    folded = typed.fold_digits(text)
    condition = _condition(folded)
    username = _work(folded) if condition is None else _citizen(condition)
    return username or f"{_NOBODY}{personal.lookup(folded).hex()[:32]}"


def _citizen(condition: Q) -> str | None:
    rows = Person.for_system("whose account is meant at log-in").filter(condition, account__isnull=False)
    return rows.values_list("account__username", flat=True).first()


def _condition(folded: str) -> Q | None:
    """Return how to find the person, or None where neither a phone nor a resident's number was typed."""
    phone = typed.find_phone(folded)
    if phone is not None:
        return Q(phone_lookup=personal.lookup(phone))
    try:
        number = typed.clean_number(folded, IdentityKind.RESIDENT)
    except BadInput:
        return None
    owner = IdentityNumber.objects.filter(lookup=personal.lookup(number)).values("person")
    return Q(pk__in=owner)


def _work(folded: str) -> str | None:
    """Return a staff number as it is written; citizens cannot log in by their random name."""
    rows = Account.objects.filter(username__iexact=folded).exclude(kind="citizen")
    return rows.values_list("username", flat=True).first()
