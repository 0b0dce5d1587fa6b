"""Keeping the company running: set-up, backup, restore, checks, doctor, demo, jobs.

The rooms are imported one by one by who needs them, because start-up time is promised.
"""
