"""Copying a year's budgets into the next, and importing a file of them."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from core.finance import (
    EXAMPLE_BUDGETS,
    BudgetCopyIn,
    BudgetCopyRow,
    BudgetFilePlan,
    BudgetFileRow,
    BudgetStatus,
    copy_budgets,
    import_budgets,
    plan_budget_file,
    preview_budget_copy,
)
from core.kit.i18n import current_locale, t
from core.kit.line_files import UploadedFile
from pages.ui.budgets.words import PAGE, Names, names
from pages.ui.dialogs import show_dialog
from pages.ui.errors import reported
from pages.ui.format import money, number
from pages.ui.notices import toast
from pages.ui.plain import plain
from pages.ui.session import page_uow, submit

SHOWN = 20
SHOWN_PROBLEMS = 12


def copy_dialog(year: int) -> None:
    """Ask how much more, show what would be made, make it."""

    def form() -> None:
        percent = st.number_input(
            t("Change of each amount in per cent"), -100.0, 1000.0, 0.0, 1.0, "%.1f",
            key=f"{PAGE}.copy.percent",
        )  # fmt: skip
        approved = st.toggle(t("Approve them at once"), key=f"{PAGE}.copy.approved")
        status = BudgetStatus.APPROVED if approved else BudgetStatus.DRAFT
        wanted = BudgetCopyIn(from_year=year, percent=Decimal(str(percent)), status=status)
        with reported():
            with page_uow() as ctx:
                rows, known = preview_budget_copy(ctx, wanted), names(ctx)
            _copies(rows, known, year)
            if any(not row.is_there for row in rows) and st.button(
                t("Copy"), type="primary", key=f"{PAGE}.copy.do"
            ):
                made = submit(lambda ctx: copy_budgets(ctx, wanted))
                toast(t("{n} budgets copied.", n=sum(not row.is_there for row in made)))
                st.query_params["year"] = str(year + 1)
                st.rerun()

    title = t("Copy the budgets of {year} into {next}", year=year, next=year + 1)
    show_dialog(title, form)


def _copies(rows: tuple[BudgetCopyRow, ...], known: Names, year: int) -> None:
    fresh = [row for row in rows if not row.is_there]
    there = len(rows) - len(fresh)
    if there:
        st.caption(
            t("{n} have a budget in {year} already and are left out.", n=there, year=year + 1)
        )
    if not fresh:
        st.caption(t("There is nothing to copy."))
    for row in fresh[:SHOWN]:
        names_of = (
            known.departments.get(row.department_id or 0),
            known.projects.get(row.project_id or 0),
            known.categories.get(row.category_id or 0),
        )
        place = row.name or " · ".join(one for one in names_of if one) or t("Company")
        amounts = f"{money(row.former, row.currency)} → {money(row.amount, row.currency)}"
        st.markdown(f"{plain(place)} · {plain(amounts)}")
    if len(fresh) > SHOWN:
        st.caption(t("and {n} more", n=len(fresh) - SHOWN))


def import_dialog(year: int) -> None:
    """Take a file, show line by line what it would do or what to mend, write all or nothing."""

    def form() -> None:
        st.caption(
            t(
                "A line a budget: department, project or category, then the months or a total. "
                "A budget of the same place and year is changed, never doubled."
            )
        )
        text = EXAMPLE_BUDGETS.get(current_locale(), EXAMPLE_BUDGETS["en"])
        st.download_button(
            t("Example"), data=text.replace("{year}", str(year)).encode("utf-8-sig"),
            file_name="budgets.csv", mime="text/csv", icon=":material/download:",
            type="tertiary", key=f"{PAGE}.import.example", on_click="ignore",
        )  # fmt: skip
        upload = st.file_uploader(
            t("File of budgets"), type=["csv", "txt", "xlsx"], key=f"{PAGE}.import.file",
            label_visibility="collapsed",
        )  # fmt: skip
        if upload is not None:
            with reported():
                _preview(UploadedFile(upload.name, upload.getvalue()), year)

    show_dialog(t("Import budgets"), form, width="large")


def _preview(file: UploadedFile, year: int) -> None:
    with page_uow() as ctx:
        plan = plan_budget_file(ctx, file, year=year)
    if plan.problems:
        st.warning(t("Mend these places, then choose the file again."), icon=":material/info:")
        for text in plan.problems[:SHOWN_PROBLEMS]:
            st.markdown(plain(text))
        if len(plan.problems) > SHOWN_PROBLEMS:
            st.caption(t("and {n} more", n=len(plan.problems) - SHOWN_PROBLEMS))
        return
    _summary(plan)
    for row in plan.rows[:SHOWN]:
        st.markdown(_line(row))
    if len(plan.rows) > SHOWN:
        st.caption(t("and {n} more", n=len(plan.rows) - SHOWN))
    reason = st.text_input(t("Reason"), key=f"{PAGE}.import.reason", max_chars=500)
    approved = st.toggle(t("Approve them at once"), value=True, key=f"{PAGE}.import.approved")
    status = BudgetStatus.APPROVED if approved else BudgetStatus.DRAFT
    if plan.rows and st.button(t("Write all"), type="primary", key=f"{PAGE}.import.do"):
        done = submit(
            lambda ctx: import_budgets(ctx, file, year=year, status=status, reason=reason or None)
        )
        toast(t("{new} budgets added, {changed} changed.", new=done.new, changed=done.changed))
        st.rerun()


def _summary(plan: BudgetFilePlan) -> None:
    st.markdown(
        t(
            "**{new}** new budgets, **{changed}** changed, {total} together",
            new=plan.new,
            changed=plan.changed,
            total=plain(number(plan.total, 2)),
        )
    )


def _line(row: BudgetFileRow) -> str:
    parts = (str(row.year), row.department, row.project, row.category, row.name)
    place = " · ".join(plain(part) for part in parts if part)
    amount = plain(money(row.amount, row.currency))
    if row.former is not None:
        amount = f"{plain(money(row.former, row.currency))} → {amount}"
    return f"{place} · {amount}"
