"""The Sphinx extension of the book: links that work in JupyterLab and in the book, scripts only where they are needed.

In a notebook a link to a paragraph is `section-2.ipynb#Paragraph-8`: JupyterLab opens that heading, and here the same
link becomes one to the page. Headings get JupyterLab's kind of anchor (`lab_slug`); terms of the glossary and entries
of the bibliography, which are outputs of a cell, are registered as anchors of their page.
"""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.util.docutils import SphinxDirective
from sphinx.util.fileutil import copy_asset_file

from declaration import display, edition, preview, questions
from declaration.explore import concordance, frame
from declaration.preview import marking, templates
from declaration.quiz import form, progress

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_ANCHOR = re.compile(r'<span id="([^"]+)">')
_NOTEBOOK_STYLE = re.compile(r'<style class="figures">.*?</style>', re.DOTALL)
_NOTEBOOK_LINK = re.compile(r'(href="[\w-]+)\.ipynb(#[^"]*)?"')
_CHAPTERS = "chapters"
_GLOSSARY = f"{_CHAPTERS}/glossary"
_WHOLE_TEXT = f"{_CHAPTERS}/declaration"
_DESCRIPTION = 155  # characters: about what a search engine shows


def lab_slug(title: str) -> str:
    """Return the anchor that JupyterLab gives a heading: its text with hyphens for spaces."""
    return title.replace(" ", "-")


class QuizProgress(SphinxDirective):
    """`{quiz-progress}`, the page of progress: each line of its body is `name: title`.

    The name is that of a page in the same folder and of the bank that it asks.
    """

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the section as raw HTML."""
        lines = [line.partition(":") for line in self.content]
        quizzes = [(title.strip(), f"{name}.html", questions.load(name)) for name, _, title in lines]
        return [nodes.raw("", progress.html(quizzes), format="html")]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.add_directive("quiz-progress", QuizProgress)
    app.connect("builder-inited", _write_scripts)
    app.connect("doctree-read", _turn_outputs_into_page)
    app.connect("doctree-read", _register_anchors)
    app.connect("doctree-read", _drop_widget_state)
    app.connect("html-page-context", _dress_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _write_scripts(app: Sphinx) -> None:
    """Write the scripts and styles of what pages show where the pages that need them find them."""
    folder = Path(app.outdir) / "_static"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "quiz.js").write_text(form.script(), encoding="utf-8")
    (folder / "progress.js").write_text(form.script("progress.js"), encoding="utf-8")
    copy_asset_file(form.HERE / "quiz.css", folder)
    (folder / "concordance.js").write_text(concordance.script(), encoding="utf-8")
    copy_asset_file(frame.STYLE, folder)
    for package in (edition, preview):
        for file in sorted(package.HERE.glob("*.[cj]s*")):
            copy_asset_file(file, folder)


def _turn_outputs_into_page(_app: Sphinx, doctree: nodes.document) -> None:
    """Let the HTML of a cell's output link to pages, and leave its style to the style sheet of the book."""
    for raw in doctree.findall(nodes.raw):
        html_of_page = _NOTEBOOK_LINK.sub(_page_link, _NOTEBOOK_STYLE.sub("", raw.astext()))
        raw.rawsource, raw[:] = html_of_page, [nodes.Text(html_of_page)]


def _page_link(link: re.Match[str]) -> str:
    """Return the link to a page for one to a notebook; Sphinx writes the anchors of headings in small letters."""
    page, anchor = link.groups(default="")
    return f'{page}.html{anchor.replace("#Paragraph-", "#paragraph-")}"'


def _register_anchors(app: Sphinx, doctree: nodes.document) -> None:
    """Let `page.ipynb#anchor` resolve for anchors that stand in a cell's output."""
    docname = app.env.docname
    slugs = app.env.metadata[docname].setdefault("myst_slugs", {})
    for raw in doctree.findall(nodes.raw):
        for anchor in _ANCHOR.findall(raw.astext()):
            slugs[anchor] = (None, anchor, anchor)


def _drop_widget_state(app: Sphinx, _doctree: nodes.document) -> None:
    """Leave the widgets' saved state out of the page: no widget manager runs there, and it is heavy."""
    NbMetadataCollector.get_js_files(app.env, app.env.docname).clear()


def _dress_page(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give a page its description, its previews, and the styles and scripts of what it shows."""
    if doctree is None:
        return
    paragraph = next(iter(doctree.findall(nodes.paragraph)), None)
    if paragraph is not None:
        words = html.escape(_shortened(paragraph.astext()))
        context["metatags"] = f'{context.get("metatags") or ""}<meta name="description" content="{words}">'
    shown = "".join(raw.astext() for raw in doctree.findall(nodes.raw))
    if 'class="figure"' in shown or 'class="concordance"' in shown:
        app.add_css_file("explore.css")
    if 'class="concordance"' in shown:
        app.add_js_file("concordance.js", loading_method="defer")
    if "data-quiz=" in shown:
        app.add_css_file("quiz.css")
        app.add_js_file("progress.js" if "data-progress" in shown else "quiz.js", loading_method="defer")
    if 'class="cite"' in shown:
        app.add_css_file("edition.css")
        app.add_js_file("edition.js", loading_method="defer")
    if _add_previews(page, context):
        app.add_css_file("preview.css")
        app.add_js_file("preview.js", loading_method="defer")


def _add_previews(page: str, context: dict[str, Any]) -> bool:
    """Mark what the page mentions and put its words at the end of the page; say whether there was anything."""

    def address(document: str, anchor: str) -> str:
        return f"#{anchor}" if document == page else f"{context['pathto'](document)}#{anchor}"

    def paragraph(number: int) -> str:
        # The whole text stays with itself; docutils gives the headings of the chapters ids in small letters.
        if page == _WHOLE_TEXT:
            return f"#p{number}"
        return address(f"{_CHAPTERS}/{display.page_of(number).removesuffix('.ipynb')}", f"paragraph-{number}")

    marker = marking.Marker(paragraph, None if page == _GLOSSARY else lambda term: address(_GLOSSARY, term))
    body = marker.marked(context["body"])
    if marker.previews:
        context["body"] = body + templates.html(marker.previews)
    return bool(marker.previews)


def _shortened(words: str) -> str:
    folded = " ".join(words.split())
    return folded if len(folded) <= _DESCRIPTION else folded[: folded.rindex(" ", 0, _DESCRIPTION)] + " …"
