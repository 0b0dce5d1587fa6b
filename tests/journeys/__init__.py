"""Whole journeys through every front door."""
