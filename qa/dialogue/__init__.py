"""How a follow-up is read: what it refers to, the paper it asks about, the papers it is restricted to."""
