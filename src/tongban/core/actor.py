"""Who acts: resolved once per request in `web`, passed down as an argument, never looked up again."""

from dataclasses import dataclass, field
from uuid import UUID

from tongban.core.errors import NotAllowed
from tongban.law.text import Text

SEE, WORK, DECIDE, CONFIGURE = "see", "work", "decide", "configure"
POWERS = (SEE, WORK, DECIDE, CONFIGURE)


@dataclass(frozen=True, slots=True)
class Grant:
    """One power for one service code (or "*") at one office (or "*")."""

    power: str
    service: str = "*"
    office: str = "*"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts or looks. `label` goes into logs and is never a person's name."""

    kind: str  # "citizen" | "staff" | "partner" | "system"
    label: str  # "citizen", staff number, partner code, job name
    channel: str  # "online" | "window" | "partner" | "post" | "hospital" | "system"
    account_id: UUID | None = None
    person_id: UUID | None = None  # the citizen's own person, or the clerk's
    office: str = ""  # code of the office or outlet acted from
    posts: frozenset[str] = frozenset()  # "acceptance", "review", "consultation", "supervision", "production", "till"
    grants: frozenset[Grant] = field(default_factory=frozenset)
    assurance: int = 0  # 0 none, 1 registered online, 2 verified at a window

    def may(self, power: str, service: str = "*", office: str = "*") -> bool:
        """True where a grant covers the power for this service at this office."""
        return any(
            grant.power == power and grant.service in ("*", service) and grant.office in ("*", office)
            for grant in self.grants
        )

    def own(self, person_id: UUID) -> bool:
        """True for a citizen's own person: whatever concerns it is theirs to see."""
        return self.kind == "citizen" and self.person_id == person_id

    @property
    def own_person(self) -> UUID:
        """The person who acts. Raises NotAllowed while nobody has compared the face of a new account's owner."""
        if self.person_id is None:
            raise NotAllowed(
                Text(
                    zh="您的账户正在核验身份，核验通过后就能使用。着急的话，带身份证到任意窗口马上核验。",
                    en="Your identity is being checked. In a hurry? Any window checks it at once.",
                )
            )
        return self.person_id


def system(job: str) -> Actor:
    """The actor of a job that nobody started by hand."""
    return Actor(kind="system", label=job, channel="system", grants=frozenset(Grant(power) for power in POWERS))
