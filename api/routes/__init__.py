"""The paths, one module a feature."""

from api.routes import (
    alerts,
    categorisation,
    company,
    finance,
    health,
    identity,
    import_preview,
    import_templates,
    imports,
    indicators,
    notifications,
    operation,
    projects,
    receivables,
)

ROUTERS = (
    projects.router,
    finance.router,
    receivables.router,
    categorisation.router,
    imports.router,
    import_preview.router,
    import_templates.router,
    indicators.router,
    alerts.router,
    notifications.router,
    company.router,
    identity.router,
    health.router,
    operation.router,
)
