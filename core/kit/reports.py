"""Error reports to the Sentry address an operator names; without one nothing is loaded or sent."""

from __future__ import annotations

from typing import Any

from core.kit.logs import SECRET_KEYS, scrubbed

OFF: Any = {"mode": "off"}
NOTHING_BESIDE_THE_ERROR: Any = {
    "user_info": False,
    "cookies": OFF,
    "http_headers": {"request": OFF, "response": OFF},
    "http_bodies": [],
    "url_query_params": OFF,
    "database_query_data": False,
    "stack_frame_variables": False,
}


def configure_reports(dsn: str, *, transport: Any = None) -> bool:
    """Report errors to `dsn`; whether it does. `transport` takes the place of the network.

    Reports carry the error and where it happened: no request bodies, variables, users or
    addresses, and no secrets in their texts.
    """
    if not dsn:
        return False
    import sentry_sdk

    sentry_sdk.init(
        dsn,
        transport=transport,
        data_collection=NOTHING_BESIDE_THE_ERROR,
        max_breadcrumbs=0,
        server_name="",
        auto_session_tracking=False,
        before_send=lambda event, _hint: _cleaned(event),
    )
    return True


def _cleaned(value: Any) -> Any:
    """The report with every text scrubbed and values of secret names left out."""
    if isinstance(value, dict):
        return {k: _cleaned(v) for k, v in value.items() if not SECRET_KEYS.search(str(k))}
    if isinstance(value, list):
        return [_cleaned(one) for one in value]
    return scrubbed(value) if isinstance(value, str) else value
