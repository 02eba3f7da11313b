"""The two reviews the project is born with, byte for byte as saved; see NOTICE."""
