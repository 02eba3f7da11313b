"""What was asked and answered, kept on disk, and what its readers judged of it."""
