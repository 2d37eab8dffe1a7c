"""Student code run behind walls and marked outside of them: expressions go in, plain values come out.

`verdict` and `plan` read the tests, `marking` compares; `box` builds the walls, `conversation` speaks through them with
the one program `inside`, and `canary` tries to get out before anybody is graded.
"""
