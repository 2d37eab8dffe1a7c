"""A choice that changes what a figure shows: radio buttons and a few rules of style, so that it needs no script.

The rules hide what does not fit the button that is chosen (`:has`, which every browser has known since December 2023).
Without them everything is shown. What is hidden is hidden from all readers alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Choice:
    """A group of radio buttons in the figure with this name.

    `options` are pairs of value and label; the first is chosen. `target` is a selector, with `{value}` in it, of what
    is hidden when the value is chosen: `[data-topic]:not([data-topic="{value}"])`. An option whose value is empty
    hides nothing.
    """

    figure: str
    name: str
    legend: str
    options: Sequence[tuple[str, str]]
    target: str

    @property
    def html(self) -> str:
        """The buttons and their rules."""
        group = f"{self.figure}-{self.name}"
        buttons = "".join(
            f'<label><input type="radio" name="{group}" value="{escape(value)}"{" checked" if first else ""}> '
            f"{escape(label)}</label>"
            for first, (value, label) in zip([True, *[False] * len(self.options)], self.options, strict=False)
        )
        rules = "".join(
            f'#figure-{self.figure}:has(input[name="{group}"][value="{value}"]:checked) '
            f"{self.target.format(value=value)}{{display:none}}"
            for value, _ in self.options
            if value
        )
        return (
            f'<fieldset class="choice"><legend>{escape(self.legend)}</legend>{buttons}</fieldset><style>{rules}</style>'
        )
