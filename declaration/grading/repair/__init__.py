"""A submission put right where that is certain: its notebook and answers read, its cells told apart, each repair told.

`submitted` reads, `claims` says which cell is which, `repaired` mends, `autograded` writes it down for formgrader.
"""
