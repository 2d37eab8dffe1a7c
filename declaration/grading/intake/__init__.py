"""Whose work is it, and which files are it: folders and zips of any layout come in, one submission each comes out.

Names are read first and files later, within limits; what cannot be read safely is refused by a named reason.
"""
