"""The layout matrix: named looks that an edition of another month or another producer may have."""

from __future__ import annotations

from tests.documents.facsimile.look import ExtraRow, ExtraTable, Footnotes, Look

NO_BREAK = "\u00a0"
NARROW_NO_BREAK = "\u202f"
EN_DASH = "–"

REVERSED = (
    *("appointments", "naturalisation", "labour", "study", "knowledge_talent", "family"),
    *("nareis_total", "nareis_art8", "nareis_mvv"),
    *("asylum_general", "asylum_safe_country", "asylum_dublin", "asylum_first"),
)
THREE_PAGES = (REVERSED[:-5:-1], REVERSED[-5:-9:-1], REVERSED[-9::-1])
UNKNOWN = (
    ExtraTable("Terugkeer en vertrek", (("Aantoonbaar vertrokken", ()), ("Gedwongen", ())), before="study"),
    ExtraTable("Bezwaar en beroep", (("Ingediend", ()), ("Afgehandeld", ()))),
)

TITLES_LISTED = (
    *("Inhoud", "Asiel - Eerste aanvragen 1", "Dublinprocedure (Spoor 1) 1", "Veilige landen procedure (Spoor 2) 1"),
    *("Algemene en verlengde asielprocedure", "Totaal nareizigers asiel", "Naturalisatie"),
)
PERIOD = ("Periode: december 2024 t/m december 2025", "Aantallen, afgerond op tientallen", "Zie ook de vorige editie")
REMARKS = (
    "In januari 2025 zijn 1.234 aanvragen ingediend en 2.345 aanvragen beslist; in februari 1.300 en 2.400.",
    "* De cijfers over november en december zijn voorlopig: 10, 20, 30, 40 en 50 aanvragen kunnen nog wijzigen.",
    "Aanvragen: zie Maandcijfers IND november 2025, tabel 3.",
)

