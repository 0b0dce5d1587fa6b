"""Short-lived child processes that see DuckDB and the standard library only."""
