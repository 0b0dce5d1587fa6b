"""Plans of projects as templates: the company's own, and those that come with the product."""

from core.projects.templates.schemas import (
    TemplateIn,
    TemplateMilestone,
    TemplatePatch,
    TemplateRow,
)
from core.projects.templates.service import (
    create_from_template,
    delete_template,
    project_templates,
    save_template,
    update_template,
)

__all__ = [
    "TemplateIn",
    "TemplateMilestone",
    "TemplatePatch",
    "TemplateRow",
    "create_from_template",
    "delete_template",
    "project_templates",
    "save_template",
    "update_template",
]
