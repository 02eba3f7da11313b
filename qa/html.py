"""HTML from templates; all values are escaped, here and only here."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup


def render(template: str, **values: Any) -> Markup:
    """Fill a template.

    Args:
        template: Its path below ``qa``, "web/chat/turn.html".
        values: The variables of the template. Text is escaped; only what ``render`` itself made is taken as HTML.

    Returns:
        The HTML. Characters that other layers of the page would evaluate (``${}``) are written as references.
    """
    html = _environment().get_template(template).render(**values)
    return Markup(re.sub(r"[${}`\\]", lambda sign: f"&#{ord(sign[0])};", html))  # noqa: S704 - escaped by the template


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("qa", ""), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
