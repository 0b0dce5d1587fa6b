"""Speed as ratios: every case runs beside a named baseline, on the same machine in one run."""
