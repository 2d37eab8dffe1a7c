"""Grading a class: intake, repair, sandbox, verdict, gradebook, feedback."""
