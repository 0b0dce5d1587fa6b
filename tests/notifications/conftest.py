"""A company whose mail works."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.notifications.mail_server import Post, free_port, serving
from tests.notifications.mailing import Mailed, give_addresses, switch_on
from tests.world import World


@pytest.fixture
def mailed(world: World) -> Iterator[Mailed]:
    post, port = Post(), free_port()
    give_addresses(world)
    switch_on(port)
    with serving(post, port):
        yield Mailed(world, post)
