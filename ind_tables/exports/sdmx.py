"""Observations as SDMX-CSV 2.0 (SDMX 3.0), and the structure that it refers to.

    python -m ind_tables.exports.sdmx > docs/sdmx.md

The structure is this project's, not the IND's: agency IND_TABLES. One row an observation; the columns are
STRUCTURE, STRUCTURE_ID, ACTION, then the components in the order of the structure.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ind_tables import catalogue
from ind_tables.catalogue.source import Attribution
from ind_tables.exports import dictionary
from ind_tables.place import KEY, Place

if TYPE_CHECKING:
    import pandas as pd

AGENCY = "IND_TABLES"
FLOW = "MAANDCIJFERS"
VERSION = "1.0.0"
STRUCTURE_ID = f"{AGENCY}:{FLOW}({VERSION})"
TOTAL = "_T"
PROVISIONAL = "P"

Role = Literal["dimension", "measure", "attribute"]


@dataclass(frozen=True)
class Component:
    """A component of the structure: its role, its code list if it has one, whether it may be empty, what it says."""

    id: str
    role: Role
    english: str
    codes: str | None = None
    optional: bool = False


COMPONENTS = (
    Component("FREQ", "dimension", "How often there is a figure: always monthly.", "CL_FREQ"),
    Component("EDITION", "dimension", "The monthly publication that prints the figure, its vintage: YYYY-MM."),
    Component("SECTION", "dimension", "The table of the document.", "CL_SECTION"),
    Component("INDICATOR", "dimension", "What is counted.", "CL_INDICATOR"),
    Component("AGE_BAND", "dimension", "For pending applications, how long ago they were made.", "CL_AGE_BAND"),
    Component("TIME_PERIOD", "dimension", "The month that the figure is about: YYYY-MM."),
    Component("OBS_VALUE", "measure", "The figure; empty where the document prints none."),
    Component(
        "OBS_STATUS",
        "attribute",
        "Whether there is a figure and whether it is settled, or what is printed instead.",
        "CL_OBS_STATUS",
    ),
    Component("UNIT_MEASURE", "attribute", "The unit of the figure.", "CL_UNIT_MEASURE"),
    Component("UNIT_MULT", "attribute", "The power of ten that the figure is to be multiplied with: always 0."),
    Component("DECIMALS", "attribute", "The decimals of the figure: 0 for whole numbers, 1 for what may have some."),
    Component("ROUNDING", "attribute", "The unit that the document rounds to: 10, or 1 where it does not round."),
    Component("PRINTED", "attribute", "The text of the cell as it stands.", optional=True),
    Component("SOURCE", "attribute", "Whose figures these are, and how to cite them."),
    Component("TERMS", "attribute", "On what terms they may be used, as far as that is known."),
    Component(
        "BREAK",
        "attribute",
        "The month from which on the series is on this footing; empty where it never broke.",
        optional=True,
    ),
)
HEAD = ("STRUCTURE", "STRUCTURE_ID", "ACTION")
UNITS = {"count": "NUMBER", "days": "DAYS", "weeks": "WEEKS", "percent": "PT"}

_BAND = re.compile(r"(\d+)-(\d+)([dmy])")
_OPEN_BAND = re.compile(r"(\d+)([dmy])\+")


def code(word: str) -> str:
    """The SDMX code of a section, measure or age band: "asylum_first" is ASYLUM_FIRST, "0-1m" M0T1, "15m+" M_GE15.

    Age bands are written as the ages of SDMX's own code list, in months (M), days (D) or years (Y).
    """
    band, open_band = _BAND.fullmatch(word), _OPEN_BAND.fullmatch(word)
    if band:
        return f"{band[3].upper()}{band[1]}T{band[2]}"
    if open_band:
        return f"{open_band[2].upper()}_GE{open_band[1]}"
    return TOTAL if word == catalogue.TOTAL else re.sub(r"[^A-Z0-9_]", "_", word.upper())


def code_lists() -> dict[str, dict[str, str]]:
    """The code lists of the structure: each code with its name in English."""
    words = dictionary.vocabularies()
    return {
        "CL_FREQ": {"M": "monthly"},
        "CL_SECTION": {code(word): name for word, name in words["sections"].items()},
        "CL_INDICATOR": {code(word): name for word, name in words["measures"].items()},
        "CL_AGE_BAND": {code(word): name for word, name in words["bands"].items()},
        "CL_OBS_STATUS": {**words["statuses"], PROVISIONAL: "a figure that may be expected to be revised"},
        "CL_UNIT_MEASURE": {UNITS[word]: name for word, name in words["units"].items()},
    }


def content(figures: pd.DataFrame, attribution: Attribution, provisional: Collection[Place] = ()) -> bytes:
    """Observations as SDMX-CSV.

    Args:
        figures: the columns of observations; value in numbers of cases or days.
        attribution: whose figures they are.
        provisional: the places of those that may be expected to be revised still.

    Returns:
        UTF-8, a comma between fields, one line an observation, in the order of ``figures``.
    """
    import pandas as pd

    from ind_tables.record import observations

    known = catalogue.load()
    measures = known.at(attribution.edition).measures
    places = [Place(*place) for place in figures[KEY].itertuples(index=False, name=None)]
    columns: dict[str, Any] = {
        "STRUCTURE": "dataflow",
        "STRUCTURE_ID": STRUCTURE_ID,
        "ACTION": "I",
        "FREQ": "M",
        "EDITION": figures["edition"],
        "SECTION": figures["section"].map(code),
        "INDICATOR": figures["measure"].map(code),
        "AGE_BAND": figures["age_band"].map(code),
        "TIME_PERIOD": figures["period"],
        "OBS_VALUE": figures["value"],
        "OBS_STATUS": [
            PROVISIONAL if status == "A" and place in provisional else status
            for status, place in zip(figures["status"], places, strict=True)
        ],
        "UNIT_MEASURE": figures["unit"].map(UNITS),
        "UNIT_MULT": 0,
        "DECIMALS": figures["measure"].map({name: int(not measure.whole) for name, measure in measures.items()}),
        "ROUNDING": figures["measure"].map({name: measure.rounding for name, measure in measures.items()}),
        "BREAK": [known.footing(place[:3], attribution.edition, place.period) for place in places],
        "PRINTED": figures["printed"],
        "SOURCE": " ".join([attribution.cite(), *attribution.cautions()]),
        "TERMS": attribution.licence["title"],
    }
    table = pd.DataFrame(columns, index=figures.index)[[*HEAD, *(component.id for component in COMPONENTS)]]
    return observations.to_csv(table).encode("utf-8")


def structure(attribution: Attribution) -> bytes:
    """The structure as an SDMX-JSON 2.0 structure message: concepts, code lists, data structure and dataflow."""
    urn = "urn:sdmx:org.sdmx.infomodel"
    place = f"{AGENCY}:{FLOW}({VERSION})"
    concepts = f"{AGENCY}:CS_{FLOW}({VERSION})"

    def artefact(id: str, name: str, **more: Any) -> dict[str, Any]:
        return {"id": id, "name": name, "version": VERSION, "agencyID": AGENCY, **more}

    def component(it: Component) -> dict[str, Any]:
        listed = f"{urn}.codelist.Codelist={AGENCY}:{it.codes}({VERSION})"
        representation = {"enumeration": listed} if it.codes else {"format": {"dataType": _data_type(it)}}
        return {
            "id": it.id,
            "conceptIdentity": f"{urn}.conceptscheme.Concept={concepts}.{it.id}",
            "localRepresentation": representation,
        }

    def of(role: Role) -> list[dict[str, Any]]:
        return [component(c) for c in COMPONENTS if c.role == role and c.id != "TIME_PERIOD"]

    [time] = [component(c) for c in COMPONENTS if c.id == "TIME_PERIOD"]
    usage = {c.id: "optional" if c.optional else "mandatory" for c in COMPONENTS}
    attributes = [{**a, "usage": usage[a["id"]], "attributeRelationship": {"observation": {}}} for a in of("attribute")]
    message = {
        "meta": _meta(attribution.edition),
        "data": {
            "conceptSchemes": [
                artefact(
                    f"CS_{FLOW}",
                    "Concepts of the monthly figures of the IND",
                    concepts=[{"id": c.id, "name": c.english} for c in COMPONENTS],
                )
            ],
            "codelists": [
                artefact(id, id, codes=[{"id": key, "name": name} for key, name in codes.items()])
                for id, codes in code_lists().items()
            ],
            "dataStructures": [
                artefact(
                    FLOW,
                    "Monthly figures of the IND",
                    dataStructureComponents={
                        "dimensionList": {
                            "id": "DimensionDescriptor",
                            "dimensions": of("dimension"),
                            "timeDimension": time,
                        },
                        "measureList": {"id": "MeasureDescriptor", "measures": of("measure")},
                        "attributeList": {"id": "AttributeDescriptor", "attributes": attributes},
                    },
                )
            ],
            "dataflows": [
                artefact(FLOW, "Monthly figures of the IND", structure=f"{urn}.datastructure.DataStructure={place}")
            ],
        },
    }
    return (json.dumps(message, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def _meta(edition: str) -> dict[str, Any]:
    return {
        "schema": "https://json.sdmx.org/2.0.0/sdmx-json-structure-schema.json",
        "id": FLOW,
        "prepared": f"{edition}-01T00:00:00Z",
        "test": False,
        "contentLanguages": ["en"],
        "sender": {"id": AGENCY},
    }


def markdown() -> str:
    """The structure as a Markdown page."""
    parts = [
        "# SDMX-CSV",
        "`sdmx.csv` holds an edition as SDMX-CSV 2.0, the format of SDMX 3.0, one line an observation. Its dataflow is "
        f"`{STRUCTURE_ID}`; its structure stands beside it in `sdmx-structure.json` (SDMX-JSON 2.0). The structure is "
        "this project's, not the IND's; `python -m ind_tables.exports.sdmx` writes this page from it, and a test holds "
        "it in step.",
        "`STRUCTURE`, `STRUCTURE_ID` and `ACTION` (`I`, for information) come first, as the format wants, then:",
        dictionary.table(
            ("column", "role", "code list", "what it says"),
            [(f"`{c.id}`", c.role, f"`{c.codes}`" if c.codes else "", c.english) for c in COMPONENTS],
        ),
        "`OBS_STATUS` is `P`, provisional, where figures of the row, or one in ten of all, are known to have been "
        "revised at that age ([Past editions](revisions.md)), and `A` where not. The document itself says neither.",
        "`EDITION` and `TIME_PERIOD` differ: an edition prints thirteen months, so one month's figure stands in "
        "thirteen editions, and can be revised from one to the next.",
        "Text that a spreadsheet would take for a formula is led by an apostrophe, as in `observations.csv`.",
    ]
    for name, codes in code_lists().items():
        parts += [f"## {name}", dictionary.table(("code", "name"), [(f"`{k}`", v) for k, v in codes.items()])]
    return "\n\n".join(parts) + "\n"


def _data_type(component: Component) -> str:
    whole: Iterable[str] = ("OBS_VALUE", "UNIT_MULT", "DECIMALS", "ROUNDING")
    if component.id in whole:
        return "Integer"
    return {"TIME_PERIOD": "ObservationalTimePeriod", "EDITION": "GregorianYearMonth"}.get(component.id, "String")


if __name__ == "__main__":
    sys.stdout.write(markdown())
