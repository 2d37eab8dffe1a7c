"""How the twelve states voted on the Compact of 2018, and what changed afterwards."""

from __future__ import annotations

from html import escape

from declaration import tables
from declaration.explore import maps
from declaration.explore.frame import Figure

# The vote of the table: class on the map, sign, what is said.
_VOTES = {
    "yes": ("bound", "●", "voted for it"),
    "abstain": ("not-bound", "○", "abstained"),
    "absent": ("not-known", "?", "cast no vote on record"),
}


def figure() -> Figure:
    """Show the votes of 19 December 2018 as lists beside a map."""
    votes = tables.load("compact_vote")
    drawn = maps.states("compact-vote", {row.iso3: _VOTES[row.vote][0] for row in votes})
    groups = ""
    for vote, (kind, sign, said) in _VOTES.items():
        rows = votes.where(vote=vote)
        names = "".join(
            f"<li>{escape(row.country)}{f' ({escape(row.later)})' if row.later else ''}</li>" for row in rows
        )
        groups += (
            f'<li class="{kind}"><p><span aria-hidden="true">{sign}</span> {len(rows)} {said}</p><ul>{names}</ul></li>'
        )
    counted = ", ".join(f"{len(votes.where(vote=vote))} {said}" for vote, (_, _, said) in _VOTES.items())
    changed = ", ".join(row.country for row in votes if row.later)
    words = (
        f"Of the {len(votes)} states, {counted}. A later change was verified for {changed or 'none'}; "
        "where nothing stands, none was verified, which does not say that there was none."
    )
    return Figure(
        "compact-vote",
        "Did the twelve vote as one on the Global Compact for Migration, on 19 December 2018?",
        f'{maps.outlines("compact-vote")}<div class="beside">{drawn}<ul class="votes">{groups}</ul></div>',
        words,
        votes.columns("country", "vote", "date", "later", "as_of", "source"),
        drawn=False,
        remark=maps.REMARK,
    )
