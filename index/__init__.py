"""Documents become something searchable. May import corpus."""
