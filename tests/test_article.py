"""The report for readers: its order, its numbers, what it says of doubt, corrections and an earlier edition."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from bs4 import BeautifulSoup, Tag

from ind_tables import article, charts, commentary, report
from ind_tables.commentary import Language
from tests import pages

LANGUAGES: tuple[Language, ...] = ("en", "nl")


def soup(name: str) -> BeautifulSoup:
    return BeautifulSoup(pages.page(name), "html.parser")


def name(language: Language, kind: str = "report") -> str:
    return f"{kind}.html" if language == "en" else f"{kind}.nl.html"


def headings(page: BeautifulSoup) -> list[str]:
    return [heading.get_text(strip=True) for heading in page.find_all("h2")]


def section(page: BeautifulSoup, heading: str) -> Tag:
    found = page.find(id=heading)
    assert isinstance(found, Tag)
    assert isinstance(found.parent, Tag)
    return found.parent


def test_the_report_opens_with_the_messages_and_ends_with_its_making() -> None:
    page = soup("report.html")
    assert headings(page)[:4] == ["The month in brief", "Key figures", "Contents", "Asylum: first applications"]
    assert headings(page)[-4:] == [
        "Before you quote a figure",
        "What was checked",
        "Downloads",
        "How this report was made",
    ]
    assert page.h1 is not None
    assert page.h1.get_text() == "Monthly figures of the IND, December 2025"
    assert len(page.select(".messages li")) == 3
    dutch = soup("report.nl.html")
    assert dutch.h1 is not None
    assert dutch.h1.get_text() == "Maandcijfers van de IND, december 2025"
    assert headings(dutch)[:3] == ["De maand in het kort", "Kerncijfers", "Inhoud"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_is_published_can_be_downloaded(language: Language) -> None:
    links = [str(link["href"]) for link in section(soup(name(language)), "downloads").find_all("a")]
    pages_of_readers = {"report.html", "report.nl.html"}
    notebooks = {f"{notebook.stem}.ipynb" for notebook in pages.NOTEBOOKS}
    assert set(links) == {*report.PRODUCTS, "2025-12.pdf"} - pages_of_readers - notebooks
    assert len(links) == len(set(links))


def test_the_report_says_how_to_cite_the_figures_and_on_what_terms() -> None:
    english, dutch = (section(soup(name(language)), "provenance").get_text() for language in LANGUAGES)
    assert "Immigration and Naturalisation Service of the Netherlands (IND), Maandcijfers IND december 2025." in english
    assert "Immigratie- en Naturalisatiedienst (IND), Maandcijfers IND december 2025" in dutch


def test_a_facsimile_is_labelled_and_an_original_is_not() -> None:
    assert "Made from a facsimile." in soup("report.html").get_text()
    assert "Made from a facsimile." not in soup("doubtful.html").get_text()
    assert "Gemaakt van een facsimile." in soup("report.nl.html").get_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_a_chapter_is_a_statement_and_every_number_of_a_chart_is_evidence(
    golden: pd.DataFrame, language: Language
) -> None:
    page = soup(name(language))
    statements = commentary.statements(golden, language)
    for chapter in dict.fromkeys(golden["section"]):
        part = section(page, chapter)
        said = " ".join(p.get_text() for p in part.find_all("p", recursive=False))
        assert said == " ".join(s.text for s in statements if s.section == chapter)
        shown = {chart.id: chart for chart in charts.for_section(golden, chapter, language)}
        assert [figure["id"] for figure in part.find_all("figure")] == list(shown)
        for figure in part.find_all("figure"):
            chart = shown[str(figure["id"])]
            assert figure.svg is not None
            assert figure.svg["aria-label"] == chart.alt
            numbers = re.findall(r"\d+(?:[.,]\d+)*", " ".join([chart.title, chart.alt, chart.description]))
            assert set(numbers) <= {text for text, _ in chart.evidence}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_under_the_charts_hold_the_printed_figures(golden: pd.DataFrame, language: Language) -> None:
    page = soup(name(language))
    months = sorted(golden["period"].unique())
    for figure in page.select("main section .charts figure"):
        kind, _, chapter = str(figure["id"]).partition("-")
        rows = [[cell.get_text() for cell in row.find_all("td")] for row in figure.select("tbody tr")]
        mine = golden[golden["section"] == (chapter if kind != "first" else "appointments")]
        if kind == "flows":
            series = [mine[mine["measure"] == m] for m in ("applications", "decisions", "commissioned")]
        elif kind == "age":
            series = [mine[mine["age_band"] == band] for band in dict.fromkeys(mine["age_band"]) if band != "all"]
        else:
            series = [mine[mine["measure"] == m] for m in ("document_first_slot", "biometrics_first_slot")]
        expected = [s.set_index("period")["value"] for s in series if len(s)]
        assert len(rows) == len(months) == 13
        for month, row in zip(months, rows, strict=True):
            assert [int(re.sub("[.,]", "", cell)) for cell in row] == [int(s[month]) for s in expected]


def test_the_figures_of_the_year_that_were_published_stand_in_the_report() -> None:
    text = soup("report.html").get_text().replace("\u00a0", " ")
    assert "In 2025 the IND received 24,070 applications and made 20,950 decisions" in text
    assert "at least 40,080 decisions in 2025. It made 20,950, or 52% of that." in text
    assert "25,390 applications (52.0% of those pending)" in text
    assert "It made 28,020, or about 101% of that." in text
    dutch = soup("report.nl.html").get_text().replace("\u00a0", " ")
    assert "In 2025 ontving de IND 24.070 aanvragen en nam de dienst 20.950 beslissingen" in dutch
    assert "25.390 aanvragen (52,0 procent van het totaal)" in dutch


def test_what_was_checked_is_counted_and_what_was_not_is_named() -> None:
    checks = section(soup("report.html"), "checks").get_text()
    assert "Of the 404 identities in this edition all hold." in checks
    assert "The checks found no errors, no warnings and" in checks
    assert "Of the 1,170 figures, 122 stand in no identity" in checks
    rules = {row.th.get_text(): [td.get_text() for td in row.find_all("td")] for row in rows("report.html")}
    assert rules["The age bands add up to the pending applications"] == ["156", "156"]
    assert rules["Both groups of family members add up to the total"] == ["104", "104"]
    assert "commissioned decisions" in checks
    dutch = section(soup("report.nl.html"), "checks").get_text()
    assert "Van de 404 optellingen in deze uitgave kloppen ze alle." in dutch
    assert "De controles gaven geen fouten, geen waarschuwingen en" in dutch


def rows(page: str) -> list[Tag]:
    table = section(soup(page), "checks").find("table")
    assert isinstance(table, Tag)
    return table.select("tbody tr")


@pytest.mark.parametrize("page", ["report.html", "report.nl.html"])
def test_every_rule_has_words_of_its_own(page: str) -> None:
    names = [row.th.get_text() for row in rows(page) if row.th]
    assert len(names) > 10
    assert not [text for text in names if "_" in text]


def test_terms_name_their_source_and_how_certain_they_are() -> None:
    terms = section(soup("report.nl.html"), "caveats").find_all("ul")[-1]
    assert isinstance(terms, Tag)
    entries = [item.get_text().replace("\u00a0", " ") for item in terms.find_all("li")]
    assert entries[0] == (
        "Asiel: eerste aanvragen; Asiel: algemene en verlengde asielprocedure: langer dan 6 maanden, de wettelijke "
        "beslistermijn (zeker). Bron: Vreemdelingenwet 2000, artikel 42."
    )
    assert sum("(onzeker)" in entry for entry in entries) >= 3
    assert all(str(link["href"]).startswith("https://") for link in terms.find_all("a"))


def test_the_provenance_names_the_pdf_its_hash_and_the_versions() -> None:
    footer = soup("doubtful.html").footer
    assert footer is not None
    text = footer.get_text(" ", strip=True)
    assert "a" * 64 in text
    assert "c" * 64 in text
    assert "ind-tables 1.0" in text
    assert "PDF as supplied by the analyst" in text
    assert "edition of December 2025" in text
    assert "b" * 64 in text


# With an edition before it, doubts and corrections


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_an_earlier_edition_the_report_opens_with_what_changed(language: Language) -> None:
    page = soup(name(language, "doubtful"))
    opening = {
        "en": "What changed since the edition of December 2025",
        "nl": "Wat er is veranderd sinds de uitgave van",
    }
    assert headings(page)[0].startswith(opening[language])
    news = [s for s in commentary.statements(pages.january(), language, pages.december()) if s.section == "news"]
    part = section(page, "news")
    assert [tag.get_text() for tag in part.find_all(["p", "li"])] == [s.text for s in news]
    assert len(news) == 11


def test_without_one_it_does_not() -> None:
    assert soup("report.html").find(id="news") is None
    assert soup("report.html").find(id="corrections") is None


def test_figures_in_doubt_are_announced_at_the_top_and_listed() -> None:
    page = soup("doubtful.html")
    assert page.header is not None
    assert "Some figures are in doubt." in page.header.get_text()
    checks = section(page, "checks")
    captions = [caption.get_text(strip=True) for caption in checks.find_all("caption")]
    assert captions[1:3] == ["What does not add up", "Cells that may be wrong; alternatives share a rank"]
    message = checks.find_all("table")[1].select("tbody tr td")[-1]
    assert message["lang"] == "en"
    assert "1,560" in checks.find_all("table")[2].get_text()


def test_corrections_are_listed_with_what_was_printed() -> None:
    part = section(soup("doubtful.nl.html"), "corrections")
    row = part.select("tbody tr")[0]
    assert [cell.get_text() for cell in row.find_all(["th", "td"])][:4] == [
        "Verblijfsvergunning studie",
        "openstaande aanvragen, 0-1m",
        "november 2025",
        pages.HOSTILE,
    ]


def test_long_lists_end_with_the_file_that_holds_the_rest(golden: pd.DataFrame) -> None:
    finding = {"rule": "sign", "severity": "error", "section": "gone", "measure": "other", "age_band": ""}
    finding |= {"period": "2025-12", "residual": "", "tolerance": "", "message": "m"}
    findings = pd.DataFrame([finding] * 40 + [{**finding, "severity": "notice"}] * 40)
    checked = pages.checks()["2025-12"]
    labour = golden[golden["section"] == "labour"]
    html = article.html(labour, findings, pages.as_text(checked.suspects), pages.run(golden, checked), "en")
    page = BeautifulSoup(html, "html.parser")
    part = section(page, "checks")
    assert len(part.find_all("table")[1].select("tbody tr")) == article.LONGEST_TABLE
    assert len([a for a in part.find_all("a") if a["href"] == "findings.csv"]) == 2
    assert "The checks found 40 errors, no warnings and 40 notices." in part.get_text()
    assert [td.get_text() for td in part.find_all("table")[1].select("tbody tr")[0].find_all("td")][:2] == [
        "gone",
        "other",
    ]


def test_a_section_that_is_not_printed_has_no_chapter(golden: pd.DataFrame) -> None:
    fewer = golden[golden["section"].isin(["labour", "appointments"])]
    checked = pages.localise.check(fewer)
    html = article.html(
        fewer, pages.as_text(checked.findings), pages.as_text(checked.suspects), pages.run(fewer, checked), "nl"
    )
    page = BeautifulSoup(html, "html.parser")
    assert page.find(id="study") is None
    assert page.find(id="labour") is not None


def test_the_same_edition_gives_the_same_bytes() -> None:
    assert pages.plain("nl") == pages.page("report.nl.html")
