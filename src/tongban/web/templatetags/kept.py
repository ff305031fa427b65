"""Parts of the frame that are the same on every page of a language: drawn once in a process.

    {% kept "footer" %}...{% endkept %}
    {% kept "navigation" here %}...{% endkept %}     once for each value of `here`

Nothing of a person and no form belongs inside.
"""

from typing import Any, Final

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()
MOST: Final = 500
_drawn: dict[tuple[Any, ...], SafeString] = {}


class Kept(template.Node):
    """A part by its name, the language, and the values it varies with."""

    def __init__(self, name: str, varies: list[FilterExpression], nodelist: NodeList) -> None:
        self.name, self.varies, self.nodelist = name, varies, nodelist

    def render(self, context: template.Context) -> SafeString:
        """Return the part, drawn at the first asking."""
        key = (self.name, get_language(), *(value.resolve(context) for value in self.varies))
        if key not in _drawn:
            if len(_drawn) >= MOST:
                _drawn.clear()
            _drawn[key] = mark_safe(self.nodelist.render(context))
        return _drawn[key]


@register.tag
def kept(parser: Parser, token: Token) -> Kept:
    """Read the tag and what stands inside it."""
    _, name, *varies = token.split_contents()
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(name, [parser.compile_filter(value) for value in varies], nodelist)
