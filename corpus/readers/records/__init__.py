"""Exports of reference managers and databases: many records a file."""
