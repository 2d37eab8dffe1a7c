"""Previews: a link to a paragraph or to a term shows its words where it stands, on any page of the book.

`marking.py` goes once over the HTML of a built page. It makes links of the paragraphs that are mentioned in plain
words, marks the first use of each term of the glossary, and says of each such link what it leads to
(`data-preview="p8"`). `matching.py` finds mentions and terms in running text; `templates.py` holds ready what the links
of the page can show; preview.js shows it.
"""

from pathlib import Path

HERE = Path(__file__).parent
