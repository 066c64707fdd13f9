"""What the checks found, told: every remark in both languages, to the letter in English."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import ind_tables
from ind_tables.checking import localise, misprints, rules
from ind_tables.place import Place
from ind_tables.remarks import Remark
from ind_tables.telling import findings
from ind_tables.telling.wording import templates

ROOT = Path(__file__).parents[2]
HERE, THERE = Place("study", "decisions", "all", "2025-05"), Place("labour", "decisions", "all", "2025-06")
WHERE, WAAR = ("“Verblijfsvergunning studie”, “Beslissingen”, " + month for month in ("2025-05", "mei 2025"))

REMARKS: list[tuple[Remark, str, str]] = [
    (
        Remark("identity", ("stock_flow", HERE, 3470, 900, 20)),
        f"{WHERE}: 3,470 is printed, but the month before and the flows make 2,570; they differ by 900, and rounding "
        "explains at most 20",
        f"{WAAR}: 3.470 is afgedrukt, maar de maand ervoor en de in- en uitstroom komen uit op 2.570; dat scheelt 900, "
        "en afronding verklaart hoogstens 20",
    ),
    (
        Remark("inequality", ("youngest_band", HERE, 1540, 1640, 100)),
        f"{WHERE}: 1,640 have been pending for under a month, but only 1,540 came in during it: 100 too many",
        f"{WAAR}: 1.640 staan korter dan een maand open, maar er kwamen in die maand maar 1.540 binnen: 100 te veel",
    ),
    (
        Remark("constancy", (HERE, 1310, 1300, ("2025-06", "2025-08"))),
        f"{WHERE}: 1,310 is printed, but 1,300 in most months of 2025; 2025-06, 2025-08 differ as well",
        f"{WAAR}: 1.310 is afgedrukt, maar 1.300 in de meeste maanden van 2025; ook juni 2025 en augustus "
        "2025 wijken af",
    ),
    (
        Remark("steady", (HERE, ((1, "asylum_general"), (-1, "asylum_first"), (1, "asylum_dublin")), 1010, 650)),
        f"{WHERE}: together with “Dublinprocedure (Spoor 1)”, less “Asiel - Eerste aanvragen” the norms make 1,010, "
        "but 650 in all other months that are known, of two years at least",
        f"{WAAR}: samen met “Dublinprocedure (Spoor 1)”, min “Asiel - Eerste aanvragen” maken de opdrachten 1.010, "
        "maar 650 in alle andere bekende maanden, uit minstens twee jaren",
    ),
    (
        Remark("lone", (HERE, 29_450, 24_950, "2025-06")),
        f"{WHERE}: 29,450 is printed, but 24,950 in the edition of 2025-06, and nothing else of the table was revised",
        f"{WAAR}: 29.450 is afgedrukt, maar 24.950 in de uitgave van juni 2025, en verder is niets in de tabel herzien",
    ),
    (
        Remark("renormed", (HERE, 620, 580, "2025-11", 10)),
        f"{WHERE}: 620 is printed, but 580 in the edition of 2025-11; 10 other months of the year moved too; a norm of "
        "a month that is over is not revised as a rule",
        f"{WAAR}: 620 is afgedrukt, maar 580 in de uitgave van november 2025; ook 10 andere maanden van het jaar "
        "veranderden; een streefcijfer van een maand die voorbij is, wordt doorgaans niet herzien",
    ),
    (
        Remark("renormed", (HERE, 620, 580, "2025-11", 0)),
        f"{WHERE}: 620 is printed, but 580 in the edition of 2025-11; a norm of a month that is over is not revised as "
        "a rule",
        f"{WAAR}: 620 is afgedrukt, maar 580 in de uitgave van november 2025; een streefcijfer van een maand die "
        "voorbij is, wordt doorgaans niet herzien",
    ),
    (
        Remark("moved", ("29.450", 24_950)),
        "29.450 is printed, and 24,950 in the edition before; nothing else of the table was revised",
        "29.450 is afgedrukt, en 24.950 in de vorige uitgave; verder is niets in de tabel herzien",
    ),
    (
        Remark("rounding", (HERE, 2135, 10)),
        f"{WHERE}: 2,135 is printed, which is no multiple of 10",
        f"{WAAR}: 2.135 is afgedrukt, en dat is geen veelvoud van 10",
    ),
    (
        Remark("sign", (HERE, -20)),
        f"{WHERE}: -20 is printed, which is below zero",
        f"{WAAR}: -20 is afgedrukt, en dat is minder dan nul",
    ),
    (
        Remark("missing", (HERE, 12, 13)),
        f"{WHERE}: no figure is printed, though the row has one in 12 of 13 months",
        f"{WAAR}: er is geen cijfer afgedrukt, terwijl de rij er in 12 van de 13 maanden een heeft",
    ),
    (
        Remark("step", ("repeat_asylum_step", HERE, -1400, 1250)),
        f"{WHERE}: repeated, transferred and resettled applications fell by 1,400 from the month before; for this "
        "series a change of more than 1,250 is unusual",
        f"{WAAR}: herhaalde, overgedragen en hervestigingsaanvragen, 1.400 minder dan een maand eerder; voor deze "
        "reeks is een verandering van meer dan 1.250 ongewoon",
    ),
    (
        Remark(
            "joint", (HERE, (("stock_flow", "study", "2025-05"), ("bands_sum", "study", "2025-06")), False, -50, 30)
        ),
        f"{WHERE}: 2 identities cannot hold together, whatever the figures were that are not printed (stock_flow study "
        "2025-05, bands_sum study 2025-06): combined they are off by 50, and rounding explains at most 30",
        f"{WAAR}: 2 optellingen kunnen niet samen kloppen, wat de niet afgedrukte cijfers ook waren "
        "(“Verblijfsvergunning studie”, mei 2025; “Verblijfsvergunning studie”, juni 2025): samen schelen ze 50, en "
        "afronding verklaart hoogstens 30",
    ),
    (
        Remark("impossible", ("377", False, 3770, None, "drop")),
        "377 is not rounded; 3,770 was meant, a digit was dropped",
        "377 is niet afgerond; bedoeld was 3.770: een cijfer is weggevallen",
    ),
    (
        Remark("impossible", ("609", False, 6090, (6070, 6100), "drop")),
        "609 is not rounded; 6,090 was meant (6,070 to 6,100 are possible), a digit was dropped",
        "609 is niet afgerond; bedoeld was 6.090 (6.070 tot en met 6.100 is mogelijk): een cijfer is weggevallen",
    ),
    (
        Remark("impossible", ("-50", True, None, None, "")),
        "-50 is below zero, and the figure that was meant cannot be determined",
        "-50 is minder dan nul, en welk cijfer bedoeld was, is niet te bepalen",
    ),
    (
        Remark("asked", ("9.060", 6090, (6080, 6100), "swap")),
        "9.060 is printed where the other figures ask for 6,090 (6,080 to 6,100 are possible), two digits changed "
        "places",
        "9.060 is afgedrukt waar de andere cijfers om 6.090 vragen (6.080 tot en met 6.100 is mogelijk): twee cijfers "
        "zijn verwisseld",
    ),
    (
        Remark("asked", ("9.060", 6090, None, "text")),
        "9.060 is printed where the other figures ask for 6,090",
        "9.060 is afgedrukt waar de andere cijfers om 6.090 vragen",
    ),
    (
        Remark("range", ("720", (900, 940), "neighbour")),
        "720 is printed where the other figures ask for 900 to 940, and the value of a neighbouring cell stands there; "
        "which of these, cannot be determined",
        "720 is afgedrukt waar de andere cijfers om 900 tot en met 940 vragen, en de waarde van een cel ernaast staat "
        "er; welk daarvan, is niet te bepalen",
    ),
    (
        Remark("range", ("720", (940, 940), "")),
        "720 is printed where the other figures ask for 940",
        "720 is afgedrukt waar de andere cijfers om 940 vragen",
    ),
    (
        Remark("gap", (None, (900, 940))),
        "No figure is printed; the other figures leave 900 to 940, and which of these, cannot be determined",
        "Er is geen cijfer afgedrukt; de andere cijfers laten 900 tot en met 940 over, en welk daarvan, is niet te "
        "bepalen",
    ),
    (
        Remark("gap", (920, (900, 940))),
        "No figure is printed; the other figures ask for 920 (900 to 940 are possible)",
        "Er is geen cijfer afgedrukt; de andere cijfers vragen om 920 (900 tot en met 940 is mogelijk)",
    ),
    (
        Remark("gap", (None, None)),
        "No figure is printed, and the other figures do not tell it",
        "Er is geen cijfer afgedrukt, en de andere cijfers zeggen niet welk het was",
    ),
    (
        Remark("nowhere", ("720",)),
        "720 cannot stand beside the other figures; what it was, cannot be determined",
        "720 kan niet naast de andere cijfers staan; wat het was, is niet te bepalen",
    ),
    (
        Remark("untold", ("720",)),
        "720 stands in a rule that is broken, and too much is broken to find out why",
        "720 staat in een optelling die niet klopt, en er klopt te veel niet om te vinden waarom",
    ),
    (
        Remark("norm", ("3.340", 3430)),
        "3.340 is printed, and 3,430 in every other month of the year",
        "3.340 is afgedrukt, en 3.430 in elke andere maand van het jaar",
    ),
    (
        Remark("exchange", ("1.430", "1.980", THERE, HERE)),
        "1.430 and the 1.980 of “Beslissingen” of “Verblijfsvergunning arbeidsmigranten”, 2025-06 stand in each "
        "other's place",
        "1.430 en de 1.980 van “Beslissingen” van “Verblijfsvergunning arbeidsmigranten”, juni 2025 staan op elkaars "
        "plaats",
    ),
    (
        Remark("exchange", ("1.430", "1.980", HERE._replace(period="2025-06"), HERE)),
        "1.430 and the 1.980 of 2025-06 stand in each other's place",
        "1.430 en de 1.980 van juni 2025 staan op elkaars plaats",
    ),
    (
        Remark("shift", ("2025-03", "right")),
        "From 2025-03 on the row is printed one column too far to the right",
        "Vanaf maart 2025 staat de rij één kolom te ver naar rechts",
    ),
    (
        Remark("shift", ("", "left")),
        "The row is printed one column too far to the left",
        "De rij staat één kolom te ver naar links",
    ),
    (
        Remark("block_shift", (3, 1, ("study", "applications", "all"), ("study", "pending", "all"), "right")),
        "The 3 rows “Aanvragen” to “Openstaande aanvragen” are printed one column too far to the right",
        "De 3 rijen “Aanvragen” tot en met “Openstaande aanvragen” staan één kolom te ver naar rechts",
    ),
    (
        Remark("block_shift", (0, 1, ("study", "applications", "all"), ("study", "pending", "3m+"), "left")),
        "The table is printed one column too far to the left",
        "De tabel staat één kolom te ver naar links",
    ),
    (
        Remark("block_shift", (0, 2, ("study", "applications", "all"), ("labour", "pending", "3m+"), "left")),
        "2 tables, “Verblijfsvergunning studie” to “Verblijfsvergunning arbeidsmigranten”, are printed one column too "
        "far to the left",
        "2 tabellen, “Verblijfsvergunning studie” tot en met “Verblijfsvergunning arbeidsmigranten”, staan één kolom "
        "te ver naar links",
    ),
    (
        Remark("tables_exchange", ("study", "labour")),
        "The tables “Verblijfsvergunning studie” and “Verblijfsvergunning arbeidsmigranten” stand in each other's "
        "place",
        "De tabellen “Verblijfsvergunning studie” en “Verblijfsvergunning arbeidsmigranten” staan op elkaars plaats",
    ),
    (
        Remark("row_twice", (HERE[:3], ("study", "pending", "3m+"))),
        "The row “Beslissingen” is printed twice, and those after it down to “Boven 3 maanden” one line too low",
        "De rij “Beslissingen” is twee keer afgedrukt, en die daarna tot en met “Boven 3 maanden” staan een regel te "
        "laag",
    ),
    (Remark("row"), "Most of the row is wrong", "Het grootste deel van de rij is onjuist"),
    (
        Remark("rows", (HERE[:3], ("study", "applications", "all"))),
        "The rows “Beslissingen” and “Aanvragen” stand in each other's place",
        "De rijen “Beslissingen” en “Aanvragen” staan op elkaars plaats",
    ),
    (
        Remark("row_copy", (THERE[:3], HERE[:3])),
        "The row repeats the figures of “Beslissingen” of “Verblijfsvergunning arbeidsmigranten”",
        "De rij herhaalt de cijfers van “Beslissingen” van “Verblijfsvergunning arbeidsmigranten”",
    ),
    (
        Remark("row_scale", ("large", 1)),
        "The row is printed ten times too large",
        "De rij is tien keer te groot afgedrukt",
    ),
    (
        Remark("columns", ("2025-05", "2025-06", 3)),
        "The columns 2025-05 and 2025-06 of 3 tables that hang together stand in each other's place",
        "De kolommen mei 2025 en juni 2025 van 3 tabellen die samenhangen staan op elkaars plaats",
    ),
    (
        Remark("column_copy", ("2025-05", "2025-06", 1)),
        "The column 2025-05 repeats the figures of 2025-06",
        "De kolom mei 2025 herhaalt de cijfers van juni 2025",
    ),
    (
        Remark("column_scale", ("small", 1)),
        "The column is printed ten times too small",
        "De kolom is tien keer te klein afgedrukt",
    ),
    (
        Remark(
            "publisher", (Place("study", "pending", "all", "2025-12"), 6310, 6400, "above", "Over 6,400 are pending.")
        ),
        "“Verblijfsvergunning studie”, “Openstaande aanvragen”, 2025-12: 6,310 is printed, but the IND's page says "
        "over 6,400: “Over 6,400 are pending.”",
        "“Verblijfsvergunning studie”, “Openstaande aanvragen”, december 2025: 6.310 is afgedrukt, maar de pagina "
        "van de IND zegt ruim 6.400: “Over 6,400 are pending.”",
    ),
    (Remark("lost", (None,)), "what this figure was, cannot be determined", "wat dit cijfer was, is niet te bepalen"),
    (
        Remark("lost", ((900, 940),)),
        "what this figure was, cannot be determined: 900 to 940",
        "wat dit cijfer was, is niet te bepalen: 900 tot en met 940",
    ),
    (
        Remark("crosswise", ("2025-11",)),
        "the edition of 2025-11 prints their figures the other way round",
        "de uitgave van november 2025 drukt hun cijfers andersom af",
    ),
    (Remark("earlier"), "so did the previous edition print it", "zo drukte de vorige uitgave het ook af"),
    (
        Remark("incomplete"),
        "so much is broken that there can be other explanations",
        "er klopt zo veel niet dat er andere verklaringen kunnen zijn",
    ),
    (
        Remark("rivals", (3, 1)),
        "which of the 3 explanations of rank 1 is right, cannot be determined",
        "welke van de 3 verklaringen van rang 1 de juiste is, is niet te bepalen",
    ),
]


@pytest.mark.parametrize(("remark", "english", "dutch"), REMARKS, ids=[remark.kind for remark, _, _ in REMARKS])
def test_a_remark_is_told_in_both_languages(remark: Remark, english: str, dutch: str) -> None:
    assert findings.sentences([(remark,)], "en").tolist() == [english]
    assert findings.sentences([(remark,)], "nl").tolist() == [dutch]


def test_several_remarks_make_one_sentence() -> None:
    told = findings.sentences([(Remark("row"), Remark("lost", (None,))), ()], "en")
    assert told.tolist() == ["Most of the row is wrong; what this figure was, cannot be determined", ""]


def test_every_remark_that_the_checks_can_make_has_words_and_is_told_here() -> None:
    """The kinds are read from the code of the checks; both languages have the same ones."""
    code = "\n".join(path.read_text("utf8") for path in (ROOT / "ind_tables/checking").glob("*.py"))
    kinds = set(re.findall(r'Remark\(\s*"(\w+)"', code)) | set(rules.KINDS)
    kinds |= set(re.findall(r'_scales\(\w+, "(\w+)"', code))
    helpers = {"at", "row_of", "tables", "sized", "slips", "span", "other"}

    assert {remark.kind for remark, _, _ in REMARKS} == kinds
    for language in ("en", "nl"):
        module: Any = templates().get_template(f"findings/{language}.jinja").module
        assert {name for name in dir(module) if not name.startswith("_")} - helpers == kinds


def test_a_place_that_the_catalogue_does_not_have_is_told_by_its_ids() -> None:
    told = findings.sentences([(Remark("sign", (Place("new", "other", "0-2m", "2025-05"), -10)),)], "en")
    assert told.tolist() == ["“new”, “other 0-2m”, 2025-05: -10 is printed, which is below zero"]


@pytest.mark.slow
def test_numbers_stay_what_they_are_when_they_are_told(golden: pd.DataFrame) -> None:
    found = localise.check(golden)
    english, dutch = findings.told(found, "en"), findings.told(found, "nl")

    assert len(found.findings) >= 2
    assert english.findings["message"].tolist() == ind_tables.check(golden).findings["message"].tolist()
    for one, other in zip(english.findings["message"], dutch.findings["message"], strict=True):
        sizes = re.findall(r"\d+(?:,\d+)*", one.split(": ", 1)[1])
        assert sizes == re.findall(r"\d+(?:,\d+)*", other.split(": ", 1)[1].replace(".", ","))


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_kind_of_slip_has_its_words(language: str) -> None:
    spoken = templates().get_template(f"findings/{language}.jinja").module
    assert {*misprints.SHARES, "neighbour"} <= spoken.slips.keys()
