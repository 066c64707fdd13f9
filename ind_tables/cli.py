"""The command line: ``ind-tables`` and its commands."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn, ParamSpec

import click

from ind_tables import __version__
from ind_tables.errors import IndTablesError, OutputError, one_line

if TYPE_CHECKING:
    import pandas as pd

    from ind_tables.corrections import Correction
    from ind_tables.localise import Check

P = ParamSpec("P")
SOURCES = (".pdf", ".csv", ".parquet")


def main() -> NoReturn:
    """Run the command line and leave with its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        status = commands.main(prog_name="ind-tables", standalone_mode=False)
    except click.exceptions.Abort:
        status = 130
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except click.exceptions.Exit as leaving:
        status = leaving.exit_code
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        status = _unheard(error)
    sys.exit(status or 0)


def refusing(command: Callable[P, int]) -> Callable[P, int]:
    """Turn what the package raises on purpose into one line on standard error and an exit status."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> int:
        try:
            return command(*args, **kwargs)
        except IndTablesError as error:
            click.echo(error.line, err=True)
            return error.exit_status

    return run


class _Source(click.ParamType[Path]):
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


class _Target(click.ParamType[Path]):
    """A file to write, by its suffix as CSV or Parquet."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(value)
        if path.suffix.lower() not in (".csv", ".parquet"):
            self.fail(f"{one_line(path.name)!r} ends in neither .csv nor .parquet", param, ctx)
        return path


class _Month(click.ParamType[str]):
    """A month as YYYY-MM."""

    name = "yyyy-mm"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from ind_tables.editions import month

        try:
            return month(str(value))
        except IndTablesError as error:
            self.fail(str(error), param, ctx)


folder_option = click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Write to this folder; it is made.",
)
month_option = click.option("--month", type=_Month(), help="What the document must be; never an override.")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="ind-tables")
def commands() -> None:
    """The monthly figures of the Dutch Immigration and Naturalisation Service, exact and cross-checked.

    Exit status: 0 done; 1 a check found an error; 2 wrong usage; 3 the document was refused; 4 the output
    cannot be written; 5 an edition could not be fetched.
    """


@commands.command(
    epilog="""\b
Examples:
  ind-tables extract maandcijfers-ind-december-2025.pdf > figures.csv
  ind-tables extract data/2026-01.pdf --month 2026-01 --output figures.parquet"""
)
@click.argument("pdf", type=_Source((".pdf",)))
@month_option
@click.option("--output", type=_Target(), help="Write to this .csv or .parquet file instead.")
@click.option("--allow-incomplete", is_flag=True, help="Read what is there of an incomplete edition.")
@refusing
def extract(pdf: Path, month: str | None, output: Path | None, allow_incomplete: bool) -> int:
    """Print the observations of an edition as CSV, one row a figure.

    Columns: edition, section, measure, age_band, period, value, unit, status, page, title, label, printed,
    readers. Nothing is written where the document is refused.
    """
    figures, warnings = _figures(pdf, month, allow_incomplete)
    _hand_over(figures, output)
    _warn(warnings)
    return 0


@commands.command(
    epilog="""\b
Examples:
  ind-tables check data/2026-01.pdf --output checks/
  ind-tables check figures.csv --previous data/2025-12.pdf
  ind-tables check data/2026-01.pdf --corrections corrections/2026-01.toml"""
)
@click.argument("file", type=_Source(SOURCES))
@month_option
@click.option("--previous", type=_Source(SOURCES), help="The edition before: a PDF or observations.")
@click.option("--corrections", "records", type=_Source((".toml",)), help="Corrections of what it prints, as records.")
@click.option("--output", type=click.Path(path_type=Path), help="Write findings.csv and suspects.csv to this folder.")
@refusing
def check(file: Path, month: str | None, previous: Path | None, records: Path | None, output: Path | None) -> int:
    """Confront an edition with the rules that its figures must keep, and name the figures under suspicion.

    FILE is a PDF or a file of observations (.csv, .parquet).
    """
    from ind_tables import corrections, localise

    figures, warnings = _figures(file, month)
    applied = corrections.read(records) if records else ()
    figures = corrections.apply(figures, applied).observations
    earlier = _figures(previous)[0] if previous else None
    result = localise.check(figures, earlier)
    if output:
        _write(result, output)
    _print(summary(figures, result, applied))
    _warn(warnings)
    return 1 if result.errors else 0


