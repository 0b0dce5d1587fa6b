"""Projects from a file: a line a project, known by its code; empty cells change nothing."""

from __future__ import annotations

from collections.abc import Sequence

from core.finance import LinkWords, file_rows
from core.identity import with_shown
from core.kit.context import Ctx
from core.kit.i18n import N_, t
from core.kit.line_cells import choice_of, day_of, number_of, plain_number
from core.kit.line_files import UploadedFile
from core.kit.line_import import (
    CheckedFile,
    CheckedLine,
    FileColumn,
    FilePlan,
    Line,
    Told,
    cells_of,
    check_lines,
    read_lines,
    refusal,
    write_lines,
)
from core.kit.uow import Who, run_in_uow
from core.projects.queries import to_row, visible_projects
from core.projects.schemas import ProjectIn, ProjectPatch, ProjectRow
from core.projects.service import (
    add_project,
    change_project,
    check_project,
    check_project_change,
)
from core.projects.states import PROJECT_STATUS_NAMES
from data.schema import Project

NEEDED = ("name",)


def preview_project_file(who: Who, file: UploadedFile, *, reason: str | None = None) -> FilePlan:
    """What the file would do, by all checks of its lines.

    Raises Invalid, TooLarge for what is no such file, NotPermitted.
    """
    return run_in_uow(who, lambda ctx: _checked(ctx, file, reason).plan())


def import_projects(ctx: Ctx, file: UploadedFile, *, reason: str | None = None) -> FilePlan:
    """Write what the file says: a known code changes that project, any other line is a new one.
    All or nothing; Invalid names what to mend."""
    return write_lines(ctx, _checked(ctx, file, reason))


def project_columns(ctx: Ctx) -> tuple[FileColumn, ...]:
    """The columns a file of projects may have."""
    link = LinkWords(ctx).column

    def money(name: str, title: str) -> FileColumn:
        return FileColumn(name, (title,), number_of, plain_number)

    return (
        FileColumn("code", (N_("Code"), "Project code", "项目编号")),
        FileColumn("name", (N_("Name"), "Project", "Project name", "项目名称")),
        FileColumn(
            "status",
            (N_("Status"),),
            choice_of(PROJECT_STATUS_NAMES),
            lambda code: t(PROJECT_STATUS_NAMES[code]),
        ),
        FileColumn("start_date", (N_("Start"), "Start date", "开始日期"), day_of),
        FileColumn("end_date", (N_("Planned end"), "End date", "End", "结束日期"), day_of),
        FileColumn("actual_end_date", (N_("Actual end"), "实际结束日期"), day_of),
        money("budget", N_("Budget")),
        money("estimated_cost", N_("Estimated cost")),
        FileColumn("currency", (N_("Currency"),), lambda text, _held: text.upper()),
        link("customer_id", N_("Customer"), "客户名称"),
        link("manager_id", N_("Manager"), "项目经理"),
        link("department_id", N_("Department"), "部门名称"),
        FileColumn("description", (N_("Description"), N_("Note"))),
    )


def _checked(ctx: Ctx, file: UploadedFile, reason: str | None) -> CheckedFile:
    ctx.require("projects.edit")
    columns = project_columns(ctx)
    lines = read_lines(file_rows(file), columns, NEEDED)
    known = _Known(ctx)
    return check_lines(lines, lambda line: known.check(line, columns, reason), "name")


class _Known:
    """The projects that are there, by code and name, and the codes the file has named so far."""

    def __init__(self, ctx: Ctx) -> None:
        found = ctx.session.execute(with_shown(ctx, visible_projects(ctx), Project))
        rows = [to_row(row.Project, shown=bool(row.shown)) for row in found]
        self.ctx = ctx
        self.by_code: dict[str, ProjectRow] = {row.code: row for row in rows if row.code}
        self.names = {row.name.casefold(): row.code for row in rows}
        self.told = Told()

    def check(self, line: Line, columns: Sequence[FileColumn], reason: str | None) -> CheckedLine:
        """The project of a line, new or changed. Raises what the services raise."""
        if line["code"]:
            self.told.once(line, line["code"], "code")
        else:
            self._check_name(line)
        held = self.by_code.get(line["code"])
        if held is None:
            return self._new(line, columns)
        cells = cells_of(line, columns, held)
        if not cells.values:
            return line.unchanged(held.name)
        patch = ProjectPatch.model_validate({**cells.values, "reason": reason})
        change = check_project_change(self.ctx, held.id, patch)
        return line.changed(held.name, cells, lambda: change_project(self.ctx, change))

    def _new(self, line: Line, columns: Sequence[FileColumn]) -> CheckedLine:
        cells = cells_of(line, columns)
        new = check_project(self.ctx, ProjectIn.model_validate(cells.values))
        if line["code"]:
            self.names[line["name"].casefold()] = line["code"]
        return line.new(line["name"], lambda: add_project(self.ctx, new))

    def _check_name(self, line: Line) -> None:
        name = line["name"].casefold()
        if known := self.names.get(name):
            message = N_("There is a project of this name; write its code {known} to change it.")
            raise refusal("name", message, known=known)
        self.told.once(line, ("name", name), "name")
