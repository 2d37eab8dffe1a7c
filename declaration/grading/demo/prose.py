"""Texts that say nothing: phrases put together at random, for the writing of students who do not exist.

No two of them share more than single phrases, as with texts that were written apart from one another.
"""

from __future__ import annotations

from random import Random

_STATES = (
    "Argentina", "Bolivia", "Brazil", "Chile", "Colombia", "Ecuador", "Guyana", "Paraguay", "Peru", "Suriname",
    "Uruguay", "Venezuela",
)  # fmt: skip
_SUBJECTS = (
    "A first sentence", "Our own draft", "The right in question", "A cautious wording", "Such a phrase",
    "A promise to migrants", "A text of a region", "The paragraph before us", "A strong opening", "This one word",
    "What the others propose", "A modest version", "The oldest argument", "Every later paragraph", "The whole debate",
)  # fmt: skip
_VERBS = (
    "tells every government", "shows the other side", "reminds the reader", "warns our partners", "lets a court see",
    "makes plain to voters", "teaches officials", "persuades a doubtful State", "signals to neighbours",
    "proves to nobody", "suggests between the lines", "hides from the public", "explains to a newcomer",
    "admits to those abroad", "repeats for the record",
)  # fmt: skip
_OBJECTS = (
    "that a duty", "that a border", "that the law", "that a family", "that one worker", "that any exception",
    "that the State", "that a permit", "that equal treatment", "that a refusal", "that good faith",
    "that a second meeting", "that a remedy", "that an honest figure", "that the last clause",
)  # fmt: skip
_CLAIMS = (
    "needs a reason", "rests on consent", "has a long history", "cannot stand alone", "calls for a remedy",
    "comes at a price", "serves both sides", "must be explained", "is open to review", "binds those who sign",
    "was never tested", "is only half the story", "matters more than its name", "will be read twice",
    "costs less than it seems",
)  # fmt: skip
_ENDS = (
    "before anybody signs", "when elections are near", "where laws still differ", "even if money is short",
    "as long as talks go on", "because trust is rare", "although opinions divide", "once the meeting is over",
    "while the region changes", "and not only on paper", "unless a date is set", "if the numbers are right",
    "since nobody else will", "whatever the press may write", "until the next conference",
)  # fmt: skip
_SLOTS = (_SUBJECTS, _VERBS, _OBJECTS, _CLAIMS, _ENDS)
_HEAD = "(Put together by a program.) To the delegation of {state}:"


def dice(seed: int) -> Random:
    """Return dice that fall in the same way every time."""
    return Random(seed)  # noqa: S311 - what they decide is no secret


def essay(random: Random, sentences: int = 16) -> str:
    """Return a text of so many sentences, about 15 words each."""
    parts = [_HEAD.format(state=random.choice(_STATES))]
    for number in range(sentences):
        between = "\n\n" if number % 4 == 0 else " "
        parts.append(f"{between}{' '.join(random.choice(slot) for slot in _SLOTS)}.")
    return "".join(parts)


def reworked(text: str, random: Random) -> str:
    """Return a copy in which a few words were exchanged, as somebody does who copies."""
    words = text.split(" ")
    for _ in range(max(1, len(words) // 40)):
        words[random.randrange(len(words))] = random.choice(("perhaps", "surely", "often", "never", "now"))
    return " ".join(words)
