"""What papers print in one way in every format: citation lines, headings, lists of works cited."""
