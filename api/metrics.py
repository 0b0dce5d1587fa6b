"""Measures for Prometheus: requests by route, and gauges read when somebody scrapes."""

from __future__ import annotations

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 5, 10, 30)
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
STREAMS = frozenset({"/v1/changes"})


class Measures:
    """The measures of one API application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._requests = Counter(
            "selfmastery_requests",
            "Requests answered",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "selfmastery_request_seconds",
            "Seconds from the first byte to the end of the answer",
            ["method", "route"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self._gauges: dict[str, Gauge] = {}

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        method = method if method in METHODS else "other"
        self._requests.labels(method, route, str(status)).inc()
        if route not in STREAMS:
            self._seconds.labels(method, route).observe(seconds)

    def gauge(self, name: str, help_text: str) -> Gauge:
        """The gauge of that name, made at its first use."""
        if name not in self._gauges:
            self._gauges[name] = Gauge(f"selfmastery_{name}", help_text, registry=self.registry)
        return self._gauges[name]

    def text(self) -> bytes:
        """Everything in Prometheus' text format."""
        return generate_latest(self.registry)
