"""Customers. Phone numbers are encrypted; lists show the tail, the whole one is asked for."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select

from core.audit import change_row, create_row, record, remove_row
from core.finance.links import check_links
from core.finance.master_schemas import CustomerIn, CustomerPatch, CustomerRow
from core.identity import load_editable, load_visible, place, require_place, scoped
from core.kit.context import Ctx
from core.kit.crypto import decrypt, decrypted, encrypt, normalise_number, tail_of
from core.kit.errors import Conflict
from core.kit.i18n import N_
from core.kit.listing import ListQuery, ListSpec, Page, contains, equals, list_page, parse_bool
from data.schema import CategorisationRule, Contract, Customer, FinancialRecord, Project, Receivable

CUSTOMER_LIST = ListSpec(
    key=Customer.id,
    sorts={
        "id": Customer.id,
        "name": Customer.name,
        "code": Customer.code,
        "created_at": Customer.created_at,
    },
    default_sort="name",
    filters={
        "name": contains(Customer.name),
        "code": equals(Customer.code),
        "department_id": equals(Customer.department_id, int),
        "is_active": equals(Customer.is_active, parse_bool),
    },
    search=(Customer.name, Customer.code, Customer.contact, Customer.email),
)
RIGHTS = ("customers.view", "customers.edit")
USERS_OF_CUSTOMER: tuple[Any, ...] = (
    FinancialRecord,
    Project,
    CategorisationRule,
    Contract,
    Receivable,
)


def visible_customers(ctx: Ctx) -> Select[Any]:
    """The customers the actor may see. Raises NotPermitted."""
    ctx.require("customers.view")
    return select(Customer).where(scoped(ctx, "customers.view", Customer))


def list_customers(ctx: Ctx, query: ListQuery, *, with_total: bool = False) -> Page[CustomerRow]:
    """Customers in the actor's scope."""
    return list_page(
        ctx,
        visible_customers(ctx),
        CUSTOMER_LIST,
        query,
        lambda row: _row(row.Customer),
        with_total=with_total,
    )


def get_customer(ctx: Ctx, customer_id: int) -> CustomerRow:
    """One customer. Raises NotFound."""
    return _row(load_visible(ctx, Customer, customer_id, "customers.view"))


def create_customer(ctx: Ctx, customer: CustomerIn) -> CustomerRow:
    """Add a customer. Raises Conflict for a taken code."""
    ctx.require("customers.edit")
    values = customer.model_dump(exclude={"phone"})
    check_links(ctx, values)
    values["department_id"] = place(ctx, "customers.edit", customer.department_id, None)
    _check_code(ctx, customer.code, None)
    row = create_row(ctx, Customer(**values, phone_encrypted=_sealed(customer.phone)), "customer")
    return _row(row)


def update_customer(
    ctx: Ctx, customer_id: int, patch: CustomerPatch, *, expected_version: int | None = None
) -> CustomerRow:
    """Change a customer. Raises Conflict for a taken code, Stale."""
    row = load_editable(ctx, Customer, customer_id, RIGHTS)
    values = patch.model_dump(exclude_unset=True, exclude={"phone"})
    check_links(ctx, values, row)
    if values.get("department_id", row.department_id) != row.department_id:
        require_place(ctx, "customers.edit", values["department_id"])
    _check_code(ctx, values.get("code"), customer_id)
    if "phone" in patch.model_fields_set and not _is_phone_of(row, patch.phone):
        values["phone_encrypted"] = _sealed(patch.phone)
    change_row(ctx, row, "customer", values, expected_version=expected_version)
    return _row(row)


def delete_customer(ctx: Ctx, customer_id: int) -> None:
    """Remove a customer nothing belongs to. Raises Conflict."""
    row = load_editable(ctx, Customer, customer_id, RIGHTS)
    for model in USERS_OF_CUSTOMER:
        used = select(func.count()).select_from(model).where(model.customer_id == customer_id)
        if ctx.session.scalar(used):
            raise Conflict(
                "customer.in_use",
                N_("Other entries belong to this customer. Set it inactive instead."),
            )
    remove_row(ctx, row, "customer")


def customer_phone(ctx: Ctx, customer_id: int) -> str | None:
    """The whole phone number, for whoever may edit the customer; being shown it is audited."""
    row = load_editable(ctx, Customer, customer_id, RIGHTS)
    if row.phone_encrypted is None:
        return None
    record(ctx, "customer.phone_shown", "customer", customer_id)
    return decrypt(row.phone_encrypted)


def _row(row: Customer) -> CustomerRow:
    fields = {name: getattr(row, name) for name in CustomerRow.model_fields if name != "phone_tail"}
    return CustomerRow(**fields, phone_tail=tail_of(decrypted(row.phone_encrypted)))


def _sealed(phone: str | None) -> str | None:
    return encrypt(normalise_number(phone)) if phone else None


def _is_phone_of(row: Customer, phone: str | None) -> bool:
    return decrypted(row.phone_encrypted) == (normalise_number(phone) if phone else None)


def _check_code(ctx: Ctx, code: str | None, customer_id: int | None) -> None:
    taken = select(Customer.id).where(Customer.code == code, Customer.id != (customer_id or 0))
    if code is not None and ctx.session.scalar(taken) is not None:
        raise Conflict(
            "customer.code_taken",
            N_("There is already a customer with the code {taken}."),
            taken=code,
        )
