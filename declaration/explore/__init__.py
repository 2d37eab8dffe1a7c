"""Figures and explorers: pictures of the text and of the tables that work with no kernel and no network."""
