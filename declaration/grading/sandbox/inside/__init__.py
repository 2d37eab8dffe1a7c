"""What is shown to the sandbox as its program, and nothing else of the grader: it leans on the standard library alone.

In the sandbox this folder is a package of its own, `inside`; outside, `cells` and `values` serve the grader as well.
"""
