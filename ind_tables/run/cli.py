"""The command line: ``ind-tables`` and its commands."""

from __future__ import annotations

import errno
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

import click

from ind_tables import __version__
from ind_tables.errors import OutputError
from ind_tables.run.arguments import (
    VERBOSE,
    Month,
    Source,
    Target,
    catalogue_option,
    folder_option,
    month_option,
    refusing,
    told,
)
from ind_tables.run.output import emit, hand_over, unheard, warn
from ind_tables.run.process import prepare

if TYPE_CHECKING:
    import pandas as pd

    from ind_tables.checking.localise import Check

SOURCES = (".pdf", ".csv", ".parquet")


def main() -> NoReturn:
    """Run the command line and leave with its exit status."""
    prepare()
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
        status = unheard(error)
    except MemoryError:
        click.echo("OutputError: there is not enough memory; expected 2 GiB or more (ulimit -v); free some", err=True)
        status = OutputError.exit_status
    sys.exit(status or 0)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="ind-tables")
def commands() -> None:
    """The monthly figures of the Dutch Immigration and Naturalisation Service, exact and cross-checked.

    Exit status: 0 done; 1 a check found an error; 2 wrong usage; 3 the document was refused; 4 the output
    cannot be written; 5 an edition could not be fetched; 70 a defect of this program.
    """


@commands.command(
    epilog="""\b
Examples:
  ind-tables extract maandcijfers-ind-december-2025.pdf > figures.csv
  ind-tables extract data/2026-01.pdf --month 2026-01 --output figures.parquet"""
)
@click.argument("pdf", type=Source((".pdf",)))
@month_option
@click.option("--output", type=Target(), help="Write to this .csv or .parquet file instead.")
@click.option("--allow-incomplete", is_flag=True, help="Read what is there of an incomplete edition.")
@click.option(
    "--unrecognised", type=Target(), help="Write the figures that no entry of the catalogue names to this file."
)
@click.option(
    "--verbose",
    is_flag=True,
    expose_value=False,
    callback=lambda ctx, param, value: ctx.meta.update({VERBOSE: value}),
    help="Name all that is missing or left out, each by itself; of a refused document, what stands there instead.",
)
@catalogue_option
@refusing
def extract(
    pdf: Path, month: str | None, output: Path | None, allow_incomplete: bool, unrecognised: Path | None
) -> int:
    """Print the observations of an edition as CSV, one row a figure.

    Columns: edition, section, measure, age_band, period, value, unit, status, page, title, label, printed,
    readers. Nothing is written where the document is refused.
    """
    from ind_tables.reading import edition

    document = edition.read(pdf, month, allow_incomplete=allow_incomplete, meanwhile=_load_schema)

    from ind_tables.record import observations
    from ind_tables.record import unrecognised as unknown

    figures = observations.from_document(document)
    if unrecognised:
        observations.save(unknown.of(document), unrecognised)
    hand_over(figures, output)
    warn([*document.missing, *told(document.warnings)])
    return 0


@commands.command(
    epilog="""\b
Examples:
  ind-tables adapt data/2026-07.pdf
  ind-tables adapt data/2026-07.pdf --previous data/2026-06.pdf --output data/catalogue.toml"""
)
@click.argument("pdf", type=Source((".pdf",)))
@click.option("--previous", type=Source(SOURCES), help="The edition to hold it against: a PDF or observations.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this .toml file instead.")
@catalogue_option
@refusing
def adapt(pdf: Path, previous: Path | None, output: Path | None) -> int:
    """Propose what the catalogue lacks for a changed edition: as TOML, each entry with its evidence.

    Above all the figures that it shares with the edition before say what was renamed; figures are never changed. With
    --catalogue, the proposal stands behind what that file says. Nothing is printed where nothing is needed.
    """
    from ind_tables import files
    from ind_tables.record import adaptation

    done = adaptation.adapt(pdf, _figures(previous)[0] if previous else None)
    if output:
        files.write(output, done.text.encode("utf-8"))
    else:
        emit(done.text)
    still = [f"the edition is still not readable whole: {done.open}"] if done.open else []
    warn([*still, *map(str, done.notes)])
    return 0


