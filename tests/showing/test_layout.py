"""What the pages share: the style sheet with the charts' colours, and pages tidied of repetition."""

from __future__ import annotations

import re

import pytest

from ind_tables.showing import layout
from tests.showing.test_charts import contrast


def variables(sheet: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})", sheet))


def scheme(dark: bool) -> dict[str, str]:
    """The colours of the pages, light or dark, as the style sheet sets them."""
    sheet = str(layout.style())
    light, night = sheet.index("color-scheme: light dark"), sheet.index("@media (prefers-color-scheme: dark)")
    colours = variables(sheet[light:night])
    return {**colours, **variables(sheet[night : sheet.index("box-sizing")])} if dark else colours


@pytest.mark.parametrize("dark", [False, True])
def test_text_stands_out_from_what_is_behind_it(dark: bool) -> None:
    colours = scheme(dark)
    for text in ("ink", "quiet", "link"):
        assert contrast(colours[text], colours["paper"]) >= 4.5, text
        assert contrast(colours[text], colours["tint"]) >= 4.5, text
    for text in ("ink", "mark", "link"):
        assert contrast(colours[text], colours["mark-tint"]) >= 4.5, text


def test_the_style_sheet_sets_every_colour_of_the_charts_in_light_and_dark() -> None:
    sheet = str(layout.style())
    for name, colour in layout.LIGHT.items():
        assert f"--{name}:{colour};" in sheet
        assert f"--{name}:{layout.DARK[name]};" in sheet
    assert layout.LIGHT.keys() == layout.DARK.keys()
    assert sheet.count("{") == sheet.count("}")


def test_dark_is_for_screens_and_paper_stays_light() -> None:
    sheet = str(layout.style())
    assert re.search(r"@media screen and \(prefers-color-scheme: dark\)\{:root\{--chart-1", sheet)
    paper = sheet[sheet.index("@media print") :]
    assert variables(paper)["paper"] == "#ffffff"


def test_styles_that_pictures_repeat_become_classes_once() -> None:
    picture = '<svg class="a" role="img"><path style="fill:red" d="M0 0"/><path style="fill:red" d="M1 1"/></svg>'
    page = layout.tidy(f'<style>\nb{{}}\n</style>\n\n\n<p style="color:red">x</p>   \n{picture}\n')
    assert page.count("fill:red") == 1
    assert ".p0{fill:red}\n</style>" in page
    assert page.count('class="p0"') == 2
    assert '<p style="color:red">x</p>\n' in page
    assert "\n\n" not in page


def test_an_element_with_a_class_keeps_its_style() -> None:
    page = '<style>\n</style>\n<svg class="a" style="fill:red"><path d="M0 0"/></svg>\n'
    assert layout.tidy(page) == page


def test_a_page_without_pictures_stays_as_it_is() -> None:
    assert layout.tidy("<style>\n</style>\n<p>a</p>\n") == "<style>\n</style>\n<p>a</p>\n"
