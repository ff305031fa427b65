"""The code lists of the national register with their words, read once from `codes.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tongban.core.errors import BadInput
from tongban.law.text import Text, listed

_FILE = Path(__file__).parent / "codes.toml"


@cache
def codes(of: str) -> Mapping[str, Text]:
    """The words of a list ("use", "colour", "fuel", "type", "letter", "restriction", "acquired", "page", "check_item",
    "check_result") by code."""
    return {code: Text(**words) for code, words in tomllib.loads(_FILE.read_text(encoding="utf-8"))[of].items()}


def word(of: str, code: str) -> Text:
    """The words of a code; of a colour of several letters those of each. A code nobody knows stands as it is."""
    if of == "colour":
        return listed(codes(of).get(letter, Text(zh=letter, en=letter)) for letter in code)
    return codes(of).get(code, Text(zh=code, en=code))


def must_be(of: str, code: str) -> None:
    """Refuse a code that the list does not have. Raises BadInput."""
    known = codes(of)
    if not code or any(one not in known for one in (code if of == "colour" else [code])):
        raise BadInput(of, Text(zh="代码表里没有{code}。", en="The code list has no {code}.").fill(code=code or "—"))
