"""The little English that questions are read with: lists of words, number, noun phrases. No parser, no model."""
