"""An age band is what its label says, in whatever words."""

from __future__ import annotations

import pytest

from ind_tables import catalogue
from ind_tables.catalogue.bands import band, limits


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Tot 1 maand", "0-1m"),
        ("tot en met 3 maanden", "0-3m"),
        ("Korter dan een maand", "0-1m"),
        ("1 maand of minder", "0-1m"),
        ("< 3 mnd", "0-3m"),
        ("6 - 9 maanden", "6-9m"),
        ("6–9 maanden:", "6-9m"),
        ("Van 6 tot 15 maanden", "6-15m"),
        ("Tussen drie en zes maanden", "3-6m"),
        ("3 t/m 6 maanden", "3-6m"),
        ("6 maanden tot 1 jaar", "6-12m"),
        ("1 - 2 jaar", "12-24m"),
        ("Boven 15 maanden", "15m+"),
        ("Boven de 15 maanden", "15m+"),
        ("Meer dan vijftien maanden", "15m+"),
        ("15 maanden en langer", "15m+"),
        ("15+ maanden", "15m+"),
        ("> 2 jaar", "24m+"),
        ("Tot 90 dagen", "0-90d"),
        ("2 - 6 weken", "2-6w"),
    ],
)
def test_a_label_says_its_band(label: str, name: str) -> None:
    assert band(label) == name


@pytest.mark.parametrize(
    "label",
    [
        "Aanvragen",
        "Openstaande aanvragen",
        "Waarvan boven 2 jaar",
        "9 - 6 maanden",
        "6 weken tot 1 jaar",
        "15",
        "maand",
        "",
    ],
)
def test_another_label_says_none(label: str) -> None:
    assert band(label) is None


def test_every_band_of_the_catalogue_is_what_its_label_says() -> None:
    rows = [row for _, row in catalogue.load().rows() if row.age_band != catalogue.TOTAL]
    assert all(band(wording.text) == row.age_band for row in rows for wording in row.words)


def test_a_band_begins_and_ends() -> None:
    assert (limits("6-15m"), limits("15m+"), limits("all")) == ((6, 15), (15, float("inf")), None)
