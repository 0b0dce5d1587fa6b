"""Milestones from a file: a line a milestone, known by its project and name; empty cells change
nothing."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from core.company import company
from core.finance import LinkWords, file_rows
from core.kit.context import Ctx
from core.kit.i18n import N_, t
from core.kit.inputs import Row
from core.kit.line_cells import BadCell, choice_of, day_of, number_of, plain_number
from core.kit.line_files import UploadedFile
from core.kit.line_import import (
    FileColumn,
    FileLines,
    FilePlan,
    Line,
    PlannedLine,
    Told,
    cells_of,
    read_lines,
    refusal,
    run_lines,
    try_out,
    whole,
)
from core.kit.periods import today
from core.kit.uow import Who
from core.projects.milestones.queries import to_row, visible_milestones
from core.projects.milestones.schemas import MilestoneIn, MilestonePatch, MilestoneRow
from core.projects.milestones.service import create_milestone, update_milestone
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
    """What the file would do, by doing it and taking it back.

    Raises Invalid, TooLarge for what is no such file, NotPermitted.
    """
    return try_out(who, lambda ctx: _run(ctx, file, project_id, reason))


def import_milestones(
    ctx: Ctx, file: UploadedFile, *, project_id: int | None = None, reason: str | None = None
) -> FilePlan:
    """Write what the file says, for `project_id` where a line names no project. All or nothing;
    Invalid names what to mend."""
    return whole(_run(ctx, file, project_id, reason))


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


def _run(ctx: Ctx, file: UploadedFile, project_id: int | None, reason: str | None) -> FilePlan:
    ctx.require("projects.edit")
    lines = read_lines(file_rows(file), COLUMNS, NEEDED)
    work = _Milestones(ctx, lines, project_id, reason)
    plan = run_lines(ctx, lines, work.write, "name")
    touched = select(Project).where(Project.id.in_(work.touched))
    follow_milestones(ctx, *ctx.session.scalars(touched))
    return plan


class _Milestones:
    """The milestones that are there, by project and name."""

    def __init__(
        self, ctx: Ctx, lines: FileLines, project_id: int | None, reason: str | None
    ) -> None:
        self.ctx, self.project_id, self.reason = ctx, project_id, reason
        self.words = LinkWords(ctx)
        self.known: dict[tuple[int, str], list[MilestoneRow]] = defaultdict(list)
        self.told = Told()
        self.touched: set[int] = set()
        day = today(ctx.now, company(ctx).timezone)
        for row in ctx.session.scalars(visible_milestones(ctx)):
            self.known[row.project_id, row.name.casefold()].append(to_row(row, day))

    def write(self, line: Line) -> PlannedLine:
        """Make or change the milestone of a line. Raises what the services raise."""
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
        create_milestone(self.ctx, project_id, made, follow=False)
        self.touched.add(project_id)
        return line.new(line["name"])

    def _change(self, line: Line, held: MilestoneRow) -> PlannedLine:
        cells = cells_of(line, OWN, held)

        def write() -> None:
            patch = MilestonePatch.model_validate({**cells.values, "reason": self.reason})
            update_milestone(self.ctx, held.id, patch, follow=False)
            self.touched.add(held.project_id)

        return line.change(held.name, cells, write)

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
