"""Grading a class, one folder for each stage of a submission's life; what stands here ties them together.

All of them speak in `model`, `reasons` and `assignment`. `submission`, `reading` and `grade` lead a class from one
stage to the next; `command` and `course` are how a person asks for it. CONTRIBUTING.md has the table of the stages.
"""
