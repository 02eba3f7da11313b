"""Texts to sentences, passages, words and abbreviations."""
