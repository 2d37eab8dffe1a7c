"""What an instructor may look at after grading: which question did what, and which works resemble each other.

These are hints for a person; nothing here changes a grade.
"""
