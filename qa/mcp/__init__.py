"""The Model Context Protocol server: a library's answers and passages as tools for language models' programs."""