RULINGS = {
    "bundled": Look(),
    "full grid": Look(rules="grid"),
    "rules under every row": Look(rules="horizontal"),
    "rule under the header": Look(rules="header"),
    "boxed tables": Look(rules="box"),
    "thick grid": Look(rules="grid", rule_width=1.2),
    "banded rows": Look(fill="banded"),
    "filled header": Look(fill="header"),
    "white on dark header": Look(fill="dark"),
    "filled cells": Look(fill="cells"),
    "banded rows in a grid": Look(rules="grid", fill="banded"),
}
ALIGNMENTS = {
    "left-aligned": Look(align="left"),
    "centred": Look(align="centre"),
    "centred in a grid": Look(align="centre", rules="grid"),
    "centred header over right-aligned figures": Look(header_align="centre"),
    "left-aligned header over right-aligned figures": Look(header_align="left"),
    "columns a point apart": Look(column_gap=1),
    "columns a point apart in a grid": Look(column_gap=1.6, rules="grid"),
    "columns a point apart, left-aligned": Look(column_gap=1, align="left"),
    "indented bands": Look(indent=6),
}
HEADERS = {
    "months again below the rows": Look(header_below=True),
    "months again below the rows of a grid": Look(header_below=True, rules="grid"),
    "numbered columns": Look(column_numbers="{number}"),
    "numbered columns, in brackets": Look(column_numbers="({number})", rules="horizontal"),
    "a year over each month": Look(years="each"),
    "a year over its first month": Look(years="first"),
    "years in the label column": Look(years="label"),
    "the last year in the label column": Look(years="label", year_label="{last}"),
    "dec. 2024": Look(years="in_month", months="abbr", month_case="lower", month_format="{month}. {year}", size=5.2),
    "2024-12": Look(years="in_month", month_format="{year}-{number}"),
    "12-2024": Look(years="in_month", month_format="{number}-{year}"),
    "dec-24": Look(years="in_month", months="abbr", month_case="lower", month_format="{month}-{yy}"),
    "januari 2025": Look(years="in_month", month_case="lower", size=5),
    "januari over 2025": Look(years="in_month", month_case="lower", month_format="{month}\n{year}"),
    "DEC '24": Look(years="in_month", months="abbr", month_case="upper", month_format="{month} '{yy}"),
    "abbreviated months": Look(months="abbr"),
    "lower case months": Look(month_case="lower"),
    "months in capitals": Look(month_case="upper", size=5),
    "header once a page": Look(header="page"),
    "header once a page, in a grid": Look(header="page", rules="grid"),
    "header once a page, dec-24": Look(
        header="page", years="in_month", months="abbr", month_case="lower", month_format="{month}-{yy}"
    ),
}
TITLES = {
    "title in a merged row": Look(title="merged_row"),
    "title in a merged row of a grid": Look(title="merged_row", rules="grid"),
    "title in the year row": Look(title="year_row"),
    "title in the month row": Look(title="month_row", years="in_month", months="abbr"),
    "title in a spanning column": Look(title="row_span"),
    "title in a spanning column of a grid": Look(title="row_span", rules="grid", size=5),
    "title upwards in a spanning column": Look(title="row_span", title_turned=True, rules="grid"),
    "titles in capitals": Look(capitals=True),
    "other spellings": Look(
        spellings={
            "asylum_general": "Algemene en Verlengde Asielprocedure (spoor 4)",
            "asylum_dublin": "Dublin procedure (spoor 1)",
            "Opdracht IND": "Opdracht",
        }
    ),
    "title not bold": Look(bold=False),
}
WORDS = {
    "labels wrapped, figures on the first line": Look(wrap_labels="first"),
    "labels wrapped, figures on the last line": Look(wrap_labels="last"),
    "labels wrapped, figures between": Look(wrap_labels="middle"),
    "labels wrapped in a grid": Look(wrap_labels="middle", rules="grid"),
    "no-break spaces": Look(space=NO_BREAK),
    "en dashes": Look(dash=EN_DASH),
    "hyphens U+2010": Look(dash="\u2010"),
    "no-break hyphens U+2011": Look(dash="\u2011"),
    "soft hyphens for hyphens": Look(dash="\u00ad"),
    "soft hyphens in words": Look(soft_hyphen=True),
    "ligatures": Look(replace={"ij": "ĳ"}),
    "thousands with no-break space": Look(thousands=NO_BREAK),
    "thousands with narrow no-break space": Look(thousands=NARROW_NO_BREAK),
    "no thousands separator": Look(thousands=""),
    "raised footnote marks": Look(footnotes=Footnotes(on=("titles", "labels", "numbers"))),
    "footnote marks on the line": Look(footnotes=Footnotes(on=("titles", "labels"), mark="1)", superscript=False)),
    "asterisks": Look(footnotes=Footnotes(on=("labels", "numbers"), mark="*", superscript=False)),
    "a raised mark on every figure": Look(footnotes=Footnotes(on=("numbers",), every=1), thousands=""),
    "footnote digits on the line": Look(footnotes=Footnotes(on=("titles", "labels"), mark="1", superscript=False)),
    "no notes": Look(notes=False),
    "remarks with months and numbers": Look(remarks=REMARKS),
}
PAGES = {
    "A4 landscape": Look(orientation="landscape"),
    "A3": Look(page_size="A3", size=8, pitch=11),
    "A3 landscape": Look(page_size="A3", orientation="landscape", size=8, pitch=11),
    "/Rotate 90": Look(rotate=90, orientation="landscape"),
    "/Rotate 180": Look(rotate=180),
    "/Rotate 270": Look(rotate=270),
    "content turned by 90": Look(turned=90),
    "content turned by 180": Look(turned=180),
    "content turned by 270": Look(turned=270),
    "content turned in a grid": Look(turned=90, rules="grid"),
    "/Rotate 90 in a grid": Look(rotate=90, rules="grid"),
    "crop box inside the media box": Look(crop_offset=(40, 60)),
    "crop box and /Rotate 90": Look(crop_offset=(40, 60), rotate=90, rules="grid"),
    "media box away from the origin": Look(media_origin=(-120, 80)),
    "UserUnit": Look(user_unit=2),
    "three pages": Look(pages=THREE_PAGES),
    "a page for each table": Look(pages=tuple((section,) for section in REVERSED[::-1])),
    "tables in another order": Look(section_order=REVERSED),
    "tables over the page's end": Look(split="plain", rows_per_page=50),
    "tables over the page's end, header repeated": Look(split="repeated", rows_per_page=50),
    "tables over the page's end, in a grid": Look(split="plain", rows_per_page=47, rules="grid"),
    "header once a page, tables over its end": Look(split="plain", rows_per_page=50, header="page"),
    "titles last on their page": Look(
        split="plain", rows_per_page=41, running_head="Maandcijfers IND", orphans="title"
    ),
    "titles and headers last on their page": Look(
        split="plain", rows_per_page=40, orphans="header", years="in_month", months="abbr", month_format="{month}-{yy}"
    ),
    "titles last on their page, header once a page": Look(
        split="plain", rows_per_page=40, header="page", orphans="title", rules="grid"
    ),
    "cover page": Look(cover=True),
    "cover page with the titles of the tables": Look(cover=True, preface=TITLES_LISTED),
    "titles of the tables above the first": Look(preface=TITLES_LISTED),
    "titles of the tables above an unknown one": Look(
        preface=TITLES_LISTED,
        extra_tables=(ExtraTable("Terugkeer", (("Aanvragen", ()), ("Beslissingen", ())), "asylum_first"),),
    ),
    "period below the heading": Look(preface=PERIOD),
    "running heads and page numbers": Look(running_head="Maandcijfers IND", footer="Pagina {page} van {pages}"),
    "two tables side by side": Look(page_size="A3", orientation="landscape", side_by_side=2),
    "two grids side by side": Look(page_size="A3", orientation="landscape", side_by_side=2, rules="grid"),
    "tables of unknown subjects": Look(extra_tables=UNKNOWN),
    "unknown rows": Look(
        extra_rows=(
            ExtraRow("asylum_first", 2, "Waarvan ingewilligd"),
            ExtraRow("naturalisation", 6, "Ceremonies"),
        )
    ),
    "a table that has another's rows and an unknown title": Look(
        extra_tables=(
            ExtraTable("Verblijfsvergunning asiel", (("Aanvragen", ()), ("Beslissingen", ())), before="study"),
            ExtraTable("Nareizigers asiel", (("Openstaande aanvragen", ()),), before="nareis_art8"),
        )
    ),
}
CONTENT = {
    "content in reading order": Look(order="reading"),
    "content column by column": Look(order="columns"),
    "content scrambled": Look(order="scrambled"),
    "content scrambled, in a grid": Look(order="scrambled", rules="grid"),
    "single glyphs in order": Look(pieces="glyphs"),
    "single glyphs scrambled": Look(order="scrambled", pieces="glyphs"),
    "single words scrambled": Look(order="scrambled", pieces="words"),
    "a row as one string": Look(row_as_string="spaces"),
    "a row as one string, spaces single": Look(row_as_string="single"),
    "form XObject": Look(form_xobject=True),
    "Type 3 fonts": Look(type3=True),
    "totals in bold": Look(bold_totals=True),
    "fake bold titles": Look(fake_bold="titles", bold=False),
    "fake bold everywhere": Look(fake_bold="all"),
    "watermark": Look(watermark="CONCEPT"),
    "text outside the page": Look(outside_text=("9.990", "Maart 2030", "Aanvragen", "1.230")),
    "invisible text across the tables": Look(invisible_text=("9.990", "Naturalisatie", "Maart 2030")),
    "clipped text across the tables": Look(clipped_text=("9.990", "Naturalisatie", "Maart 2030")),
    "clipped text in a form XObject, content turned": Look(clipped_text=("9.990",), form_xobject=True, turned=90),
}
TYPE = {
    "DejaVu Sans": Look(font="dejavu", size=4.6, note_size=4),
    "Vera Sans": Look(font="vera", size=4.6, note_size=4),
    "Helvetica, not embedded": Look(font="helvetica", size=5),
    "Times, not embedded": Look(font="times"),
    "Courier, not embedded": Look(font="courier", size=4.8, note_size=4),
    "5 pt": Look(size=5, pitch=6.2),
    "9 pt on A3": Look(page_size="A3", orientation="landscape", size=9, note_size=8, pitch=12, rules="horizontal"),
    "rows nearly touch": Look(pitch=6.2),
}
COMBINED = {
    "ledger": Look(
        rules="grid",
        fill="header",
        title="merged_row",
        align="centre",
        wrap_labels="middle",
        years="each",
        months="abbr",
        order="scrambled",
        thousands=NARROW_NO_BREAK,
    ),
    "web page": Look(
        font="helvetica",
        size=5,
        rules="horizontal",
        fill="banded",
        title="month_row",
        years="in_month",
        months="abbr",
        month_case="lower",
        month_format="{month}-{yy}",
        pieces="glyphs",
        order="reading",
        dash=EN_DASH,
        space=NO_BREAK,
        footer="{page}/{pages}",
    ),
    "annual report": Look(
        orientation="landscape",
        rotate=90,
        cover=True,
        running_head="Maandcijfers IND",
        split="repeated",
        rules="box",
        footnotes=Footnotes(on=("titles", "labels", "numbers")),
        indent=6,
        section_order=REVERSED,
    ),
    "worst": Look(
        column_gap=1,
        size=5,
        pitch=6.2,
        order="scrambled",
        pieces="glyphs",
        watermark="CONCEPT",
        fake_bold="all",
        wrap_labels="middle",
        years="label",
        header="page",
        soft_hyphen=True,
        thousands=NO_BREAK,
        outside_text=("9.990",),
        turned=270,
        form_xobject=True,
        extra_tables=UNKNOWN,
    ),
}
MATRIX: dict[str, Look] = RULINGS | ALIGNMENTS | HEADERS | TITLES | WORDS | PAGES | CONTENT | TYPE | COMBINED
