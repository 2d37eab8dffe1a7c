"""The road to October 2013, and after: what happened, by year, to be read whole or by topic."""

from __future__ import annotations

from collections import Counter
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from declaration import tables
from declaration.explore import links
from declaration.explore.choice import Choice
from declaration.explore.frame import Figure

if TYPE_CHECKING:
    from declaration.tables import Record

_DAY = "2013-08-28"


def figure() -> Figure:
    """Show the events of the table `events`, oldest first, with a choice of topic."""
    events = tables.load("events")  # the table is in the order of time
    topics = Counter(row.topic for row in events)
    labels = next(field.labels for field in events.fields if field.name == "topic")
    options = [("", f"All ({len(events)})")]
    options += [(topic, f"{labels.get(topic, topic)} ({count})") for topic, count in topics.most_common()]
    # A year without an event of the topic goes with its events.
    hidden = ':is(li[data-topic]:not([data-topic="{value}"]), li.year:not(:has([data-topic="{value}"])))'
    choice = Choice("timeline", "topic", "Topic", options, hidden)
    years = "".join(_year(year, list(rows)) for year, rows in groupby(events, key=lambda row: row.year))
    before = sum(row.year < 2013 for row in events)  # noqa: PLR2004 - the year of the Declaration
    within = sum(row.year == 2013 for row in events)  # noqa: PLR2004 - as above
    most, count = topics.most_common(1)[0]
    words = (
        f"{len(events)} events from {events[0].year} to {events[-1].year}: {before} before 2013, {within} in 2013, "
        f"{len(events) - before - within} after it. The largest topic is {labels.get(most, most)}, with {count}. "
        "Events that our sources confirm only in part say so."
    )
    columns = events.columns("when", "event", "topic", "paragraphs", "confidence", "source")
    question = "What led to October 2013, and what came after?"
    return Figure("timeline", question, f'{choice.html}<ol class="timeline">{years}</ol>', words, columns, drawn=False)


def _year(year: int, rows: list[Record]) -> str:
    items = "".join(_event(row) for row in rows)
    return f'<li class="year"><p>{year}</p><ul>{items}</ul></li>'


def _event(row: Record) -> str:
    # The table knows no event on the day of the Declaration but the Declaration itself.
    own = ' class="own"' if str(row.date) == _DAY else ""
    when = "" if row.when == str(row.year) else f"<time>{escape(row.when.removesuffix(f' {row.year}'))}</time> "
    doubt = " (confirmed in part)" if row.confidence == "partly" else ""
    about = links.paragraphs(row.paragraphs)
    about = f" ({about})" if about else ""
    return f'<li data-topic="{row.topic}"{own}>{when}{escape(row.event)}{doubt}{about}</li>'
