"""The web process: Streamlit pages at /, the REST API at /api, start-up and shut-down.

Started by `python -m streamlit run app.py` and nothing else.
"""

from __future__ import annotations

import gc

gc.disable()  # what starting makes stays: looking for rubbish in it only costs time

import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.types import ASGIApp
from streamlit import config

from core.identity import has_users
from core.kit.context import SYSTEM
from core.kit.settings import get_settings
from core.kit.uow import database, run_in_uow, unit_of_work
from core.operations.jobs.supervisor import JobsSupervisor
from core.start import boot
from data import migrate
from pages.ui.errors import on_script_error
from pages.web.brand import brand_routes
from pages.web.exports import export_routes
from pages.web.first_code import first_code
from pages.web.head import HeadMiddleware
from pages.web.late import LateApp
from pages.web.security import SecurityMiddleware

FIRST_PAGE_FIRST = 3.0  # seconds in which the first page has the processor to itself

config.set_option("server.maxUploadSize", get_settings().max_upload_mb)


def build_api() -> ASGIApp:
    """The REST application."""
    from api.app import create_api

    return create_api()


api = LateApp(build_api)


def start_up() -> bool:
    """Make the home, bring the schema up to date, wire features; whether it is the first run."""
    settings = get_settings()
    boot()
    settings.folder("spool")
    settings.key()
    migrate.upgrade(database(), backup_dir=settings.folder("backups"))
    with unit_of_work(SYSTEM) as ctx:
        return not has_users(ctx)


def follow_up() -> None:
    """What nobody has to wait for: the REST application, imports a crash left half done."""
    try:
        api.built()
        from core.finance.imports import recover_imports

        run_in_uow(SYSTEM, recover_imports)
    finally:
        collect_from_here()


def collect_from_here() -> None:
    """Collect garbage again, but not what was made by starting."""
    gc.collect()
    gc.freeze()
    gc.enable()


def say_where() -> None:
    """On the console: where to set the company up, and the code for another machine."""
    address = config.get_option("server.address") or "localhost"
    port = config.get_option("server.port")
    print(  # noqa: T201 (the operator reads it)
        f"\n  SelfMastery: set up your company at http://{address}:{port}\n"
        f"  From another machine the page asks for this code: {first_code()}\n",
        file=sys.stderr,
        flush=True,
    )


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """What runs once around the life of the web process."""
    if await anyio.to_thread.run_sync(start_up):
        say_where()
    later = threading.Timer(FIRST_PAGE_FIRST, follow_up)
    later.daemon = True
    later.start()
    jobs = JobsSupervisor(get_settings().home)
    if get_settings().jobs == "auto":
        jobs.start(after=FIRST_PAGE_FIRST)
    try:
        yield
    finally:
        later.cancel()
        await anyio.to_thread.run_sync(jobs.stop)
        await anyio.to_thread.run_sync(database().close)


app = st.App(
    "pages/shell.py",
    routes=[Mount("/api", app=api), *brand_routes(), *export_routes()],
    lifespan=lifespan,
    middleware=[Middleware(SecurityMiddleware), Middleware(HeadMiddleware)],
    on_script_error=on_script_error,
)
