"""What the authors of the course run: notebooks, releases, question banks. Readers and students never need it."""
