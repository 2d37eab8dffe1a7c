"""The ladder of force: a convention of this course, taught in the introduction under "How to read a declaration".

A verb of the speaker has a rung, one to five, or stands beside the ladder because it refuses. Two verbs have no place:
"claims" and "transmits its concern" are left off on purpose; the chapters say why. What a whole paragraph does (`act`
in the table of speech acts) has its place on the same ladder: to state or to praise is to state a view.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

RUNGS = ("marks or repeats", "states a view", "suggests", "asks", "presses")
BESIDE = len(RUNGS) + 1  # the place of what refuses or criticises: not a rung, and not above the fifth
VERBS: Mapping[str, int] = {
    "draws attention": 1,
    "underlines": 1,
    "reaffirms": 1,
    "reiterates": 1,
    "considers": 2,
    "considers it imperative": 2,
    "considers it important": 2,
    "considers it necessary": 2,
    "holds": 2,
    "recommends": 3,
    "requests": 4,
    "calls for": 4,
    "exhorts": 5,
    "urges": 5,
    "condemns": BESIDE,
    "rejects": BESIDE,
}
UNPLACED = ("claims", "transmits its concern")
ACTS: Mapping[str, int] = {
    "assert": 2,
    "commend": 2,
    "recommend": 3,
    "urge-demand": 5,
    "evaluate-criticise": BESIDE,
}
