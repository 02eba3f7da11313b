"""HTTP: our own routes, gradio's below them, and who may call them."""
