"""Questions that the library can answer, near one that it cannot."""
