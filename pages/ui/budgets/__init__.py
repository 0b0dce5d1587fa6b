"""Pieces of the budgets' page."""
