"""The report for readers: its order, its numbers, what it says of doubt, corrections and an earlier edition."""

from __future__ import annotations

import csv
import io
import re
from base64 import b64decode

import pandas as pd
import pytest
from bs4 import BeautifulSoup, Tag

from ind_tables.checking import revisions
from ind_tables.run import publish
from ind_tables.showing import article, charts
from ind_tables.telling import commentary
from ind_tables.telling import findings as words
from ind_tables.telling.findings import check
from ind_tables.telling.quantities import Figures
from ind_tables.telling.say import Language
from tests.documents import pages

pytestmark = pytest.mark.slow

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
    assert headings(page)[:4] == ["Contents", "The month in brief", "Key figures", "First asylum applications"]
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
    assert headings(dutch)[:3] == ["Inhoud", "De maand in het kort", "Kerncijfers"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_contents_stand_on_top_and_name_every_part(language: Language) -> None:
    for page in (soup(name(language)), soup(name(language, "doubtful"))):
        parts = [str(heading["id"]) for heading in page.find_all(["h2", "h3"]) if heading.has_attr("id")]
        links = [str(link["href"]) for link in page.select("nav.contents a")]
        assert links == [f"#{part}" for part in parts if part != "contents"]
        assert [str(h.a["href"]) for h in page.select("main h2, main h3, footer h2") if h.a] == links
        nav = page.find("nav")
        assert isinstance(nav, Tag)
        assert nav.find_previous("main") is None


def test_one_line_under_the_title_says_how_far_to_trust_with_links_to_the_proof() -> None:
    def trust(page: str) -> tuple[str, list[str]]:
        line = soup(page).select(".trust")[0]
        return " ".join(line.get_text().split()), [str(link["href"]) for link in line.find_all("a")]

    proof = ["#checks", "suspects.csv", "1-cleaning.html", "#unverified"]
    assert trust("report.html") == (
        "All 404 sums agree · no figures under suspicion · none read in one way only · 122 in no sum · "
        "not compared with the IND’s own page · no earlier edition to compare with",
        proof,
    )
    assert trust("report.nl.html")[0] == (
        "Alle 404 optellingen kloppen · geen verdacht cijfer · geen op maar één manier gelezen · "
        "122 in geen optelling · niet vergeleken met de pagina van de IND zelf · "
        "geen eerdere uitgave om mee te vergelijken"
    )
    text, links = trust("doubtful.html")
    assert re.match(r"\d+ of 404 sums agree · \d+ figures under suspicion · none read in one way only · 122 in", text)
    assert " · 23 confirmed by the IND’s own page, 1 contradicted by it · 1 remark on the reading · " in text
    assert re.search(r"[\d,]+ revised since the edition of December 2025$", text)
    assert links == [*proof, "publisher.csv", "#reading", "#news"]
    assert (
        " · 23 bevestigd door de pagina van de IND zelf, 1 erdoor tegengesproken · 1 opmerking bij"
        in trust("doubtful.nl.html")[0]
    )
    dated = " ".join(soup("report.html").select(".trust")[1].get_text().split())
    assert dated == "Edition of December 2025, read by ind-tables 1.0; the next edition is that of January 2026."
    assert " ".join(soup("doubtful.nl.html").select(".trust")[1].get_text().split()) == (
        "Uitgave van januari 2026, opgehaald op 27 februari 2026, gelezen door ind-tables 1.0 op 1 maart 2026; de "
        "volgende uitgave is die van februari 2026."
    )


def test_the_editions_beside_it_are_linked_and_no_others() -> None:
    def links(page: str) -> list[tuple[str, str, str]]:
        found = soup(page).select("nav.beside a")
        return [(str(a["href"]), " ".join(str(part) for part in a["rel"]), a.get_text()) for a in found]

    assert links("report.html") == links("report.nl.html") == []
    assert links("doubtful.html") == [
        ("../2025-12/report.html", "prev", "The edition before: December 2025"),
        ("../2026-02/report.html", "next", "The edition after: February 2026"),
    ]
    assert links("doubtful.nl.html") == [
        ("../2025-12/report.nl.html", "prev", "De uitgave ervoor: december 2025"),
        ("../2026-02/report.nl.html", "next", "De uitgave erna: februari 2026"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_chart_can_be_linked_to_and_saved_as_a_picture_and_as_its_data(
    golden: pd.DataFrame, language: Language
) -> None:
    figures = soup(name(language)).select("main figure")
    assert len(figures) > 20
    assert figures[0]["id"] == "longest"
    for figure in figures:
        itself, picture, data = (str(link["href"]) for link in figure.select(".links a"))
        assert itself == f"#{figure['id']}"
        drawn = BeautifulSoup(b64decode(picture.partition(",")[2]), "xml").svg
        assert drawn is not None
        assert figure.svg is not None
        assert drawn["aria-label"] == figure.svg["aria-label"]
        rows = list(csv.reader(io.StringIO(b64decode(data.partition(",")[2]).decode())))
        shown = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in figure.select("tr")]
        assert [[re.sub(r"(?<=\d)[.,](?=\d)", "", cell) for cell in row] for row in shown] == rows


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_is_published_can_be_downloaded(language: Language) -> None:
    links = [str(link["href"]) for link in section(soup(name(language)), "downloads").select(".downloads a")]
    pages_of_readers = {"report.html", "report.nl.html", f"certificate.{'nl.html' if language == 'en' else 'html'}"}
    notebooks = {f"{notebook.stem}.ipynb" for notebook in pages.NOTEBOOKS}
    assert set(links) == {*publish.PRODUCTS, "2025-12.pdf"} - pages_of_readers - notebooks
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
    golden: pd.DataFrame, december: Figures, language: Language
) -> None:
    page, figures = soup(name(language)), december
    statements = commentary.statements(figures, language)
    for chapter in dict.fromkeys(golden["section"]):
        part = section(page, chapter)
        said = " ".join(p.get_text() for p in part.find_all("p", recursive=False))
        assert said == " ".join(s.text for s in statements if s.section == chapter)
        shown = {chart.id: chart for chart in charts.for_section(figures, chapter, language)}
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
        mine = golden[golden["section"] == (chapter if kind != "slots" else "appointments")]
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
    assert (
        "In 2025 the IND made 20,950 decisions on first asylum applications, 52% of the target of about 40,080." in text
    )
    assert "The target in 2025 was about 40,080 decisions. The IND made 20,950, or 52% of that." in text
    assert "25,390 applications (52% of all pending) had been pending; the number has more than doubled" in text
    assert "The IND made 28,020, or about 101% of that." in text
    grid = section(soup("report.html"), "asylum_first").select("details table")[0]
    assert [cell.get_text() for cell in grid.select("tbody tr")[0].find_all("td")][-1] == "24,070"
    dutch = soup("report.nl.html").get_text().replace("\u00a0", " ")
    assert "In 2025 nam de IND 20.950 beslissingen op eerste asielaanvragen" in dutch
    assert "(52 procent van alle openstaande); dat aantal is in een jaar ruim verdubbeld, van 11.250" in dutch


def test_what_was_checked_is_counted_and_what_was_not_is_named() -> None:
    checks = section(soup("report.html"), "checks").get_text()
    assert "Of the 404 identities in this edition all hold." in checks
    assert "The checks found no errors, no warnings and" in checks
    assert "Of the 1,170 figures, 122 stand in no identity" in checks
    rules = {row.th.get_text(): [td.get_text() for td in row.find_all("td")] for row in rows("report.html")}
    assert rules["The groups by time pending add up to the pending applications"] == ["156", "156"]
    assert rules["Both kinds of family reunification add up to the total"] == ["104", "104"]
    assert "target for decisions" in checks
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
    assert sum("(waarschijnlijk)" in entry for entry in entries) == 2
    assert not any("(onzeker)" in entry for entry in entries), "these stand in docs/method.md"
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
    assert headings(page)[1].startswith(opening[language])
    editions = Figures.of(pages.january()), language, Figures.of(pages.december())
    news = [s for s in commentary.statements(*editions) if s.section == "news"]
    part = section(page, "news")
    assert [tag.get_text() for tag in part.find_all(["p", "li"])] == [s.text for s in news]
    assert len(news) == 11


def test_what_is_compared_already_is_not_compared_again(monkeypatch: pytest.MonkeyPatch) -> None:
    january, december = Figures.of(pages.january()), Figures.of(pages.december())
    compared = revisions.compare(january.observations, december.observations)
    checked = pages.checks()["2026-01"]
    found = pages.as_text(words.told(checked, "en").findings), pages.as_text(words.told(checked, "en").suspects)
    made = pages.run(pages.january(), checked, previous={"edition": "2025-12", "sha256": "b" * 64})
    monkeypatch.delattr(revisions, "compare")
    html = article.html(january, *found, made, "en", december, compared=compared)
    news = section(BeautifulSoup(html, "html.parser"), "news")
    assert f"{compared.shared:,} figures in common" in news.get_text().replace("\u00a0", " ")


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
    assert "1,560" in checks.find_all("table")[2].get_text()


def test_no_finding_and_no_reason_of_the_dutch_report_is_english() -> None:
    """Every cell of findings, suspects and remarks in the words of the Dutch report, numbers and months as well."""
    tables = section(soup("doubtful.nl.html"), "checks").find_all("table")[1:4]
    told = [row.find_all("td")[-1].get_text() for table in tables for row in table.select("tbody tr")]
    said = " ".join(told).replace("\u00a0", " ")

    assert "99.990 is afgedrukt, maar de maand ervoor en de in- en uitstroom komen uit op 6.280" in said
    assert "-50 is afgedrukt, en dat is minder dan nul" in said
    assert "december 2025" in said
    assert "dan een maand eerder; voor deze reeks is een verandering van meer dan" in said
    assert not re.search(r"\b(the|is printed|month|which|determined|unusual|figures|changed)\b", said)


def test_corrections_are_listed_with_what_was_printed() -> None:
    part = section(soup("doubtful.nl.html"), "corrections")
    row = part.select("tbody tr")[0]
    assert [cell.get_text() for cell in row.find_all(["th", "td"])][:4] == [
        "Verblijfsvergunning studie",
        "openstaande aanvragen, tot 1\u00a0maand",
        "november 2025",
        pages.HOSTILE,
    ]


def test_long_lists_end_with_the_file_that_holds_the_rest(golden: pd.DataFrame) -> None:
    finding = {"rule": "sign", "severity": "error", "section": "gone", "measure": "other", "age_band": ""}
    finding |= {"period": "2025-12", "residual": "", "tolerance": "", "message": "m"}
    findings = pd.DataFrame([finding] * 40 + [{**finding, "severity": "notice"}] * 40)
    checked = pages.checks()["2025-12"]
    labour = golden[golden["section"] == "labour"]
    html = article.html(Figures.of(labour), findings, pages.as_text(checked.suspects), pages.run(golden, checked), "en")
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
    checked = check(fewer)
    html = article.html(
        Figures.of(fewer),
        pages.as_text(checked.findings),
        pages.as_text(checked.suspects),
        pages.run(fewer, checked),
        "nl",
    )
    page = BeautifulSoup(html, "html.parser")
    assert page.find(id="study") is None
    assert page.find(id="labour") is not None


def test_the_same_edition_gives_the_same_bytes() -> None:
    assert pages.plain("nl") == pages.page("report.nl.html")
