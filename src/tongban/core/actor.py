"""Who acts: resolved once per request in `web`, passed down as an argument, never looked up again."""

from dataclasses import dataclass, field
from datetime import date
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
class Lack:
    """Why a pass does not hold today: `code` for machines, `words` say what is missing and what to do about it."""

    code: str
    words: Text


@dataclass(frozen=True, slots=True)
class Pass:
    """A qualification that a post needs for its powers. `until` is its last day, None without end; `lack` says why it
    does not hold, and `warning` that it soon will not."""

    qualification: str
    post: str
    powers: frozenset[str]
    services: frozenset[str]  # catalogue codes, or "*"
    until: date | None = None
    lack: Lack | None = None
    warning: Text | None = None

    def covers(self, power: str, service: str) -> bool:
        """True where the post needs it for this power over this service."""
        return power in self.powers and bool(self.services & {"*", service})


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
    passes: tuple[Pass, ...] = ()  # what the posts of a member of staff need, held or not

    def may(self, power: str, service: str = "*", office: str = "*", *, post: str = "") -> bool:
        """True where a grant covers the power for this service at this office, and no pass for it is missing."""
        return self.granted(power, service, office) and self.lack(power, service, post=post) is None

    def may_somewhere(self, power: str) -> bool:
        """True where a grant covers the power for all services at one office at least, and no pass for it is missing:
        for what no office owns, as a register."""
        return any(self.may(power, office=grant.office) for grant in self.grants if grant.power == power)

    def granted(self, power: str, service: str = "*", office: str = "*") -> bool:
        """True where a grant covers the power for this service at this office, whatever was passed."""
        return any(
            grant.power == power and grant.service in ("*", service) and grant.office in ("*", office)
            for grant in self.grants
        )

    def lack(self, power: str, service: str = "*", *, post: str = "") -> Lack | None:
        """The pass that is missing for a power: at this post, or where none is named at every post that has it."""
        needed = [one for one in self.passes if one.covers(power, service) and post in ("", one.post)]
        missing = {one.post: one.lack for one in reversed(needed) if one.lack}
        if any(one.post not in missing for one in needed):
            return None
        return next(iter(missing.values()), None)

    def must(self, power: str, service: str, office: str, otherwise: Text, *, post: str = "") -> None:
        """Refuse whoever may not: with `otherwise` where nothing was granted, else with the pass that is missing.

        Raises NotAllowed.
        """
        if not self.granted(power, service, office):
            raise NotAllowed(otherwise)
        self.must_be_qualified(power, service, post=post)

    def must_be_qualified(self, power: str, service: str = "*", *, post: str = "") -> None:
        """Refuse whoever lacks the pass for a power, saying which and what to do. Raises NotAllowed."""
        lack = self.lack(power, service, post=post)
        if lack is not None:
            raise NotAllowed(lack.words, code=lack.code)

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
