"""One clean statement polluted in more than a thousand ways, after Pollock (VLDB 2023)."""
