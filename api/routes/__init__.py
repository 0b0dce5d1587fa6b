"""The paths, one module a feature."""

from api.routes import (
    alerts,
    company,
    finance,
    health,
    identity,
    imports,
    indicators,
    notifications,
    operation,
    projects,
)

ROUTERS = (
    health.router,
    projects.router,
    finance.router,
    imports.router,
    indicators.router,
    alerts.router,
    notifications.router,
    company.router,
    identity.router,
    operation.router,
)
