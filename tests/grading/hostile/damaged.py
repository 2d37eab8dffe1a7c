"""Cases of notebooks and answers that nobody can put right with certainty: they are set aside, each with its code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import toy

from hostile.archives import folder
from hostile.case import aside
from hostile.notebooks import answers, cell, cells, changed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def raw(content: bytes) -> Callable[[Path, str], None]:
    """Hand in these bytes as the notebook."""
    return folder(lambda: {"toy.ipynb": content, "toy.answers.json": toy.answers()})


def _two_texts(found: list[dict[str, Any]]) -> None:
    copy = json.loads(json.dumps(found[-1])) | {"id": "other", "source": "A quite different text, against the right."}
    found.insert(1, copy)


CASES = (
    aside("not-json", "not-json", raw(b'{"cells": [')),
    aside("no-bytes", "empty", raw(b"")),
    aside("binary", "not-json", raw(bytes(range(128, 256)) * 40)),
    aside("json-list", "not-json", raw(b"[1, 2, 3]")),
    aside("web-page", "web-page", raw(b"<!DOCTYPE html><html><body>Log in</body></html>")),
    aside("nested-too-deep", "too-deep", raw(b'{"cells": ' + b"[" * 200_000 + b"]" * 200_000 + b"}")),
    aside("giant-number", "not-json", raw(b'{"nbformat": 4, "cells": [' + b"9" * 50_000 + b"]}")),
    aside("cells-are-numbers", "broken-notebook", raw(b'{"nbformat": 4, "cells": [1, 2]}')),
    aside("cells-missing", "broken-notebook", raw(b'{"nbformat": 4, "metadata": {}}')),
    aside("source-is-a-number", "broken-notebook", cell(lambda each: each.update(source=7), "double")),
    aside("format-5", "newer-notebook", changed(lambda notebook: notebook.update(nbformat=5))),
    aside("format-2-broken", "broken-notebook", raw(b'{"nbformat": 2, "worksheets": 3}')),
    aside("too-many-cells", "too-many-cells", cells(lambda found: found.extend([dict(found[0])] * 3_000))),
    aside(
        "other-assignment",
        "wrong-assignment",
        raw(
            json.dumps(
                {
                    "nbformat": 4,
                    "nbformat_minor": 5,
                    "metadata": {},
                    "cells": [
                        {
                            "cell_type": "markdown",
                            "id": "writing",
                            "source": "Mine",
                            "metadata": {
                                "nbgrader": {
                                    "grade_id": "writing",
                                    "grade": True,
                                    "solution": True,
                                    "schema_version": 3,
                                    "points": 10,
                                }
                            },
                        }
                    ],
                }
            ).encode()
        ),
    ),
    aside(
        "blank-notebook", "wrong-assignment", raw(b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}')
    ),
    aside("two-texts", "two-texts", cells(_two_texts)),
    aside("answers-damaged", "bad-answers", answers(b'{"schema": 1')),
    aside("answers-deep", "bad-answers", answers(b"[" * 100_000)),
    aside(
        "answers-huge",
        "bad-answers",
        answers(b'{"schema": 1, "quiz": "toy", "answers": {"x": ["' + b"y" * 300_000 + b'"]}}'),
    ),
    aside(
        "answers-of-numbers", "bad-answers", answers(b'{"schema": 1, "quiz": "toy", "answers": {"toy-both": [NaN]}}')
    ),
)
