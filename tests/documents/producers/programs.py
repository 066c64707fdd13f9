"""The programs: an edition -> the PDF that each makes of it, in a folder of its own.

Debian's chromium, wkhtmltopdf, libreoffice-calc, libreoffice-writer, texlive-latex-extra, groff, fop, ghostscript,
poppler-utils and qpdf are called as commands; weasyprint, typst, pycairo, matplotlib and openpyxl are imported.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.documents.producers import drawing, markup, spreadsheet, web
from tests.documents.producers.editions import FOLDER, Edition

Program = Callable[[Edition, Path], Path]


def _run(folder: Path, *command: str | Path) -> None:
    done = subprocess.run(list(map(str, command)), cwd=folder, capture_output=True, text=True, timeout=180)
    if done.returncode:
        raise RuntimeError(f"{command[0]} ended with {done.returncode}: {(done.stdout + done.stderr)[-2000:]}")


def _packed(source: Path) -> Path:
    """The same PDF with its tags, which these programs write one by one, in compressed object streams."""
    _run(source.parent, "qpdf", "--object-streams=generate", "--recompress-flate", source, "packed.pdf")
    return source.with_name("packed.pdf")


def _office(source: Path, kind: str) -> Path:
    profile = f"-env:UserInstallation=file://{source.parent / 'profile'}"
    _run(source.parent, "soffice", profile, "--headless", "--convert-to", f"pdf:{kind}_pdf_Export", source)
    return source.with_suffix(".pdf")


def spreadsheet_(edition: Edition, folder: Path) -> Path:
    """LibreOffice Calc, from an Excel file."""
    source = folder / "edition.xlsx"
    spreadsheet.save(edition, source)
    return _office(source, "calc")


def writer(edition: Edition, folder: Path) -> Path:
    """LibreOffice Writer, from HTML that it imports as a text document."""
    source = folder / "edition.html"
    source.write_text(web.page(edition), "utf-8")
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    _run(folder, "soffice", profile, "--headless", "--infilter=HTML (StarWriter)", "--convert-to", "odt", source)
    return _office(source.with_suffix(".odt"), "writer")


def chromium(edition: Edition, folder: Path) -> Path:
    """Chromium's print to PDF (Skia)."""
    (folder / "edition.html").write_text(web.page(edition), "utf-8")
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
    _run(folder, "chromium", *flags, "--print-to-pdf=edition.pdf", "edition.html")
    return _packed(folder / "edition.pdf")


def webkit(edition: Edition, folder: Path) -> Path:
    """wkhtmltopdf (Qt)."""
    (folder / "edition.html").write_text(web.page(edition), "utf-8")
    orientation = edition.look.orientation.capitalize()
    _run(folder, "wkhtmltopdf", "-q", "--orientation", orientation, "edition.html", "edition.pdf")
    return folder / "edition.pdf"


def weasyprint(edition: Edition, folder: Path) -> Path:
    """WeasyPrint."""
    from weasyprint import HTML

    HTML(string=web.page(edition)).write_pdf(folder / "edition.pdf")
    return folder / "edition.pdf"


def latex(edition: Edition, folder: Path) -> Path:
    """pdfTeX."""
    (folder / "edition.tex").write_text(markup.latex(edition), "utf-8")
    for _ in range(2):
        _run(folder, "pdflatex", "-interaction=nonstopmode", "-halt-on-error", "edition.tex")
    return folder / "edition.pdf"


def typst(edition: Edition, folder: Path) -> Path:
    """Typst."""
    import typst as compiler

    (folder / "edition.typ").write_text(markup.typst(edition), "utf-8")
    compiler.compile(folder / "edition.typ", output=folder / "edition.pdf")
    return _packed(folder / "edition.pdf")


def groff(edition: Edition, folder: Path) -> Path:
    """groff with tbl and its own PDF driver."""
    (folder / "edition.ms").write_text(markup.groff(edition), "utf-8")
    with (folder / "edition.pdf").open("wb") as target:
        turned = ["-P-l"] if edition.look.orientation == "landscape" else []
        command = ["groff", "-k", "-t", "-ms", "-Tpdf", "-P-pa4", *turned, "edition.ms"]
        subprocess.run(command, cwd=folder, stdout=target, check=True)
    return folder / "edition.pdf"


def fop(edition: Edition, folder: Path) -> Path:
    """Apache FOP."""
    (folder / "edition.fo").write_text(markup.formatting_objects(edition), "utf-8")
    _run(folder, "fop", "-fo", "edition.fo", "-pdf", "edition.pdf")
    return folder / "edition.pdf"


def cairo(edition: Edition, folder: Path) -> Path:
    """cairo's PDF surface."""
    drawing.with_cairo(edition, folder / "edition.pdf")
    return folder / "edition.pdf"


def matplotlib(edition: Edition, folder: Path) -> Path:
    """matplotlib's PDF backend."""
    drawing.with_matplotlib(edition, folder / "edition.pdf")
    return folder / "edition.pdf"


def ghostscript(edition: Edition, folder: Path) -> Path:
    """Ghostscript's pdfwrite, on another program's PDF."""
    source = FOLDER / f"{edition.options['of']}.pdf"
    _run(folder, "gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pdfwrite", "-sOutputFile=edition.pdf", source)
    return folder / "edition.pdf"


def poppler(edition: Edition, folder: Path) -> Path:
    """pdftocairo, on another program's PDF."""
    _run(folder, "pdftocairo", "-pdf", FOLDER / f"{edition.options['of']}.pdf", "edition.pdf")
    return folder / "edition.pdf"


def qpdf(edition: Edition, folder: Path) -> Path:
    """qpdf, on another program's PDF: linearised with object streams, or encrypted."""
    options = ["--object-streams=generate", "--linearize"]
    if "encrypt" in edition.options:
        options = ["--encrypt", "", "owner", "256", "--extract=n", "--print=none", "--"]
    _run(folder, "qpdf", *options, FOLDER / f"{edition.options['of']}.pdf", "edition.pdf")
    return folder / "edition.pdf"


PROGRAMS: dict[str, Program] = {
    "spreadsheet": spreadsheet_,
    "writer": writer,
    "chromium": chromium,
    "webkit": webkit,
    "weasyprint": weasyprint,
    "latex": latex,
    "typst": typst,
    "groff": groff,
    "fop": fop,
    "cairo": cairo,
    "matplotlib": matplotlib,
    "ghostscript": ghostscript,
    "poppler": poppler,
    "qpdf": qpdf,
}
