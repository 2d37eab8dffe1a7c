"""What a student gets back: one page a submission, without a hidden test and without the key of an open question."""
