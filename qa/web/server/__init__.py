"""HTTP: our own routes, gradio's below them, and access to both."""
