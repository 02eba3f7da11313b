"""Plain text, Markdown, and pages saved as text."""
