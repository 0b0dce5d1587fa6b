"""The company: its settings and its department tree."""

from core.company.departments import (
    DEPARTMENT_LIST,
    create_department,
    delete_department,
    get_department,
    list_departments,
    update_department,
)
from core.company.schemas import Company, DepartmentIn, DepartmentPatch, DepartmentRow
from core.company.settings import company, get_setting, put_setting, update_company

__all__ = [
    "DEPARTMENT_LIST",
    "Company",
    "DepartmentIn",
    "DepartmentPatch",
    "DepartmentRow",
    "company",
    "create_department",
    "delete_department",
    "get_department",
    "get_setting",
    "list_departments",
    "put_setting",
    "update_company",
    "update_department",
]
