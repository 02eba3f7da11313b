"""The web chat: Gradio components, the HTML of answers and documents, and the server."""
