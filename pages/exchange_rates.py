"""Exchange rates to the company currency, by day."""

from __future__ import annotations

from core.finance import (
    EXCHANGE_RATE_LIST,
    ExchangeRateIn,
    ExchangeRatePatch,
    create_exchange_rate,
    delete_exchange_rate,
    get_exchange_rate,
    list_exchange_rates,
    update_exchange_rate,
)
from core.kit.i18n import N_
from pages.ui.format import day
from pages.ui.lists import Column, RecordList
from pages.ui.records import RecordPage
from pages.ui.things import Services, Thing, thing_page

RATE = Column("rate", "number")

EXCHANGE_RATES = Thing(
    title=N_("Exchange rates"),
    new=N_("New rate"),
    listing=RecordList(
        page="exchange_rates",
        load=list_exchange_rates,
        listing=EXCHANGE_RATE_LIST,
        columns=(Column("currency"), Column("rate_date", "day"), RATE),
        empty=N_("No exchange rates yet"),
        hint=N_("A rate counts from its day until the next one."),
        icon=":material/currency_exchange:",
    ),
    record=RecordPage(
        page="exchange_rates",
        target_type="exchange_rate",
        back=N_("Exchange rates"),
        fields=(Column("currency"), Column("rate_date", "day"), RATE),
    ),
    services=Services(
        get_exchange_rate, create_exchange_rate, update_exchange_rate, delete_exchange_rate
    ),
    model=ExchangeRateIn,
    patch=ExchangeRatePatch,
    edit="rates.edit",
    title_of=lambda row: f"{row.currency} · {day(row.rate_date)}",
    hints={"rate": N_("Units of company currency for one unit of this currency.")},
)

thing_page(EXCHANGE_RATES)
