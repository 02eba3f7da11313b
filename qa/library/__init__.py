"""The user's library from outside: which folder it is, changing it in the background, uploads."""