@commands.command(
    epilog="""\b
Example:
  ind-tables catalogue data/catalogue.toml"""
)
@click.argument("file", type=Source((".toml",)))
@refusing
def catalogue(file: Path) -> int:
    """Check entries of your own for the catalogue, and what they change of the editions that there are.

    Every edition of which there is a PDF is read again and compared with what is stored of it. Exit status 1 where an
    entry contradicts the catalogue.
    """
    from ind_tables import catalogue as entries
    from ind_tables.record import rereading

    with entries.using(file):
        known = entries.load()
        rows = len(list(known.rows()))
        emit(f"{file.name}: with it, the catalogue has {len(known.sections)} tables and {rows} rows\n")
        for change in rereading.changes():
            emit(f"{change}\n")
    return 0


@commands.command(
    epilog="""\b
Examples:
  ind-tables check data/2026-01.pdf --output checks/
  ind-tables check figures.csv --previous data/2025-12.pdf
  ind-tables check data/2026-01.pdf --page data/2026-01.html --output checks/
  ind-tables check data/2026-01.pdf --corrections corrections/2026-01.toml"""
)
@click.argument("file", type=Source(SOURCES))
@month_option
@click.option("--previous", type=Source(SOURCES), help="The edition before: a PDF or observations.")
@click.option("--corrections", "records", type=Source((".toml",)), help="Corrections of what it prints, as records.")
@click.option("--page", type=Source((".html", ".txt")), help="The IND's overview page on it, English or Dutch.")
@click.option(
    "--output", type=click.Path(path_type=Path), help="Write findings, suspects and certificate to this folder."
)
@catalogue_option
@refusing
def check(
    file: Path,
    month: str | None,
    previous: Path | None,
    records: Path | None,
    page: Path | None,
    output: Path | None,
) -> int:
    """Confront an edition with the rules that its figures must keep, and name the figures under suspicion.

    FILE is a PDF or a file of observations (.csv, .parquet). With --page, publisher.csv has every number of the page:
    the figure that it is said of, and whether it confirms it, contradicts it, or is not understood.
    """
    from ind_tables.checking import certificate, publisher, revisions
    from ind_tables.record import corrections, observations, statements
    from ind_tables.run import summary
    from ind_tables.telling import findings

    figures, warnings = _figures(file, month)
    applied = corrections.read(records) if records else ()
    figures = corrections.apply(figures, applied).observations
    earlier = _figures(previous)[0] if previous else None
    witnesses = publisher.witnesses(figures, statements.read(page, figures["edition"].iloc[0])) if page else []
    result = findings.check(figures, earlier, witnesses)
    if output:
        _write(result, certificate.of(figures, earlier, publisher.confirmed(witnesses)), output)
        if page:
            observations.save(publisher.table(witnesses), output / "publisher.csv")
    emit(summary.lines(result, applied))
    if earlier is not None:
        emit(summary.revised(revisions.compare(figures, earlier)))
    if page:
        emit(f"{publisher.summary(witnesses)}\n")
    warn(warnings)
    return 1 if result.errors else 0


@commands.command(
    epilog="""\b
Examples:
  ind-tables keep data/2026-01.pdf
  ind-tables keep ~/Downloads/maandcijfers-ind-januari-2026.pdf --replace"""
)
@click.argument("pdf", type=Source((".pdf",)))
@month_option
@click.option("--replace", is_flag=True, help="Put it in the place of another original of the same month.")
@catalogue_option
@refusing
def keep(pdf: Path, month: str | None, replace: bool) -> int:
    """Put an edition in the store of editions, which later editions are compared with.

    Keeping an edition again changes nothing. A facsimile is refused.
    """
    from ind_tables.reading import edition
    from ind_tables.record import observations, store

    document = edition.read(pdf, month)
    figures = observations.from_document(document)
    outcome = store.keep(figures, document.sha256, facsimile=document.facsimile, replace=replace)
    emit(f"{document.edition}: {outcome}, {len(figures):,} figures\n")
    warn(told(document.warnings))
    return 0


