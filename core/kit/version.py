"""The version of the product; `pyproject.toml` says the same."""

VERSION = "0.1.0"
