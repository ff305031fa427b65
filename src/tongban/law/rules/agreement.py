"""What several apply for together (共同申请): each says so themselves, and nothing happens on the word of one.

A refusal ends the application. Silence ends it after a time, which is a choice of the office, not law. Not modelled:
consent that a court's judgment replaces.
"""

from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType

from tongban.law.facts import Facts
from tongban.law.reasons import reason
from tongban.law.text import Text, listed
from tongban.law.verdict import Reason

ROLES = MappingProxyType(
    {
        "buyer": Text(zh="买方", en="the buyer"),
        "co_owner": Text(zh="共同所有人", en="the co-owner"),
        "joining": Text(zh="新的共同所有人", en="the new co-owner"),
        "mortgagee": Text(zh="抵押权人", en="the mortgagee"),
        "pledgee": Text(zh="质权人", en="the pledgee"),
    }
)
# What somebody said, and the reason it leads to; the order is that of telling.
_STOPS = {
    "unknown": "agreement.unknown",
    "applicant": "agreement.same_person",
    "awaited": "agreement.awaited",
    "refused": "agreement.refused",
    "lapsed": "agreement.lapsed",
}
_SAME = Text(zh="{who}（{count}人）", en="{who} ({count})")


def stops(facts: Facts, article: str) -> Iterator[Reason]:
    """One reason for each way in which somebody's agreement is wanting; `article`: what asks for the joint
    application."""
    for said, code in _STOPS.items():
        roles = [party.role for party in facts.parties if party.said == said]
        if roles:
            yield replace(reason(code, who=who(roles)), article=article)


def who(roles: list[str]) -> Text:
    """Those in these roles in words: each role once, with how many where there are several."""
    counted = {role: roles.count(role) for role in roles}
    return listed(
        ROLES[role] if count == 1 else _SAME.fill(who=ROLES[role], count=count) for role, count in counted.items()
    )
