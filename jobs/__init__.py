"""The scheduled process: `python -m jobs`."""
