"""The commands of `manage.py`: arguments in, one call of a service, one answer out."""
