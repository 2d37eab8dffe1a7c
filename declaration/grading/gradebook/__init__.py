"""What is kept: nbgrader's own tables, and beside them the journal of what was graded, from what, and how.

Grades go in here (`book`), and whatever is told later, pages, sheets, tables and analyses, is read from here.
"""
