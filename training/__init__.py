"""Training the ranker that reviewqa ships; not installed with it."""
