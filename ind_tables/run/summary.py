"""A check in a few lines, as the command prints it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ind_tables.checking.habits import ALARMS
from ind_tables.errors import one_line
from ind_tables.place import KEY
from ind_tables.telling.findings import brief

if TYPE_CHECKING:
    from ind_tables.checking.localise import Check
    from ind_tables.checking.revisions import Comparison
    from ind_tables.record.corrections import Correction

_CAUSES = {
    "flow": "what came in or was done in a month",
    "follows": "what is pending, after the flows of its months",
    "level": "what is pending, without its flows",
    "ages": "age bands, without their total",
    "norm": "norms",
    "other": "other figures",
}


def lines(result: Check, applied: Sequence[Correction] = ()) -> str:
    """What a check found, and which corrections were applied to them, in a few lines of text."""
    findings, suspects = result.findings, result.suspects
    told = [
        *brief(result),
        f"{result.unwitnessed:,} figures have no witness at all, neither a rule nor an earlier edition",
    ]
    steps = result.instances[(result.instances["kind"] == "step") & (result.instances["state"] != "not applicable")]
    judged = int((steps["period"] == result.edition).sum())
    if (findings["severity"] == "notice").any():
        told.append(
            f"{judged} steps into {result.edition} were judged, of which about {judged * ALARMS:.1f} would be unusual "
            "by chance"
        )
    told += [
        f"corrected: {c.place}: “{one_line(c.printed)}” is printed for “{one_line(c.corrected)}”. {one_line(c.reason)}"
        for c in applied
    ]
    told += [f"{f.severity}: {one_line(str(f.message))}" for f in findings.itertuples()]
    told += [f"suspect, rank {s.rank}: {one_line(str(s.reason))}" for s in suspects.itertuples()]
    return "\n".join(told) + "\n"


def revised(found: Comparison) -> str:
    """What an edition says otherwise than the one before, in a line and one more a table and cause."""
    from ind_tables.telling.findings import label, title

    counts = found.counts
    told = [
        f"against {found.previous}: {found.shared:,} figures in both; {counts['unchanged']:,} the same, "
        f"{counts['within rounding']:,} within rounding, {len(found.news):,} revised"
    ]
    for group in found.groups.to_dict("records"):
        place = [group[name] for name in KEY]
        first, last, parts = group["first_period"], group["last_period"], group["parts"]
        told.append(
            f"revised: “{title(place)}”, {_CAUSES[group['cause']]}: {group['figures']} of "
            f"{first if first == last else f'{first} to {last}'}; most “{label(place)}” of {group['period']}, "
            f"from {group['before']:,} to {group['after']:,}"
            + (f" ({group['percent']:+.1f} %)" if group["before"] else "")
            + (f"; {parts} more are parts of totals" if parts else "")
        )
    for rows, what in ((found.came, "new"), (found.went, "no longer printed")):
        told += [f"row: “{title(row)}”, “{label(row)}” is {what}" for row in rows]
    return "\n".join(told) + "\n"
