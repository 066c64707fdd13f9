"""What the commands take: files, months, folders, the options that several of them share; and how they refuse."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

import click

from ind_tables.errors import IndTablesError, InternalError, ReadError, one_line

if TYPE_CHECKING:
    from ind_tables.remarks import Remark

P = ParamSpec("P")
VERBOSE = "ind_tables.verbose"


class Source(click.ParamType[Path]):
    """An existing file with one of the suffixes that the command reads."""

    name = "file"

    def __init__(self, suffixes: tuple[str, ...]) -> None:
        self.suffixes = suffixes

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(value)
        if not os.path.isfile(path):  # noqa: PTH113 - Path.is_file raises where a name is too long
            self.fail(f"there is no file {one_line(str(value))!r}", param, ctx)
        if path.suffix.lower() not in self.suffixes:
            self.fail(f"{one_line(path.name)!r} ends in none of {', '.join(self.suffixes)}", param, ctx)
        return path


class Target(click.ParamType[Path]):
    """A file to write, by its suffix as CSV or Parquet."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(value)
        if path.suffix.lower() not in (".csv", ".parquet"):
            self.fail(f"{one_line(path.name)!r} ends in neither .csv nor .parquet", param, ctx)
        return path


class Month(click.ParamType[str]):
    """A month as YYYY-MM."""

    name = "yyyy-mm"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from ind_tables.months import valid

        try:
            return valid(str(value))
        except IndTablesError as error:
            self.fail(str(error), param, ctx)


folder_option = click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Write to this folder; it is made.",
)


def _use(ctx: click.Context, param: click.Parameter, value: Path | None) -> None:
    from ind_tables import catalogue

    ctx.with_resource(catalogue.using(value))


catalogue_option = click.option(
    "--catalogue",
    type=Source((".toml",)),
    expose_value=False,
    callback=_use,
    help="Entries of your own for the catalogue; IND_TABLES_CATALOGUE names such a file too.",
)
month_option = click.option("--month", type=Month(), help="What the document must be; never an override.")


def _verbose() -> bool:
    return bool(click.get_current_context().meta.get(VERBOSE))


def told(remarks: Sequence[Remark]) -> list[str]:
    """What was left out, in English: many of a kind in one sentence, unless --verbose asks for each."""
    if not remarks:
        return []
    from ind_tables.telling import omissions

    return omissions.told(remarks, "en", each=_verbose())


def refusing(command: Callable[P, int]) -> Callable[P, int]:
    """Turn what the package raises on purpose into one line on standard error and an exit status."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> int:
        try:
            return command(*args, **kwargs)
        except IndTablesError as error:
            click.echo(error.line, err=True)
            if isinstance(error, ReadError) and _verbose():
                for detail in (*error.details, *told(error.left_out)):
                    click.echo(f"- {one_line(detail)}", err=True)
            return error.exit_status
        except (click.ClickException, click.exceptions.Exit, click.exceptions.Abort, OSError):
            raise
        except Exception as error:
            internal = InternalError.of(command.__name__, f"{type(error).__name__}: {error}", traceback.format_exc())
            click.echo(internal.line, err=True)
            return internal.exit_status

    return run
