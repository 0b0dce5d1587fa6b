"""What a list or table shows as CSV and XLSX: all its rows, made while they are sent.

A page offers a file at an address that only its reader's session may open;
`pages/web/exports.py` sends it, with the reader's rights of that moment.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo

import streamlit as st

from core.company import Company
from core.kit.export import Field
from core.kit.i18n import current_locale, t, use_locale
from core.kit.uow import Credential
from pages.ui.session import current_credential, current_secret
from pages.ui.table import Column, Names

HERE = Path(__file__).parent
FOLDER = "/export"
FORMATS = ("csv", "xlsx")
MOST_OFFERS = 5_000
Row = Sequence[Any]
Batches = Callable[[Credential], Iterator[Sequence[Row]]]
Maker = Callable[[Credential, str], IO[bytes]]

_SALT = secrets.token_bytes(32)
_LOCK = threading.Lock()
_OFFERS: OrderedDict[str, Offer] = OrderedDict()
_LINKS = st.components.v2.component(
    "selfmastery_downloads",
    html='<div class="links"></div>',
    css=(HERE / "downloads.css").read_text(encoding="utf-8"),
    js=(HERE / "downloads.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class Offer:
    """A file that can be fetched: `batches` reads its rows, some at a time, as `who`; or `make`
    makes the whole file of a format."""

    name: str
    owner: str
    who: Credential
    locale: str
    fields: tuple[Field, ...]
    batches: Batches
    make: Maker | None = None

    def rows(self) -> Iterator[Row]:
        """All rows. Each batch is read in the reader's language, in whichever thread asks."""
        source = self.batches(self.who)
        while True:
            with use_locale(self.locale):
                batch = next(source, None)
            if batch is None:
                return
            yield from batch


def offer_file(
    name: str,
    fields: Sequence[Field],
    batches: Batches,
    *,
    what: object = "",
    make: Maker | None = None,
    formats: Sequence[str] = FORMATS,
) -> dict[str, str]:
    """Offer a file to the reader; its addresses by format. The same `what`, the same addresses."""
    secret = current_secret() or ""
    told = repr((secret, name, current_locale(), what)).encode()
    ticket = hmac.new(_SALT, told, hashlib.sha256).hexdigest()[:40]
    made = Offer(
        name,
        owner_of(secret),
        current_credential(),
        current_locale(),
        tuple(fields),
        batches,
        make,
    )
    with _LOCK:
        _OFFERS[ticket] = made
        _OFFERS.move_to_end(ticket)
        while len(_OFFERS) > MOST_OFFERS:
            _OFFERS.popitem(last=False)
    return {suffix: f"{FOLDER}/{ticket}/{name}.{suffix}" for suffix in formats}


def offered(ticket: str, secret: str) -> Offer | None:
    """What was offered to the session with that secret."""
    with _LOCK:
        found = _OFFERS.get(ticket)
    return found if found is not None and found.owner == owner_of(secret) else None


def owner_of(secret: str) -> str:
    """Whose offer it is, without keeping the secret."""
    return hmac.new(_SALT, secret.encode(), hashlib.sha256).hexdigest()


def draw_downloads(addresses: Mapping[str, str], *, key: str, note: str = "") -> None:
    """A link for each format, inside a menu; `note` (translated) stands above them."""
    with st.popover(t("Export"), icon=":material/download:", key=f"{key}.export"):
        if note:
            st.caption(note)
        _links(addresses, key, small=False)


def draw_files(text: str, files: Mapping[str, str], *, key: str, icon: str, note: str = "") -> None:
    """A menu of files by what each is: label (translated) -> address."""
    links = [{"label": name, "url": url, "title": name} for name, url in files.items()]
    with st.popover(text, icon=icon, key=f"{key}.files"):
        if note:
            st.caption(note)
        _LINKS(key=f"{key}.file_links", data=[{"links": links, "small": False}], width="stretch")


def draw_small_downloads(addresses: Mapping[str, str], *, key: str) -> None:
    """The same as plain words, for the head of a card."""
    with st.container(width="content", key=f"{key}.export"):
        _links(addresses, key, small=True)


def _links(addresses: Mapping[str, str], key: str, *, small: bool) -> None:
    links = [
        {"label": suffix.upper(), "url": url, "title": t("Export as {form}", form=suffix.upper())}
        for suffix, url in addresses.items()
    ]
    _LINKS(
        key=f"{key}.export_links",
        data=[{"links": links, "small": small}],
        width="content" if small else "stretch",
    )


@dataclass(frozen=True)
class Sheet:
    """Columns of the screen as columns of a file."""

    fields: tuple[Field, ...]
    values: Callable[[Any, Names], list[Any]]


def sheet_of(columns: Sequence[Column], company: Company) -> Sheet:
    """A field for each column, and one for the currency where an amount names its own."""
    zone = ZoneInfo(company.timezone)
    fields: list[Field] = []
    readers: list[Callable[[Any, Names], Any]] = []
    named = {column.name for column in columns}
    for column in columns:
        fields.append(_field(column, company.currency))
        readers.append(_reader(column, zone))
        if column.kind == "money" and column.currency and column.currency not in named:
            named.add(column.currency)
            fields.append(Field(t("Currency")))
            readers.append(_attribute(column.currency))
    return Sheet(tuple(fields), lambda row, names: [read(row, names) for read in readers])


def _attribute(name: str) -> Callable[[Any, Names], Any]:
    return lambda row, _names: getattr(row, name)


def _field(column: Column, currency: str) -> Field:
    if column.kind in {"badge", "flag"}:
        return Field(column.title())
    own = column.kind == "money" and not column.currency
    return Field(f"{column.title()} ({currency})" if own else column.title(), column.kind)  # type: ignore[arg-type]


def _reader(column: Column, zone: ZoneInfo) -> Callable[[Any, Names], Any]:
    def read(row: Any, names: Names) -> Any:
        value = column.raw(row)
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.astimezone(zone).replace(tzinfo=None)
        if in_words or column.name in names or isinstance(value, tuple | list):
            return column.text(row, names)
        return value

    in_words = bool(column.texts) or column.kind in {"badge", "flag"}
    return read
