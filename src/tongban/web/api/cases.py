"""What a client does with cases. Partners are asked outside any transaction, as everywhere."""

from dataclasses import fields
from typing import Any
from uuid import UUID

from django.db import transaction
from pydantic import ValidationError

from tongban.casework import actions, engine, evidence, offices, queries, states
from tongban.casework import answers as asking
from tongban.casework.catalogue import Service, services
from tongban.casework.models import Case
from tongban.casework.types import CaseRow, CaseView
from tongban.core import audit, clock, requests
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput, Conflict, NotAllowed
from tongban.core.law_book import book
from tongban.exchange.hospital import Certificate
from tongban.exchange.photos import Portrait
from tongban.law.text import Text
from tongban.outlets import actions as outlet_actions
from tongban.outlets import queries as outlets
from tongban.outlets.types import ApiClientView
from tongban.people import queries as people
from tongban.people.types import PersonView
from tongban.web.api.catalogue import may_be_brought
from tongban.web.api.errors import OpenAlready, nowhere
from tongban.web.api.schemas import GivenDelivery, GivenPerson, NewCase

NO_MATCH = Text(
    zh="证件号码与姓名不能对应到在本机关有记录的人。",
    en="Number and name together do not lead to a person on record here.",
)
FORMS: dict[str, type] = {"portrait": Portrait, "medical": Certificate}
GIVEN_BY_US = frozenset({"found", "identity_number"})
