"""Screens for people. `shell.py` is the entry; each page is a short script; pieces in `ui`."""