@commands.command(
    epilog="""\b
Examples:
  ind-tables keep data/2026-01.pdf
  ind-tables keep ~/Downloads/maandcijfers-ind-januari-2026.pdf --replace"""
)
@click.argument("pdf", type=_Source((".pdf",)))
@month_option
@click.option("--replace", is_flag=True, help="Put it in the place of another original of the same month.")
@refusing
def keep(pdf: Path, month: str | None, replace: bool) -> int:
    """Put an edition in the store of editions, which later editions are compared with.

    Keeping an edition again changes nothing. A facsimile is refused.
    """
    from ind_tables import extract, observations, store

    document = extract.read(pdf, month)
    figures = observations.from_document(document)
    outcome = store.keep(figures, document.sha256, facsimile=document.facsimile, replace=replace)
    _print(f"{document.edition}: {outcome}, {len(figures):,} figures\n")
    _warn(list(document.warnings))
    return 0


@commands.command()
@refusing
def editions() -> int:
    """List the editions of which there is a PDF or which are stored, as CSV.

    Columns: edition, pdf (where it is), document (original or facsimile), stored, figures and sha256 (of the PDF
    that the stored edition was read from).
    """
    from ind_tables import observations, store

    _print(observations.to_csv(store.listing()))
    return 0


@commands.command(
    epilog="""\b
Examples:
  ind-tables panel > figures.csv
  ind-tables panel --vintage all --output vintages.parquet"""
)
@click.option(
    "--vintage",
    type=click.Choice(["latest", "all"]),
    default="latest",
    show_default=True,
    help="Each figure as last printed, or as every edition printed it.",
)
@click.option("--output", type=_Target(), help="Write to this .csv or .parquet file instead.")
@refusing
def panel(vintage: Literal["latest", "all"], output: Path | None) -> int:
    """Print all stored editions as one table, one row a figure.

    The columns of extract, and the sha256 of the edition's PDF.
    """
    from ind_tables import store

    _hand_over(store.panel(vintage), output)
    return 0


@commands.command(
    epilog="""\b
Examples:
  ind-tables revisions
  ind-tables revisions --summary --output revisions.csv"""
)
@click.option("--summary", "summed", is_flag=True, help="One row a series: how often, how far, which way.")
@click.option("--output", type=_Target(), help="Write to this .csv or .parquet file instead.")
@refusing
def revisions(summed: bool, output: Path | None) -> int:
    """Print what each stored edition says otherwise than the one before it.

    One row a figure that differs: previous, edition, section, measure, age_band, period, before, after, revision,
    unit, kind.
    """
    from ind_tables import revisions, store

    history = revisions.history(store.panel("all"))
    _hand_over(revisions.summary(history) if summed else history[history["kind"] != "unchanged"], output)
    return 0


@commands.command(
    epilog="""\b
Examples:
  ind-tables fetch 2026-01
  ind-tables fetch 2026-01 --output ~/editions/2026-01.pdf
  ind-tables fetch 2026-01 --address https://ind.nl/nl/documenten/02-2026/maandcijfers-ind-januari-2026.pdf"""
)
@click.argument("month", type=_Month())
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Keep it as this file instead.")
@click.option("--address", help="Where the PDF is, if it is not to be looked up.")
@refusing
def fetch(month: str, output: Path | None, address: str | None) -> int:
    """Fetch the edition of MONTH from the IND's pages and keep it as data/MONTH.pdf.

    It is read, and its month checked, before it takes the place of another file, which is kept too. A record of where
    it came from is put beside it.
    """
    from ind_tables import fetch

    done = fetch.fetch(month, output, address)
    change = "nothing changed, it is the one at" if done.unchanged else f"{done.record.bytes:,} bytes from"
    kept = f"; the file that it replaces is kept as {done.superseded}" if done.superseded else ""
    _print(f"{done.path}: {change} {done.record.address}{kept}\n")
    _warn(list(done.warnings))
    return 0


@commands.command(
    epilog="""\b
Example:
  ind-tables export data/2026-01.pdf --output handed-on/"""
)
@click.argument("pdf", type=_Source((".pdf",)))
@month_option
@folder_option
@refusing
def export(pdf: Path, month: str | None, output: Path) -> int:
    """Write an edition in every form in which others can use it, with its source, terms and citation.

    observations.csv and .parquet, findings.csv, suspects.csv, workbook.xlsx, sdmx.csv with its structure, and
    datapackage.json, which makes the folder a Frictionless Data Package.
    """
    from ind_tables import datapackage, extract, localise, observations, provenance
    from ind_tables.source import Attribution

    document = extract.read(pdf, month)
    figures = observations.from_document(document)
    result = localise.check(figures)
    _write(result, output)
    for name in ("observations.parquet", "observations.csv"):
        observations.save(figures, output / name)
    source = Attribution(document.edition, document.sha256, document.facsimile, provenance.address(pdf))
    datapackage.write(output, figures, source)
    _warn(list(document.warnings))
    return 0


