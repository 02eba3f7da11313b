"""How a follow-up is read: its words, the phrases it stands on, the paper it asks about, the papers it is kept to."""
