"""Pages in the manner of the IND's overview page, drawn at random; it shares nothing with what reads such pages.

A drawn page has a paragraph for each of some tables, in English or Dutch, as HTML or plain text, and knows which
place each of its numbers is about. Between them stand sentences that say nothing of the edition's figures: shares,
differences, other years, projects.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

Cell = tuple[str, str, str, str]

_MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "nl": [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
}
_HEADINGS = {
    "en": {
        "asylum_first": "Asylum: First asylum applications",
        "asylum_dublin": "Asylum: Dublin procedure (Track 1)",
        "asylum_safe_country": "Asylum: Safe Country procedure (track 2)",
        "asylum_general": "Asylum: General and extended asylum procedure (track 4)",
        "nareis_total": "Asylum: Family members who have joined the asylum seekers later",
        "family": "Family and relatives",
        "knowledge_talent": "Knowledge and Talent",
        "study": "Study",
        "labour": "Labour migrants",
        "naturalisation": "Naturalisation",
    },
    "nl": {
        "asylum_first": "Asiel: Eerste asielaanvragen",
        "asylum_dublin": "Asiel: Dublinprocedure (spoor 1)",
        "asylum_safe_country": "Asiel: Veilige landen procedure (spoor 2)",
        "asylum_general": "Asiel: Algemene en verlengde asielprocedure (spoor 4)",
        "nareis_total": "Asiel: Nareizigers",
        "family": "Familie en gezin",
        "knowledge_talent": "Kennis en talent",
        "study": "Studie",
        "labour": "Arbeidsmigranten",
        "naturalisation": "Naturalisatie",
    },
}
_OLDEST = {
    "family": ("6m+", 6),
    "naturalisation": ("12m+", 12),
    "asylum_first": ("15m+", 15),
    "nareis_total": ("15m+", 15),
}
_OLDEST |= {"asylum_general": ("15m+", 15), "asylum_dublin": ("15m+", 15), "knowledge_talent": ("3m+", 3)}

# The numbers of a sentence: d decisions, n the number commissioned, a applications, p pending, o the oldest band;
# then 0 for the month itself, 1 for the month before, y for a year before. {m0}, {m1}, {my} name these months.
_FIRST = {
    "en": (
        "In {m0}, the IND made {d0} decisions in this procedure.",
        "The IND made {d0} decisions in {m0}.",
        "In {m0}, the number of decisions amounted to {d0}.",
        "The IND issued decisions on {d0} applications.",
        "The IND processed {d0} cases in {m0}.",
        "In {m0} the IND provided clarity on {d0} applications.",
    ),
    "nl": (
        "In {m0} nam de IND {d0} beslissingen.",
        "De IND nam in {m0} {d0} beslissingen.",
        "In {m0} kwam het aantal beslissingen uit op {d0}.",
        "De IND besliste in {m0} op {d0} aanvragen.",
    ),
}
_NORM = {
    "en": (
        "This is less than budgeted ({n0}).",
        "This was lower than the budgeted figure ({n0}).",
        "This is fewer than the planned {n0}.",
        "That is more than was projected ({n0}).",
        "In this procedure {n0} decisions were budgeted.",
    ),
    "nl": (
        "Dat is minder dan begroot ({n0}).",
        "Dit zijn er meer dan gepland ({n0}).",
        "Dat is iets minder dan was geprognotiseerd ({n0}).",
    ),
}
_NEXT = {
    "en": (
        "The number of applications changed from {a1} to {a0}.",
        "The number of new applications decreased from {a1} to {a0}.",
        "The number of applications was {a0}, which is lower than a month before ({a1}).",
        "There were {a0} new applications in {m0}.",
        "A total of {a0} applications were received.",
        "The number of incoming applications was {a0}, higher than in {m1} ({a1}).",
        "The IND received {a0} applications, compared with {ay} a year before.",
        "The number of applications, at {a0}, is lower than in {my} ({ay}).",
        "For comparison: in {my}, the IND received {ay} applications.",
        "The number of pending applications increased from {p1} to {p0}.",
        "As a result, the number of pending applications went from {p1} in {m1} to {p0} in {m0}.",
        "The number of pending applications stood at {p0}.",
        "The total number of outstanding applications is now {about:p0}.",
        "The number of applications pending for longer than {size} months rose to {o0}.",
        "By now, {about:o0} applications have been pending for longer than {size} months.",
        "At the end of {m0}, {p0} applications were pending.",
    ),
    "nl": (
        "Het aantal aanvragen ging van {a1} naar {a0}.",
        "Het aantal nieuwe aanvragen daalde van {a1} naar {a0}.",
        "Er werden {a0} aanvragen ontvangen.",
        "In {m0} ontving de IND {a0} nieuwe aanvragen.",
        "Het aantal aanvragen was {a0}, hoger dan een maand eerder ({a1}).",
        "Het aantal aanvragen was {a0}, lager dan in {my} ({ay}).",
        "Ter vergelijking: in {my} ontving de IND {ay} aanvragen.",
        "Het aantal openstaande aanvragen steeg van {p1} naar {p0}.",
        "Het aantal openstaande aanvragen ging van {p1} in {m1} naar {p0} in {m0}.",
        "Eind {m0} stonden {p0} aanvragen open.",
        "Het aantal openstaande aanvragen kwam uit op {p0}.",
        "Het aantal openstaande aanvragen is nu {about:p0}.",
        "Het aantal aanvragen dat langer dan {size} maanden openstaat liep op tot {o0}.",
    ),
}
_NOTHING = {
    "en": (
        "That is {x} more than last month.",
        "The number of applications rose by {x}.",
        "This is a decrease of {x} compared with the month before.",
        "Within this project, just over {x} applications were processed faster.",
        "In {old} the IND received {x} applications.",
        "So far this year the IND has made {x} decisions.",
        "In {oldmonth}, the IND received {x} applications.",
        "About {percent}% of the applications came from one country.",
        "Of these, {x} were granted.",
        "On average {x} applications per month are received.",
        "An applicant waits {percent} weeks on average.",
        "The number of decisions was {x} higher than in the past two months.",
        "Employees decided on more complex cases.",
    ),
    "nl": (
        "Dat zijn er {x} meer dan vorige maand.",
        "Het aantal aanvragen steeg met {x}.",
        "Dat is een daling van {x} ten opzichte van de maand ervoor.",
        "Binnen dit project zijn ruim {x} aanvragen sneller behandeld.",
        "In heel {old} ontving de IND {x} aanvragen.",
        "Tot nu toe nam de IND dit jaar {x} beslissingen.",
        "In {oldmonth} ontving de IND {x} aanvragen.",
        "Ongeveer {percent} procent van de aanvragen komt uit één land.",
        "Daarvan zijn er {x} ingewilligd.",
        "Gemiddeld komen er {x} aanvragen per maand binnen.",
        "Een aanvrager wacht gemiddeld {percent} weken.",
    ),
}
_ABOUT = {"en": ("over {}", "nearly {}", "about {}"), "nl": ("ruim {}", "bijna {}", "ongeveer {}")}


@dataclass
class Drawn:
    """A page: its text, the suffix of its file, and the place of each number that can be understood, with its unit.

    The unit is what a rounded number shows that it is rounded to, and 0 for an exact one.
    """

    text: str
    suffix: str
    places: dict[Cell, int]


def _shift(period: str, months: int) -> str:
    count = int(period[:4]) * 12 + int(period[5:]) - 1 + months
    return f"{count // 12}-{count % 12 + 1:02}"


class _Writer:
    def __init__(self, figures: dict[Cell, int], edition: str, chance: random.Random) -> None:
        self.figures, self.edition, self.chance = figures, edition, chance
        self.language = chance.choice(["en", "nl"])
        self.places: dict[Cell, int] = {}

    def grouped(self, number: int) -> str:
        mark = {"en": ",", "nl": "."}[self.language]
        return f"{number:,}".replace(",", self.chance.choice([mark, mark, mark, "\u00a0"]))

    def month(self, period: str) -> str:
        return _MONTHS[self.language][int(period[5:]) - 1]

    def number(self, section: str, code: str, rounded: bool) -> str:
        """The number of a code, written; a KeyError where the table has none."""
        measure = {"d": "decisions", "n": "commissioned", "a": "applications", "p": "pending", "o": "pending"}[code[0]]
        band = _OLDEST[section][0] if code[0] == "o" else "all"
        period = _shift(self.edition, {"0": 0, "1": -1, "y": -12}[code[1]])
        place = (section, measure, band, period)
        figure, unit = self.figures[place], 0
        written = self.grouped(figure)
        if rounded and figure >= 1000:
            unit = 1000 if figure >= 10_000 else 100
            kind = self.chance.randrange(3)
            number = [figure // unit, -(-figure // unit), round(figure / unit)][kind] * unit
            unit = 10 ** (len(str(number)) - len(str(number).rstrip("0")))
            written = _ABOUT[self.language][kind].format(self.grouped(number))
        self.places.setdefault(place, unit)
        self.places[place] = min(self.places[place], unit)
        return written

    def sentence(self, section: str, template: str) -> str:
        """A template with its numbers; empty where the table lacks one of them."""
        kept, words = dict(self.places), {}
        try:
            for part in template.replace("{about:", "{about_").split("{")[1:]:
                name = part.partition("}")[0]
                if name in ("m0", "m1", "my"):
                    period = _shift(self.edition, {"0": 0, "1": -1, "y": -12}[name[1]])
                    words[name] = self.month(period) + (f" {period[:4]}" if name == "my" else "")
                elif name == "size":
                    words[name] = str(_OLDEST[section][1])
                elif name == "x":
                    words[name] = self.grouped(self.chance.randrange(2, 900) * 10)
                elif name == "percent":
                    words[name] = str(self.chance.randrange(11, 99))
                elif name == "old":
                    words[name] = str(int(self.edition[:4]) - self.chance.randrange(1, 4))
                elif name == "oldmonth":
                    words[name] = f"{self.month(self.edition)} {int(self.edition[:4]) - self.chance.randrange(2, 5)}"
                else:
                    words[name] = self.number(section, name[-2:], name.startswith("about_"))
        except KeyError:
            self.places = kept
            return ""
        return template.replace("{about:", "{about_").format(**words)

    def paragraph(self, section: str) -> str:
        """The text on one table."""
        pick, spoken = self.chance.choice, self.language
        chosen = [pick(_FIRST[spoken])]
        if self.chance.random() < 0.8:
            chosen.append(pick(_NORM[spoken]))
        rest = self.chance.sample(_NEXT[spoken], self.chance.randrange(2, 5))
        rest += self.chance.sample(_NOTHING[spoken], self.chance.randrange(0, 3))
        self.chance.shuffle(rest)
        return " ".join(filter(None, (self.sentence(section, template) for template in [*chosen, *rest])))


def draw(figures: dict[Cell, int], edition: str, seed: int) -> Drawn:
    """The page of ``edition`` in variation ``seed``, stating some of ``figures`` rightly."""
    chance = random.Random(seed)
    writer = _Writer(figures, edition, chance)
    headings = _HEADINGS[writer.language]
    sections = [section for section in headings if chance.random() < 0.8] or list(headings)
    name = {"en": "Monthly figures", "nl": "Maandcijfers"}[writer.language]
    year = f" {edition[:4]}" if chance.random() < 0.7 else ""
    title = f"{name} {writer.month(edition)}{year}"
    top = {"en": "The IND in figures", "nl": "De IND in cijfers"}[writer.language]
    parts = [(headings[section], writer.paragraph(section)) for section in sections]
    if chance.random() < 0.5:
        text = "\n".join([top, title, *(line for part in parts for line in part)])
        return Drawn(text, ".txt", writer.places)
    inner = "".join(f"<h3>{heading}</h3>\n<div><p>{text}</p><img alt='4a 12'></div>\n" for heading, text in parts)
    text = f"<!doctype html><html><head><meta charset='utf-8'><title>{top}</title></head><body><nav><p>1,000</p></nav>"
    return Drawn(f"{text}<h1>{top}</h1><h2>{title}</h2>{inner}</body></html>", ".html", writer.places)
