"""Milestones: their dated plans, baselines, states that follow their dates."""
