"""An edition in the languages of typesetting systems: LaTeX, Typst, tbl and XSL formatting objects."""

from __future__ import annotations

import re
from html import escape
from itertools import accumulate

from tests.documents.producers.editions import Edition
from tests.documents.producers.rows import Cell, Row, heading, table_rows


def latex(edition: Edition) -> str:
    """A LaTeX document: a tabular a section, or one longtable for all with the header on each page."""
    document, look = edition.document, edition.look
    width = len(document.header.months) + 1
    grid, wide = look.rules == "grid", look.orientation == "landscape"
    spec = "|l|" + "r|" * (width - 1) if grid else "l" + "r" * (width - 1)
    family = r"\sfdefault" if wide else r"\rmdefault"
    size = "{6.5}{7.6}" if wide else "{5}{6}"
    preamble = rf"""\documentclass[{"landscape" if wide else ""}]{{article}}
\usepackage[a4paper,margin=10mm,{"landscape" if wide else "portrait"}]{{geometry}}
\usepackage[utf8]{{inputenc}}\usepackage[T1]{{fontenc}}\usepackage{{{"helvet" if wide else "times"}}}
\renewcommand{{\familydefault}}{{{family}}}
\usepackage{{booktabs,longtable}}\setlength{{\tabcolsep}}{{{"2pt" if wide else "1.4pt"}}}
\setlength{{\parindent}}{{0pt}}\setlength{{\LTleft}}{{0pt}}\pagestyle{{plain}}
\begin{{document}}\fontsize{size}\selectfont
{{\large\bfseries {_tex(document.heading)}}}

"""
    if look.header == "page":
        head = "".join(_tex_row(row, grid) for row in heading(document.header, look))
        body = "".join(
            _tex_row(row, grid)
            for table in document.tables
            for row in table_rows(table, document, look, headed=False)
            if row.kind != "note"
        )
        tables = rf"\begin{{longtable}}{{{spec}}}{head}\hline\endhead {body}\end{{longtable}}"
    else:
        tables = ""
        for table in document.tables:
            lines = [row for row in table_rows(table, document, look) if row.kind not in ("title", "note")]
            rule = {"grid": "\\hline\n", "horizontal": "\\midrule\n"}.get(look.rules, "")
            body = rule.join(_tex_row(row, grid) for row in lines)
            first, last = (r"\toprule", r"\bottomrule") if look.rules == "horizontal" else (rule, rule)
            notes = "".join(rf"{{\tiny {_tex(note.strip())}\par}}" for note in table.notes)
            tables += (
                rf"\begin{{minipage}}{{\linewidth}}\textbf{{{_tex(table.title.strip())}}}\par "
                rf"\begin{{tabular}}{{{spec}}}{first}{body}{last}\end{{tabular}}\par {notes}\end{{minipage}}\par"
                "\\medskip\n"
            )
    return preamble + tables + "\n\\end{document}\n"


def _tex(text: str) -> str:
    return re.sub(r"([&%$#_{}])", r"\\\1", text).replace("\u00a0", "~")


def _tex_row(row: Row, grid: bool) -> str:
    align = "|c|" if grid else "c"
    if row.kind == "title":
        return rf"\textbf{{{_tex(row.cells[0].text)}}}\\" + "\n"
    cells = (
        rf"\multicolumn{{{cell.columns}}}{{{align}}}{{{_tex(cell.text)}}}" if cell.columns > 1 else _tex(cell.text)
        for cell in row.cells
    )
    return " & ".join(cells) + r"\\" + "\n"


def typst(edition: Edition) -> str:
    """A Typst document: a table a section."""
    document, look = edition.document, edition.look
    width = len(document.header.months) + 1
    align = {"centre": "center"}.get(look.align, look.align)
    stroke = {"grid": "0.4pt", "horizontal": "(bottom: 0.4pt)"}.get(look.rules, "none")
    header = ' fill: (_, y) => if y < 2 { rgb("#dce6f1") },' if look.fill == "header" else ""
    wide = look.orientation == "landscape"
    text = [
        f'#set page("a4", margin: 10mm, flipped: {str(wide).lower()}, footer: align(right)[Bron: IND (Metis)])',
        f'#set text(font: "Carlito", size: {7 if wide else 5.4}pt)',
        f"= {document.heading}",
    ]
    for table in document.tables:
        rows = [row for row in table_rows(table, document, look) if row.kind not in ("title", "note")]
        cells = ", ".join(_typst_cell(cell) for row in rows for cell in row.cells)
        notes = "".join(f"\n#text(size: 0.9em)[{_typst(note)}]\n" for note in table.notes)
        text.append(
            f"#block(breakable: false)[*{_typst(table.title.strip())}*\n"
            f"#table(columns: (auto,) + (1fr,) * {width - 1}, inset: 1.4pt, stroke: {stroke},{header} "
            f"align: (x, _) => if x == 0 {{ left }} else {{ {align} }}, {cells}){notes}]"
        )
    return "\n".join(text)


