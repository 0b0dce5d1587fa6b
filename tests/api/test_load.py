"""A hundred requests at the same moment."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.api.conftest import Cast

pytestmark = pytest.mark.integration


def test_a_hundred_concurrent_requests_are_all_answered(
    app: Any, cast: Cast, serve: Callable[[Any], str]
) -> None:
    record = {"record_date": "2026-01-01", "direction": "income", "amount": "1.00"}

    async def run() -> Counter[int]:
        headers = {"Authorization": f"Bearer {cast.finance}"}
        limits = httpx.Limits(max_connections=100)
        async with httpx.AsyncClient(
            base_url=f"{serve(app)}/api/v1", headers=headers, timeout=60, limits=limits
        ) as client:
            requests = [
                client.post("/financial-records", json=record)
                if number % 4 == 0
                else client.get("/financial-records")
                for number in range(100)
            ]
            answers = await asyncio.gather(*requests)
            listed = await client.get("/financial-records?limit=500")
            assert len(listed.json()["items"]) == 25
            return Counter(answer.status_code for answer in answers)

    assert asyncio.run(run()) == Counter({200: 75, 201: 25})
