"""The library pane: its papers, the filters, adding and removing."""
