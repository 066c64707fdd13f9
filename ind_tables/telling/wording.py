"""The words of this wing: in ``templates`` a file for each subject and language, in it a macro for each remark."""

from __future__ import annotations

from functools import cache

import jinja2


@cache
def templates() -> jinja2.Environment:
    """All of these files, read as they are asked for."""
    loader = jinja2.PackageLoader("ind_tables.telling", "templates")
    return jinja2.Environment(loader=loader, undefined=jinja2.StrictUndefined, autoescape=False, auto_reload=False)
