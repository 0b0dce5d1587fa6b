"""Shared pieces of the set-up, the settings and the organisation."""
