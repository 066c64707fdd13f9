"""How a figure goes wrong: what a slip of the hand, the eye or a program makes of it, and how likely that is.

    from ind_tables.checking import misprints
    misprints.slips(2130)[2310]          # {"swap": 0.04...}: two neighbouring digits changed places

A slip is one mistake in one figure. Its kinds and their shares among slips are a plain prior, not estimates;
within a kind every outcome is as likely as any other, so that a rare outcome weighs more than a common one. Only that
neighbouring digits change places far more often than others is counted: 10 to 20 slips in a hundred against 0.5 to 1.5
(J. Verhoeff, Error Detecting Decimal Codes, Amsterdam 1969).
"""

from __future__ import annotations

from functools import cache
from itertools import combinations

SHARES = {"digit": 0.36, "swap": 0.18, "drop": 0.12, "double": 0.06, "add": 0.06, "separator": 0.05, "sign": 0.03}
NEIGHBOUR = 0.09
OTHER = 0.05

_NEXT_TO_EACH_OTHER = 0.93
_RANGE = 12.0


@cache
def slips(true: int) -> dict[int, dict[str, float]]:
    """What one slip can make of ``true``: printed value -> kind of slip -> its chance among all slips."""
    outcomes: dict[int, dict[str, float]] = {}

    def add(kind: str, text: str, share: float) -> None:
        value = int(text or "0") * (-1 if true < 0 else 1)
        if value != true and share:
            kinds = outcomes.setdefault(value, {})
            kinds[kind] = kinds.get(kind, 0.0) + share * SHARES[kind]

    digits = str(abs(true))
    count = len(digits)
    for n, digit in enumerate(digits):
        before, after = digits[:n], digits[n + 1 :]
        for other in "0123456789":
            if other != digit:
                add("digit", before + other + after, 1 / (9 * count))
            add("add", before + other + digit + after, 1 / (10 * (count + 1)))
        if count > 1:
            add("drop", before + after, 1 / count)
        add("double", before + digit + digit + after, 1 / count)
    for digit in "0123456789":
        add("add", digits + digit, 1 / (10 * (count + 1)))
    pairs = list(combinations(range(count), 2))
    far = len(pairs) - (count - 1)
    for a, b in pairs:
        share = _NEXT_TO_EACH_OTHER / (count - 1) if b == a + 1 else (1 - _NEXT_TO_EACH_OTHER) / far
        add("swap", digits[:a] + digits[b] + digits[a + 1 : b] + digits[a] + digits[b + 1 :], share)
    if count > 3:
        add("separator", digits[:-3], 0.35)
        add("separator", digits[-3:], 0.35)
        add("separator", digits.rstrip("0"), 0.3)
    if true:
        outcomes.setdefault(-true, {})["sign"] = SHARES["sign"]
    return outcomes


@cache
def originals(printed: int, unit: int = 1) -> frozenset[int]:
    """Every multiple of ``unit``, not below zero, of which one slip can have made ``printed``; parts of it aside."""
    digits = str(abs(printed))
    texts = {str(abs(printed)), digits + "0", digits + "00", digits + "000"}
    for n in range(len(digits) + 1):
        before, after = digits[:n], digits[n:]
        texts |= {before + other + after for other in "0123456789"}
        if after:
            texts |= {before + other + after[1:] for other in "0123456789"} | {before + after[1:]}
    for a, b in combinations(range(len(digits)), 2):
        texts.add(digits[:a] + digits[b] + digits[a + 1 : b] + digits[a] + digits[b + 1 :])
    values = {int(text) for text in texts if text}
    return frozenset(value for value in values if value % unit == 0 and printed in slips(value))


def other(printed: float) -> float:
    """The chance that an unknown mistake ends at ``printed``, a figure in tens of any order of magnitude."""
    return OTHER * 10 / ((abs(printed) + 100) * _RANGE)
