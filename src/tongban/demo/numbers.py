"""Numbers of made-up people: identity numbers, telephones, serials of cards."""

from datetime import date

from stdnum.cn import ric

from tongban.demo import words

FIRST_ORDER = 900  # order numbers that offices rarely reached
ORDERS_OF_A_SEX = 40  # the population has 900..979, situations 980..999
SITUATION_ORDER = 980
MALE, FEMALE = "1", "2"


def identity_number(region: str, born: date, order: int) -> str:
    """Return a number valid by GB 11643: 18 characters, odd orders for men."""
    body = f"{region}{born:%Y%m%d}{order:03d}"
    return body + ric.calc_check_digit(body + "0")


def old_identity_number(number: str) -> str:
    """Return the 15 digits that were given before 1999 for an 18-character number."""
    return number[:6] + number[8:17]


def order_of(place: int, sex: str) -> int:
    """Return one of the 40 order numbers of a sex."""
    return FIRST_ORDER + 2 * (place % ORDERS_OF_A_SEX) + (1 if sex == MALE else 0)


def telephone(place: int) -> str:
    """Return the mobile number of a demo account; the sandbox can reach every one of them."""
    return f"199{place:08d}"


def card_serial(place: int) -> str:
    """Return the serial of the card a made-up person has now: 13 digits."""
    return f"{words.CITY[:4]}0{place:08d}"


def blank_serial(office: int, place: int) -> str:
    """Return the serial of a blank card in an office's stock; never one of `card_serial`."""
    return f"{words.CITY[:4]}9{office:02d}{place:06d}"