@commands.command()
@refusing
def editions() -> int:
    """List the editions of which there is a PDF or which are stored, as CSV.

    Columns: edition, pdf (where it is), document (original or facsimile), stored, figures and sha256 (of the PDF
    that the stored edition was read from).
    """
    from ind_tables.record import observations, store

    emit(observations.to_csv(store.listing()))
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
@click.option("--output", type=Target(), help="Write to this .csv or .parquet file instead.")
@catalogue_option
@refusing
def panel(vintage: Literal["latest", "all"], output: Path | None) -> int:
    """Print all stored editions as one table, one row a figure.

    The columns of extract, and the sha256 of the edition's PDF.
    """
    from ind_tables.record import store

    hand_over(store.panel(vintage), output)
    return 0


@commands.command(
    epilog="""\b
Examples:
  ind-tables revisions
  ind-tables revisions --summary --output revisions.csv"""
)
@click.option("--summary", "summed", is_flag=True, help="One row a series: how often, how far, which way.")
@click.option("--output", type=Target(), help="Write to this .csv or .parquet file instead.")
@catalogue_option
@refusing
def revisions(summed: bool, output: Path | None) -> int:
    """Print what each stored edition says otherwise than the one before it.

    One row a figure that differs: previous, edition, section, measure, age_band, period, before, after, revision,
    unit, kind, percent, cause. Those of a table and cause stand together, what moved most in percent first, and parts
    behind their totals.
    """
    from ind_tables.checking import revisions
    from ind_tables.record import store

    history = revisions.history(store.panel("all"))
    hand_over(revisions.summary(history) if summed else revisions.ordered(history), output)
    return 0


@commands.command(
    epilog="""\b
Examples:
  ind-tables fetch 2026-01
  ind-tables fetch 2026-01 --output ~/editions/2026-01.pdf
  ind-tables fetch 2026-01 --address https://ind.nl/nl/documenten/02-2026/maandcijfers-ind-januari-2026.pdf"""
)
@click.argument("month", type=Month())
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Keep it as this file instead.")
@click.option("--address", help="Where the PDF is, if it is not to be looked up.")
@refusing
def fetch(month: str, output: Path | None, address: str | None) -> int:
    """Fetch the edition of MONTH from the IND's pages and keep it as data/MONTH.pdf.

    It is read, and its month checked, before it takes the place of another file, which is kept too. A record of where
    it came from is put beside it.
    """
    from ind_tables.record import fetch

    done = fetch.fetch(month, output, address)
    change = "nothing changed, it is the one at" if done.unchanged else f"{done.record.bytes:,} bytes from"
    kept = f"; the file that it replaces is kept as {done.superseded}" if done.superseded else ""
    emit(f"{done.path}: {change} {done.record.address}{kept}\n")
    warn(list(done.warnings))
    return 0


@commands.command(
    epilog="""\b
Examples:
  ind-tables report 2025-12
  ind-tables report 2026-01 --pdf ~/Downloads/maandcijfers.pdf --output reports/"""
)
@click.argument("month", type=Month())
@click.option("--pdf", help="The PDF of the edition; data/MONTH.pdf, else the bundled one, unless given.")
@click.option("--output", help="The folder for the reports of all months; outputs/ unless given.")
@click.option(
    "--accept",
    type=click.Choice(["incomplete"]),
    help="Report on an edition that lacks what the catalogue says that it has; the report names it.",
)
@catalogue_option
@refusing
def report(month: str, pdf: str | None, output: str | None, accept: str | None) -> int:
    """Make the figures, findings, notebooks and reports of MONTH in outputs/MONTH, as make report does.

    What is there and as it should be stays; everything else is made anew. Where there is no PDF of the month, it is
    fetched first.
    """
    from ind_tables.run import month as run

    order = run.ordered(month, pdf, output, emit, accept == "incomplete")
    run.report(order, emit)
    emit(f"The report of {month}: {order.home / 'report.html'}, in Dutch report.nl.html\n")
    return 0


