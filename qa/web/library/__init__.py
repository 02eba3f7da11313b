"""The library pane: what is in it, what is asked, adding and removing."""