def _typst_cell(cell: Cell) -> str:
    span = f"table.cell(colspan: {cell.columns}, align: center)" if cell.columns > 1 else ""
    return f"{span}[{_typst(cell.text)}]"


def _typst(text: str) -> str:
    return re.sub(r"([\\#$*_`<>@\[\]~=+/-])", r"\\\1", text)


def groff(edition: Edition) -> str:
    """A troff document: a tbl table a section."""
    document, look = edition.document, edition.look
    count = len(document.header.months)
    wide = look.orientation == "landscape"
    size = 6 if wide else 5
    lines = [
        ".nr PO 1c",
        f".nr LL {27.5 if wide else 19}c",
        f".pl {21 if wide else 29.7}c",
        ".nr HM 1c",
        ".nr FM 1c",
        f".nr PS {size}",
        f".nr VS {size + 1}",
        ".fam H",
        ".LP",
        "\\s+6\\fB" + document.heading + "\\fP\\s0",
    ]
    for table in document.tables:
        rows = [row for row in table_rows(table, document, look) if row.kind not in ("title", "note")]
        lines += [".KS", ".LP", "\\fB" + table.title.strip() + "\\fP", ".TS"]
        lines += ["allbox tab(|);" if look.rules == "grid" else "tab(|);"]
        formats = []
        for row in rows:
            keys = [k for cell in row.cells for k in ("c" if cell.columns > 1 else "r", *"s" * (cell.columns - 1))]
            formats.append(" ".join(("l", *keys[1:])) if len(keys) == count + 1 else "l")
        lines += ["\n".join(formats) + "."]
        lines += ["|".join(_troff(cell.text) for cell in row.cells) for row in rows]
        lines += [".TE", *(line for note in table.notes for line in (".LP", _troff(note.strip()))), ".KE"]
    return "\n".join(lines) + "\n"


def _troff(text: str) -> str:
    return text.replace("-", r"\-").replace("\u00a0", r"\ ")


def formatting_objects(edition: Edition) -> str:
    """An XSL-FO document: a table a section."""
    document, look = edition.document, edition.look
    wide = look.orientation == "landscape"
    width, height = ("297mm", "210mm") if wide else ("210mm", "297mm")
    border = ' border="0.4pt solid #555"' if look.rules == "grid" else ""
    body = [f'<fo:block font-size="12pt" font-weight="bold">{escape(document.heading)}</fo:block>']
    label = 100
    for table in document.tables:
        rows = [row for row in table_rows(table, document, look) if row.kind not in ("title", "note")]
        each = ((277 if wide else 190) - label * 0.3528) / len(document.header.months)
        columns = f'<fo:table-column column-width="{label}pt"/>' + (
            f'<fo:table-column column-width="{each:.2f}mm"/>' * len(document.header.months)
        )
        body.append(
            f'<fo:block keep-together.within-page="always" space-before="5pt"><fo:block font-weight="bold">'
            f"{escape(table.title.strip())}</fo:block>"
            f'<fo:table table-layout="fixed" width="100%">{columns}<fo:table-body>'
            f"{''.join(_fo_row(row, border, look.align) for row in rows)}</fo:table-body></fo:table>"
            + "".join(f"<fo:block>{escape(note)}</fo:block>" for note in table.notes)
            + "</fo:block>"
        )
    return (
        '<fo:root xmlns:fo="http://www.w3.org/1999/XSL/Format"><fo:layout-master-set>'
        f'<fo:simple-page-master master-name="a4" page-width="{width}" page-height="{height}" margin="10mm">'
        '<fo:region-body/></fo:simple-page-master></fo:layout-master-set><fo:page-sequence master-reference="a4">'
        f'<fo:flow flow-name="xsl-region-body" font-size="{6.4 if wide else 5.2}pt" font-family="Helvetica">'
        f"{''.join(body)}</fo:flow></fo:page-sequence></fo:root>"
    )


def _fo_row(row: Row, border: str, align: str) -> str:
    places = accumulate((cell.columns for cell in row.cells), initial=0)
    cells = (
        f'<fo:table-cell number-columns-spanned="{cell.columns}" padding="0.4pt 1.2pt"{border}>'
        f'<fo:block text-align="{"left" if place == 0 else "center" if cell.columns > 1 else align}">'
        f"{escape(cell.text)}</fo:block></fo:table-cell>"
        for place, cell in zip(places, row.cells, strict=False)
    )
    return f"<fo:table-row>{''.join(cells)}</fo:table-row>"
