"""Departments and the company's settings."""

from __future__ import annotations

from pydantic import ConfigDict
from starlette.responses import Response

from api.calls import Posting, Reading, answer
from api.resources import Resource, add_resource
from api.routing import new_router
from core import company
from core.company import Company
from core.kit.context import Ctx

router = new_router("company")

add_resource(
    router,
    Resource(
        "/v1/departments",
        "department",
        "departments",
        spec=company.DEPARTMENT_LIST,
        row=company.DepartmentRow,
        made=company.DepartmentIn,
        patch=company.DepartmentPatch,
        list=company.list_departments,
        get=company.get_department,
        create=company.create_department,
        update=company.update_department,
        delete=company.delete_department,
        sees="anybody signed in",
        edits="departments.edit",
    ),
)


class SettingsPatch(Company):
    """Settings to change; what is not given stays."""

    model_config = ConfigDict(extra="forbid")


@router.get("/v1/settings", summary="Read the company's settings", response_model=Company)
def get_settings(call: Reading) -> Response:
    """Name, currency, time zone, start of the fiscal year, language. Right: anybody signed in."""
    return answer(call.read(company.company)).response()


@router.patch("/v1/settings", summary="Change the company's settings", response_model=Company)
def update_settings(call: Posting, body: SettingsPatch) -> Response:
    """What is not given stays. Right: `settings.admin`."""
    return call.change(lambda ctx: _merged(ctx, body))


def _merged(ctx: Ctx, patch: SettingsPatch) -> Company:
    current = company.company(ctx)
    return company.update_company(
        ctx, current.model_copy(update=patch.model_dump(exclude_unset=True))
    )
