"""What all pages of grading have in common: one frame, one style, every text escaped, no script and no request."""
