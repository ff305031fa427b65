"""`./tongban catalogue`: the services there are, and the shares that are asked of a province."""

import sys

from tongban.casework.catalogue import services
from tongban.config.steps import language
from tongban.core import clock
from tongban.outlets.queries import counts
from tongban.web.api import catalogue as document


def print_catalogue() -> None:
    """Print code and name of every service, one a line."""
    for code, service in sorted(services.items()):
        print(f"{code}  {service.name.in_language(language())}")


def print_counts() -> None:
    """Print each figure of the delegation matrix today: what is counted, how many, what was asked."""
    for count in counts(clock.today()):
        words = count.name.in_language(language())
        verdict = "ok" if count.met else "--"
        print(f"{verdict}  {words}: {count.value}/{count.total} = {float(count.share):.0%}  ({count.target})")


def print_document() -> None:
    """Print the document that API and public page give, byte for byte: every item, whoever handles it."""
    sys.stdout.buffer.write(document.as_bytes(document.catalogue()))
