"""What `up` and its relatives show while they work: one line a step, a spinner where there is a screen."""

import contextlib
import os
import time
from collections.abc import Iterator

from rich.console import Console

from tongban.config.embedded import Progress
from tongban.law.text import Text


def language() -> str:
    """Return the language of the terminal: Chinese where the environment asks for it, English otherwise."""
    said = os.environ.get("TONGBAN_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh" if said.startswith("zh") else "en"


class Steps:
    """A list of steps as it grows. Words are Text; details come from programs and are shown as they are."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(stderr=False, highlight=False, soft_wrap=True)
        self.language = language()
        self.begun = time.monotonic()

    def words(self, text: Text) -> str:
        """Return the sentence in the terminal's language."""
        return text.in_language(self.language)

    def say(self, text: Text) -> None:
        """Print one sentence."""
        self.line(self.words(text))

    def line(self, words: str = "") -> None:
        """Print one line as it is."""
        self.console.print(words, markup=False)

    @contextlib.contextmanager
    def step(self, text: Text) -> Iterator[Progress]:
        """Show a step while the block runs and how long it took; the block may tell details.

        Without a screen the details are printed too, at most one a second, so that a log shows progress.
        """
        words, begun, mark = self.words(text), time.monotonic(), "✗"
        try:
            if self.console.is_terminal:
                with self.console.status(words) as status:
                    yield lambda detail: status.update(f"{words}  [dim]{_plain(detail)}[/dim]")
            else:
                yield _slowly(lambda detail: self.line(f"    {detail}"))
            mark = "✓"
        finally:
            self.line(f"{mark} {words}  {time.monotonic() - begun:.1f} s")


def _plain(detail: str) -> str:
    """Return the last line of a detail, safe to stand in rich's markup."""
    return (detail.strip().splitlines() or [""])[-1][:100].replace("[", r"\[")


def _slowly(show: Progress) -> Progress:
    last = 0.0

    def tell(detail: str) -> None:
        nonlocal last
        if time.monotonic() - last >= 1.0:
            last = time.monotonic()
            show(detail)

    return tell
