"""Money: yuan as Decimal with two decimals, exact, never a float."""

from decimal import Decimal, InvalidOperation

from tongban.core.errors import BadInput
from tongban.law.text import Text

Money = Decimal

NOTHING = Decimal("0.00")
_FEN = Decimal("0.01")
_MOST = Decimal("9999999999.99")  # what a numeric(12, 2) column holds


def money(amount: Decimal | int | str) -> Decimal:
    """Return an amount in yuan with exactly two decimals.

    Raises BadInput for what is no amount, is not finite, has a part of a fen, or is too large to store.
    """
    try:
        exact = Decimal(amount)
        rounded = exact.quantize(_FEN)
    except (InvalidOperation, ValueError) as error:
        raise _bad() from error
    if rounded != exact or abs(rounded) > _MOST:
        raise _bad()
    return rounded


def plain(amount: Decimal) -> str:
    """Return an amount as partners exchange it: "1234.50"."""
    return str(money(amount))


def yuan(amount: Decimal) -> str:
    """Return an amount as people read it, in both languages alike: "¥1,234.50"."""
    exact = money(amount)
    return f"{'-' if exact < 0 else ''}¥{abs(exact):,.2f}"


def _bad() -> BadInput:
    return BadInput(
        "amount",
        Text(
            zh="金额不正确，请填写元，最多两位小数。",
            en="This is no amount. Give yuan, with at most two decimals.",
        ),
    )
