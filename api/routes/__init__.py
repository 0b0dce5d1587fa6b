"""The paths, one module a feature."""

from api.routes import company, health, identity

ROUTERS = (
    health.router,
    company.router,
    identity.router,
)
