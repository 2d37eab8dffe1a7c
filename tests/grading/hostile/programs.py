"""Cases of code: programs that leave, loop, look around, or try to give themselves marks."""

from __future__ import annotations

import toy

from hostile.archives import folder
from hostile.case import FULL, Case
from hostile.notebooks import DOUBLE, GREET, QUIZ

_TRANSFORMER = """
import ast


class Pass(ast.NodeTransformer):
    def visit_Module(self, node):
        node.body = [ast.Pass()]
        return node


try:
    get_ipython().ast_transformers.append(Pass())
except NameError:
    import builtins
    builtins.compile = lambda *_, **__: (lambda: 6.0).__code__


def double(number):
    return None
"""
_CHECKER = """
import sys
from declaration import tasks

tasks.Task.points = property(lambda self: self.maximum)
tasks.Task.check = lambda self, label, call, expected: self._passed.append(True)
tasks._same = lambda value, expected: True


class Always(int):
    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


def double(number):
    return Always(7)
"""
_FRAMES = """
import gc
import sys


def double(number):
    frame = sys._getframe()
    while frame:
        for value in [*frame.f_locals.values(), *frame.f_globals.values()]:
            if getattr(value, 'expected', None):
                return value.expected
        frame = frame.f_back
    for each in gc.get_objects():
        if type(each).__name__ in ('Test', 'CheckSource', 'Plan'):
            return each
"""
_PEEK = """
import os

found = list(os.environ)
for folder, folders, names in os.walk('/'):
    folders[:] = [name for name in folders if name not in ('packages', 'lib', 'lib64', 'usr', 'python')]
    found += [os.path.join(folder, name) for name in names + folders]
words = 'toy', 'gradebook', 'healthy', 'submitted', 'hostile'
telling = [name for name in found if any(word in name for word in words)]


def double(number):
    return telling or 2 * number
"""


def _code(double: str, greet: str = toy.GREET) -> dict[str, bytes]:
    return toy.files(toy.work(double=double, greet=greet))


CASES = (
    Case(
        "leaves-python",
        folder(lambda: _code("import os\nos._exit(0)")),
        score=QUIZ,
        told="double: the program ended here",
    ),
    Case(
        "leaves-later",
        folder(lambda: _code(toy.DOUBLE, "import os\nos._exit(0)")),
        score=FULL - GREET,
        told="greet: the",
    ),
    Case("exits", folder(lambda: _code(f"{toy.DOUBLE}\nraise SystemExit")), told="SystemExit"),
    Case("raises", folder(lambda: _code("1 / 0")), score=FULL - DOUBLE, told="ZeroDivisionError"),
    Case(
        "is-no-python", folder(lambda: _code("def double(number:\n    return")), score=FULL - DOUBLE, told="SyntaxError"
    ),
    Case("is-for-ipython", folder(lambda: _code(f"%matplotlib inline\n!ls\n{toy.DOUBLE}")), told="command of IPython"),
    Case("loops", folder(lambda: _code(f"{toy.DOUBLE}\nwhile True:\n    pass")), told="timed out"),
    Case(
        "loops-and-catches",
        folder(
            lambda: _code(
                "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass"
            )
        ),
        score=QUIZ,
        told="timed out",
    ),
    Case(
        "eats-memory",
        folder(lambda: _code(f"{toy.DOUBLE}\nkept = [bytes(10 ** 7) for _ in range(1000)]")),
        told="MemoryError",
    ),
    Case("prints-much", folder(lambda: _code(f"{toy.DOUBLE}\nprint('x' * 10 ** 7)\nprint('y\\n' * 10 ** 5)"))),
    Case("prints-a-score", folder(lambda: _code("print(6.0)\nprint('{\"passed\": true}')\n6.0")), score=FULL - DOUBLE),
    Case(
        "starts-processes",
        folder(
            lambda: _code(f"import subprocess\n{toy.DOUBLE}\nsubprocess.Popen(['sleep', '1'], start_new_session=True)")
        ),
        told="double: ",
    ),
    Case(
        "calls-out",
        folder(lambda: _code(f"import socket\n{toy.DOUBLE}\nsocket.create_connection(('127.0.0.1', 80), 1)")),
        told="double: ",
    ),
    Case("looks-around", folder(lambda: _code(_PEEK))),
    Case("turns-cells-into-pass", folder(lambda: _code(_TRANSFORMER)), score=FULL - DOUBLE),
    Case("patches-the-checker", folder(lambda: _code(_CHECKER)), score=FULL - DOUBLE),
    Case("reads-frames", folder(lambda: _code(_FRAMES)), score=FULL - DOUBLE),
    Case(
        "gives-what-cannot-be-sent",
        folder(lambda: _code("def double(number):\n    return lambda: number")),
        score=FULL - DOUBLE,
    ),
    Case("gives-too-much", folder(lambda: _code("def double(number):\n    return 'x' * 10 ** 8")), score=FULL - DOUBLE),
    Case(
        "gives-true-for-one",
        folder(lambda: _code("def double(number):\n    return float(2 * number)")),
        score=FULL - DOUBLE,
    ),
)
