"""Departments and the company's settings."""

from __future__ import annotations

from starlette.responses import Response

from api.calls import Posting, Reading, answer
from api.listing import ListOf, list_answer, list_parameters
from api.resources import Resource, add_resource
from api.routing import new_router
from core import company
from core.company import Company, CompanyPatch, SettingChangeRow

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


@router.get("/v1/settings", summary="Read the company's settings", response_model=Company)
def get_settings(call: Reading) -> Response:
    """Name, currency, calendar, language. Right: anybody signed in."""
    return answer(call.read(company.company)).response()


@router.patch("/v1/settings", summary="Change the company's settings", response_model=Company)
def update_settings(call: Posting, body: CompanyPatch) -> Response:
    """What is not given stays. Right: `settings.admin`."""
    return call.change(lambda ctx: company.patch_company(ctx, body))


@router.get(
    "/v1/settings/history",
    summary="List changes of the settings, newest first",
    response_model=ListOf[SettingChangeRow],
    openapi_extra=list_parameters(company.SETTING_HISTORY_LIST),
)
def list_settings_history(call: Reading) -> Response:
    """Who changed what from what, when. Right: `settings.admin` or `departments.edit`."""
    return list_answer(call, company.SETTING_HISTORY_LIST, company.list_setting_history)
