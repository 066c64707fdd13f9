"""The certificate for readers: a fold a row of the document, a line a cell, in both languages, linked in the report."""

from __future__ import annotations

import pandas as pd
import pytest
from bs4 import BeautifulSoup, Tag

from ind_tables.showing import certificates
from tests.documents import pages

pytestmark = [pytest.mark.no_cover, pytest.mark.slow]


def soup(name: str) -> BeautifulSoup:
    return BeautifulSoup(pages.page(name), "html.parser")


def told(page: BeautifulSoup, anchor: str) -> list[str]:
    line = page.find(id=anchor)
    assert isinstance(line, Tag)
    return [cell.get_text() for cell in line.find_all(["th", "td"])]


def fold(page: BeautifulSoup, anchor: str) -> list[str]:
    """The line and the sentence of a row's fold."""
    row = page.find(id=anchor)
    assert isinstance(row, Tag)
    assert row.summary is not None
    assert row.p is not None
    return [row.summary.get_text(), row.p.get_text()]


@pytest.mark.parametrize("name", ["certificate.html", "certificate.nl.html"])
def test_every_figure_has_a_line_that_can_be_linked_to(name: str) -> None:
    lines = soup(name).select("tbody tr[id]")
    assert len(lines) == 1170
    assert (lines[0]["id"], lines[-1]["id"]) == (
        "asylum_first-applications-all-2024-12",
        "appointments-biometrics_first_slot-all-2025-12",
    )


def test_a_line_says_range_smallest_error_whether_it_is_provisional_and_what_agrees() -> None:
    """The Dublin applications of December 2025 stand in one sum and one inequality; those of December 2024 in none."""
    english, dutch = soup("certificate.html"), soup("certificate.nl.html")
    dublin = "asylum_dublin-applications-all-2025-12"
    assert told(english, dublin) == ["2025-12", "970", "965–975", "40", "provisional", "1 sum, inequality"]
    assert told(dutch, dublin) == ["2025-12", "970", "965–975", "40", "voorlopig", "1 optelling, ongelijkheid"]
    norm = "asylum_dublin-commissioned-all-2025-06"
    assert told(english, norm)[3:] == ["10", "settled", "target"]
    desk = "appointments-document_first_slot-all-2025-12"
    assert told(english, desk)[3:] == ["never", "provisional", "nothing"]
    assert told(dutch, desk)[3:] == ["nooit", "voorlopig", "niets"]


def test_a_fold_says_how_first_figures_of_its_row_were_revised() -> None:
    """970 for Dublin was printed of three months that were later changed by 9.09 to 50 %."""
    english, dutch = soup("certificate.html"), soup("certificate.nl.html")
    assert fold(english, "asylum_dublin-applications-all") == [
        "Applications: an error is noticed from 30–40, never in 1 of 13",
        "Of the 3 first figures of this row that are known, 3 changed later by more than rounding, by 9.1–50 %.",
    ]
    assert fold(dutch, "asylum_dublin-applications-all") == [
        "Aanvragen: een fout valt op vanaf 30–40, nooit bij 1 van 13",
        "Van de 3 bekende eerste cijfers van deze rij zijn er 3 later meer dan afronding veranderd, met 9,1–50 %.",
    ]
    assert fold(english, "asylum_first-decisions-all")[1].endswith("none changed later by more than rounding.")
    assert fold(english, "study-pending-all")[1].startswith("Too few first figures of this row are known")
    assert fold(english, "appointments-document_first_slot-all")[0].endswith(": an error of any size may pass")


def test_the_page_counts_the_figures_that_nothing_vouches_for() -> None:
    """59 without a witness, as in certificate.csv; with those that an inequality alone agrees with, 70."""
    said = soup("certificate.html").main
    assert said is not None
    assert said.p is not None
    assert said.p.get_text().startswith(
        "Of the 1,170 figures, 59 have nothing that agrees with them, and in 70 an error of any size may pass."
    )


@pytest.mark.parametrize(("report", "certificate"), [("report", "certificate"), ("report.nl", "certificate.nl")])
def test_the_report_links_it_from_every_table(report: str, certificate: str) -> None:
    linked = [str(a["href"]) for a in soup(f"{report}.html").select(".chapter > .links a")]
    parts = [heading["id"] for heading in soup(f"{certificate}.html").select("main h2")]
    assert linked == [f"{certificate}.html#{part}" for part in parts]
    assert len(parts) == 13


def test_a_figure_that_is_not_printed_has_an_empty_line_and_texts_never_become_markup() -> None:
    certified: pd.DataFrame = pages.as_text(pages.certified()).query("section == 'appointments'").head(2)
    empty = dict.fromkeys(certified.columns[5:], "")
    certified.loc[certified.index[0], list(empty)] = list(empty.values())
    certified["identities"] = "0"
    certified["measure"] = pages.HOSTILE
    page = BeautifulSoup(certificates.html(certified, "en"), "html.parser")
    [line, _] = page.select("tbody tr")
    assert [cell.get_text() for cell in line.find_all("td")] == ["–", "–", "", "", ""]
    assert pages.HOSTILE in page.get_text()
    assert not page.find_all(["script", "img"])
