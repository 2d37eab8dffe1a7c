"""Links inside figures: to the paragraphs, and to the sources that a row of a table names."""

from __future__ import annotations

from declaration.display import page_of


def address(number: int) -> str:
    """Return where the paragraph with this number stands: a notebook, which the book turns into its page."""
    return f"{page_of(number)}#Paragraph-{number}"


def paragraph(number: int) -> str:
    """Return a link to the paragraph with this number, as HTML."""
    return f'<a class="reference" href="{address(number)}">{number}</a>'


def paragraphs(listed: str | None) -> str:
    """Return links to the places of a cell such as `2 | 16`, `title` or `all`, as HTML; nothing where it is empty."""
    places = listed.split(" | ") if listed else []
    numbers = [int(place) for place in places if place.isdecimal()]
    named = ["the whole text" if place == "all" else f"the {place}" for place in places if not place.isdecimal()]
    if numbers:
        word = "paragraph" if len(numbers) == 1 else "paragraphs"
        named.append(f"{word} {', '.join(map(paragraph, numbers))}")
    return ", ".join(named)


def sources(keys: str) -> str:
    """Return links to the entries of the bibliography with these keys, which spaces separate, as HTML."""
    return ", ".join(f'<a class="reference" href="bibliography.ipynb#{key}">{key}</a>' for key in keys.split())
