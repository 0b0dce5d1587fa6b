"""Writes the samples and their truth; standard library only, nothing of the product."""
