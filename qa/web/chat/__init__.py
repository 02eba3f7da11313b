"""The conversation: turns, and a card for each quote."""
