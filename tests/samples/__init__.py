"""Files in the layouts of real sources, with what they say (truth.json); see making/."""
