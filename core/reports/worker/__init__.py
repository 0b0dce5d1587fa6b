"""The process that makes pages: isolated, without our packages, thrown away."""
