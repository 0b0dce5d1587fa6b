"""The paths, one module a feature."""

from api.routes import (
    alerts,
    budgets,
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
    reconciliation,
)

ROUTERS = (
    projects.router,
    budgets.router,
    reconciliation.router,
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
