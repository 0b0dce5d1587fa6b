"""REST for programs: thin paths over the services of `core`, one way of doing each thing."""

from api.app import create_api

__all__ = ["create_api"]