@commands.command()
@click.option("--output", help="The folder for the reports of all months; outputs/ unless given.")
@catalogue_option
@refusing
def reports(output: str | None) -> int:
    """Make the reports of all editions of which there is a PDF, several at once, and their front page.

    An edition that is refused or fails stops no other: it is named on standard error at the end. The exit status is
    then that of its refusal, of several the highest.
    """
    from ind_tables.run import reports as run

    done = run.make(output, emit)
    emit(f"All reports: {done.index}\n")
    for month, error in done.failures.items():
        click.echo(f"{type(error).__name__}: no report of {month}: {error}", err=True)
    return max((error.exit_status for error in done.failures.values()), default=0)


@commands.command(
    epilog="""\b
Example:
  ind-tables export data/2026-01.pdf --output handed-on/"""
)
@click.argument("pdf", type=Source((".pdf",)))
@month_option
@folder_option
@catalogue_option
@refusing
def export(pdf: Path, month: str | None, output: Path) -> int:
    """Write an edition in every form in which others can use it, with its source, terms and citation.

    observations.csv and .parquet, unrecognised.csv, findings.csv, suspects.csv, certificate.csv, workbook.xlsx,
    sdmx.csv with its structure, and datapackage.json, which makes the folder a Frictionless Data Package.
    """
    from ind_tables import files
    from ind_tables.catalogue.source import Attribution
    from ind_tables.checking import certificate
    from ind_tables.exports import datapackage
    from ind_tables.reading import edition
    from ind_tables.record import observations, provenance, unrecognised
    from ind_tables.telling import findings

    document = edition.read(pdf, month)
    figures = observations.from_document(document)
    result = findings.check(figures)
    source = Attribution(document.edition, document.sha256, document.facsimile, provenance.address(pdf))
    with files.whole(output) as folder:
        _write(result, certificate.of(figures), folder)
        for name in ("observations.parquet", "observations.csv"):
            observations.save(figures, folder / name)
        observations.save(unrecognised.of(document), folder / "unrecognised.csv")
        datapackage.write(folder, figures, source)
    warn(told(document.warnings))
    return 0


@commands.command(
    epilog="""\b
Example:
  ind-tables explain data/2026-01.pdf --output explained/"""
)
@click.argument("pdf", type=Source((".pdf",)))
@month_option
@folder_option
@catalogue_option
@refusing
def explain(pdf: Path, month: str | None, output: Path) -> int:
    """Show why a PDF is read as it is, or refused; for the day when one is.

    explanation.html has its pages with every word and cell outlined, what each reading made of them, which entry of
    the catalogue matched what, and what matched nothing; readings.csv and matches.csv have the same as tables.
    Exit status 0 for a refused document too: it is explained.
    """
    from ind_tables.showing import explanation

    found = explanation.explain(pdf, month)
    explanation.write(found, output)
    emit(f"{found.outcome}\n{output / 'explanation.html'}\n")
    return 0


@commands.command()
@refusing
def doctor() -> int:
    """Look whether everything that the project needs is here, and say what to do where it is not.

    Exit status 1 where something that reports need is wrong.
    """
    from ind_tables.run import doctor

    found = doctor.examine()
    emit("".join(f"{diagnosis.line}\n" for diagnosis in found))
    return 1 if any(diagnosis.needed and not diagnosis.well for diagnosis in found) else 0


def _write(result: Check, certified: pd.DataFrame, folder: Path) -> None:
    from ind_tables import files
    from ind_tables.record import observations

    files.folder(folder)
    observations.save(result.findings, folder / "findings.csv")
    observations.save(result.suspects, folder / "suspects.csv")
    observations.save(certified, folder / "certificate.csv")


def _figures(source: Path, month: str | None = None, allow_incomplete: bool = False) -> tuple[pd.DataFrame, list[str]]:
    """The observations in a PDF or a file of observations, and sentences on what was left out or is missing."""
    from ind_tables.record import observations

    if source.suffix.lower() in observations.SUFFIXES:
        return observations.load(source, month), []
    from ind_tables.reading.edition import read

    document = read(source, month, allow_incomplete=allow_incomplete, meanwhile=observations.schema)
    return observations.from_document(document), [*document.missing, *told(document.warnings)]


def _load_schema() -> None:
    """Load what observations are made with: pandas and the schema, which a refused document does not wait for."""
    from ind_tables.record import observations

    observations.schema()