@commands.command(
    epilog="""\b
Example:
  ind-tables explain data/2026-01.pdf --output explained/"""
)
@click.argument("pdf", type=_Source((".pdf",)))
@month_option
@folder_option
@refusing
def explain(pdf: Path, month: str | None, output: Path) -> int:
    """Show why a PDF is read as it is, or refused; for the day when one is.

    explanation.html has its pages with every word and cell outlined, what each reading made of them, which entry of
    the catalogue matched what, and what matched nothing; readings.csv and matches.csv have the same as tables.
    Exit status 0 for a refused document too: it is explained.
    """
    from ind_tables import explain

    explanation = explain.explain(pdf, month)
    explain.write(explanation, output)
    _print(f"{explanation.outcome}\n{output / 'explanation.html'}\n")
    return 0


@commands.command()
@refusing
def doctor() -> int:
    """Look whether everything that the project needs is here, and say what to do where it is not.

    Exit status 1 where something that reports need is wrong.
    """
    from ind_tables import doctor

    found = doctor.examine()
    _print("".join(f"{diagnosis.line}\n" for diagnosis in found))
    return 1 if any(diagnosis.needed and not diagnosis.well for diagnosis in found) else 0


def summary(figures: pd.DataFrame, result: Check, applied: Sequence[Correction] = ()) -> str:
    """What a check of ``figures`` found, and which corrections were applied to them, in a few lines of text."""
    findings, suspects = result.findings, result.suspects
    identities = result.families[result.families["kind"] == "identity"]
    checked, broken = identities["evaluated"].sum(), (identities["evaluated"] - identities["held"]).sum()
    counts, printed = findings["severity"].value_counts(), figures["value"].notna().sum()
    lines = [
        f"{figures['edition'].iloc[0]}: {printed:,} figures; {checked:,} identities checked, {broken or 'none'} "
        f"broken; {len(result.unverified):,} figures stand in none",
        ", ".join(
            f"{counts.get(s, 0)} {s}{'' if counts.get(s, 0) == 1 else 's'}" for s in ("error", "warning", "notice")
        ),
    ]
    lines += [
        f"corrected: {c.place}: “{one_line(c.printed)}” is printed for “{one_line(c.corrected)}”. {one_line(c.reason)}"
        for c in applied
    ]
    lines += [f"{f.severity}: {one_line(str(f.message))}" for f in findings.itertuples()]
    lines += [f"suspect, rank {s.rank}: {one_line(str(s.reason))}" for s in suspects.itertuples()]
    return "\n".join(lines) + "\n"


def _write(result: Check, folder: Path) -> None:
    from ind_tables import files, observations

    files.folder(folder)
    observations.save(result.findings, folder / "findings.csv")
    observations.save(result.suspects, folder / "suspects.csv")


def _figures(source: Path, month: str | None = None, allow_incomplete: bool = False) -> tuple[pd.DataFrame, list[str]]:
    """The observations in a PDF or a file of observations, and sentences on what was left out or is missing."""
    from ind_tables import observations

    if source.suffix.lower() in observations.SUFFIXES:
        return observations.load(source, month), []
    from ind_tables.extract import read

    document = read(source, month, allow_incomplete=allow_incomplete, meanwhile=observations.schema)
    return observations.from_document(document), [*document.missing, *document.warnings]


def _hand_over(table: pd.DataFrame, output: Path | None) -> None:
    """Write a table to ``output``, or else to standard output as CSV."""
    from ind_tables import observations

    if output:
        observations.save(table, output)
    else:
        _print(observations.to_csv(table))


def _warn(warnings: list[str]) -> None:
    for warning in warnings:
        click.echo(f"Warning: {one_line(warning)}", err=True)


def _print(text: str) -> None:
    """Write to standard output, in UTF-8 whatever the terminal's; a reader that stops listening is no error."""
    if sys.stdout is None:
        raise OutputError("standard output is closed; expected a file, pipe or terminal there; or name a file")
    try:
        click.echo(text.encode("utf-8"), nl=False)
    except OSError as error:
        if _unheard(error):
            raise OutputError(f"standard output cannot be written: {error.strerror or error}") from error


def _unheard(error: OSError) -> int:
    """The exit status where standard output fails; what it still holds goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0 if isinstance(error, BrokenPipeError) else OutputError.exit_status
