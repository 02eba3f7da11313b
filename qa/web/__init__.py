"""The web page: Gradio components, the HTML of answers and documents, and the server."""
