"""Milestones from a file: a line a milestone, known by its project and name; empty cells change
nothing."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from core.company import company
from core.finance import LinkWords, file_rows
from core.kit.context import Ctx
from core.kit.i18n import N_, t
from core.kit.inputs import Row
from core.kit.line_cells import BadCell, choice_of, day_of, number_of, plain_number
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
from core.kit.periods import today
from core.kit.uow import Who, run_in_uow
from core.projects.milestones.queries import to_row, visible_milestones
from core.projects.milestones.schemas import MilestoneIn, MilestonePatch, MilestoneRow
from core.projects.milestones.service import (
    add_milestone,
    change_milestone,
    check_milestone,
    check_milestone_change,
)
from core.projects.milestones.states import MILESTONE_STATUS_NAMES
from core.projects.progress import follow_milestones
from data.schema import Project, ProjectMilestone

NEEDED = ("name",)
COLUMNS = (
    FileColumn("project_code", (N_("Project code"), "项目编号", "项目代码")),
    FileColumn("project_id", (N_("Project"), "Project name", "项目名称")),
    FileColumn("name", (N_("Name"), "Milestone", "里程碑", "里程碑名称")),
    FileColumn("planned_date", (N_("Planned for"), "Planned date", "计划日期"), day_of),
    FileColumn("actual_date", (N_("Reached on"), "Actual date", "实际日期"), day_of),
    FileColumn(
        "status",
        (N_("Status"),),
        choice_of(MILESTONE_STATUS_NAMES),
        lambda code: t(MILESTONE_STATUS_NAMES[code]),
    ),
    FileColumn("weight", (N_("Weight"),), number_of, plain_number),
    FileColumn("description", (N_("Description"), N_("Note"))),
)
OWN = COLUMNS[2:]


class FiledMilestone(Row):
    """A milestone as a file of all projects names it."""

    id: int
    project_code: str | None
    project_id: str
    name: str
    planned_date: date
    actual_date: date | None
    status: str
    weight: Decimal
    description: str | None


def preview_milestone_file(
    who: Who, file: UploadedFile, *, project_id: int | None = None, reason: str | None = None
) -> FilePlan:
    """What the file would do, by all checks of its lines.

    Raises Invalid, TooLarge for what is no such file, NotPermitted.
    """
    return run_in_uow(who, lambda ctx: _Milestones(ctx, project_id, reason).checked(file).plan())


def import_milestones(
    ctx: Ctx, file: UploadedFile, *, project_id: int | None = None, reason: str | None = None
) -> FilePlan:
    """Write what the file says, for `project_id` where a line names no project. All or nothing;
    Invalid names what to mend."""
    milestones = _Milestones(ctx, project_id, reason)
    plan = write_lines(ctx, milestones.checked(file))
    follow_milestones(ctx, *milestones.touched.values())
    return plan


def filed_milestones(ctx: Ctx) -> list[FiledMilestone]:
    """The milestones of all visible projects by project and day, as `import_milestones` reads
    them back."""
    found = visible_milestones(ctx).add_columns(Project.code, Project.name.label("project"))
    ordered = found.order_by(Project.code, Project.id, ProjectMilestone.planned_date)
    day = today(ctx.now, company(ctx).timezone)
    filed = []
    for row in ctx.session.execute(ordered.order_by(ProjectMilestone.id)):
        one = to_row(row.ProjectMilestone, day)
        named = {"project_code": row.code, "project_id": row.project}
        filed.append(FiledMilestone.model_validate(one.model_dump() | named))
    return filed


class _Milestones:
    """The milestones that are there, by project and name; `touched` are projects whose milestones
    a file makes or changes."""

    def __init__(self, ctx: Ctx, project_id: int | None, reason: str | None) -> None:
        ctx.require("projects.edit")
        self.ctx, self.project_id, self.reason = ctx, project_id, reason
        self.words = LinkWords(ctx)
        self.known: dict[tuple[int, str], list[MilestoneRow]] = defaultdict(list)
        self.told = Told()
        self.touched: dict[int, Project] = {}
        day = today(ctx.now, company(ctx).timezone)
        for row in ctx.session.scalars(visible_milestones(ctx)):
            self.known[row.project_id, row.name.casefold()].append(to_row(row, day))

    def checked(self, file: UploadedFile) -> CheckedFile:
        """All lines of a file. Raises Invalid, TooLarge for what is no such file."""
        lines = read_lines(file_rows(file), COLUMNS, NEEDED)
        return check_lines(lines, self._check, "name")

    def _check(self, line: Line) -> CheckedLine:
        """The milestone of a line, new or changed. Raises what the services raise."""
        project_id = self._project(line)
        key = (project_id, line["name"].casefold())
        self.told.once(line, key, "name")
        held = self.known.get(key, [])
        if len(held) > 1:
            raise refusal("name", N_("The project has several milestones of this name."))
        if held:
            return self._change(line, held[0])
        values = cells_of(line, OWN).values
        made = MilestoneIn.model_validate({**values, "reason": self.reason})
        new = check_milestone(self.ctx, project_id, made)
        self.touched[project_id] = new.project
        return line.new(line["name"], lambda: add_milestone(self.ctx, new, follow=False))

    def _change(self, line: Line, held: MilestoneRow) -> CheckedLine:
        cells = cells_of(line, OWN, held)
        if not cells.values:
            return line.unchanged(held.name)
        patch = MilestonePatch.model_validate({**cells.values, "reason": self.reason})
        change = check_milestone_change(self.ctx, held.id, patch)
        self.touched[held.project_id] = change.project

        def write() -> None:
            change_milestone(self.ctx, change, follow=False)

        return line.changed(held.name, cells, write)

    def _project(self, line: Line) -> int:
        """The project of a line by its code, else by its name, else the one of the page."""
        column = "project_code" if line["project_code"] else "project_id"
        written = line[column]
        if not written and self.project_id is not None:
            return self.project_id
        if not written:
            raise refusal(column, N_("Write the project’s code or name."))
        try:
            return int(self.words.reader("project_id")(written, None))
        except BadCell as error:
            raise refusal(column, str(error)) from error
