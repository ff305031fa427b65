"""The sandbox's only reader of the clock. Instants are real; the calendar day may be fixed for a demo."""

from datetime import date, datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8))


class Clock:
    """Tells instants in China Standard Time, and the day partners write on their papers."""

    def __init__(self, fixed_day: date | None = None) -> None:
        self._fixed_day = fixed_day

    def now(self) -> datetime:
        """The real instant, in UTC+8."""
        return datetime.now(SHANGHAI)

    def seconds(self) -> float:
        """The real instant as Unix seconds."""
        return self.now().timestamp()

    def stamp(self) -> str:
        """The real instant as RFC 3339 with offset, to the millisecond."""
        return self.now().isoformat(timespec="milliseconds")

    def today(self) -> date:
        """The fixed day if there is one, else the day in China."""
        return self._fixed_day or self.now().date()
