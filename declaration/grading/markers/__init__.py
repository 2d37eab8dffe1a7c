"""Marking by hand without formgrader: texts under anonymous names out, marking sheets in, two markers compared."""
