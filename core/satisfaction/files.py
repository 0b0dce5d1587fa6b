"""Satisfaction scores from a file: a line a score, known by customer, project and day; empty
cells change nothing."""

from __future__ import annotations

from core.finance import LinkWords, file_rows
from core.kit.context import Ctx
from core.kit.i18n import N_
from core.kit.line_cells import day_of, number_of, plain_number
from core.kit.line_files import UploadedFile
from core.kit.line_import import (
    FileColumn,
    FilePlan,
    Line,
    PlannedLine,
    Told,
    cells_of,
    read_lines,
    run_lines,
    try_out,
    whole,
)
from core.kit.uow import Who
from core.satisfaction.schemas import ScoreIn, ScorePatch, ScoreRow
from core.satisfaction.service import create_score, update_score, visible_scores

NEEDED = ("customer_id", "score", "scored_on")


def preview_score_file(who: Who, file: UploadedFile) -> FilePlan:
    """What the file would do, by doing it and taking it back.

    Raises Invalid, TooLarge for what is no such file, NotPermitted.
    """
    return try_out(who, lambda ctx: _run(ctx, file))


def import_scores(ctx: Ctx, file: UploadedFile) -> FilePlan:
    """Write what the file says: one score of a customer for a project on a day. All or nothing;
    Invalid names what to mend."""
    return whole(_run(ctx, file))


def _columns(ctx: Ctx) -> tuple[FileColumn, ...]:
    link = LinkWords(ctx).column
    return (
        link("customer_id", N_("Customer"), "Customer name", "客户名称"),
        link("project_id", N_("Project"), "Project code", "项目名称", "项目编码", "项目编号"),
        link("department_id", N_("Department"), "部门名称"),
        FileColumn("score", (N_("Score"), "得分", "分数", "满意度"), number_of, plain_number),
        FileColumn("scored_on", (N_("Given on"), "Date", "日期", "评价日期"), day_of),
        FileColumn("comment", (N_("What they said"), "Comment", "评价", N_("Note"))),
    )


def _run(ctx: Ctx, file: UploadedFile) -> FilePlan:
    ctx.require("customers.edit")
    columns = _columns(ctx)
    lines = read_lines(file_rows(file), columns, NEEDED)
    scores = _Scores(ctx, columns)
    return run_lines(ctx, lines, scores.write, "customer_id")


class _Scores:
    """The scores that are there, by customer, project and day."""

    def __init__(self, ctx: Ctx, columns: tuple[FileColumn, ...]) -> None:
        self.ctx, self.columns = ctx, columns
        rows = [ScoreRow.model_validate(row) for row in ctx.session.scalars(visible_scores(ctx))]
        self.known = {(row.customer_id, row.project_id, row.scored_on): row for row in rows}
        self.told = Told()

    def write(self, line: Line) -> PlannedLine:
        """Enter or change the score of a line. Raises what the services raise."""
        sent = ScoreIn.model_validate(cells_of(line, self.columns).values)
        key = (sent.customer_id, sent.project_id, sent.scored_on)
        self.told.once(line, key, "customer_id")
        held, name = self.known.get(key), line["customer_id"]
        if held is None:
            create_score(self.ctx, sent)
            return line.new(name)
        cells = cells_of(line, self.columns, held)

        def write() -> None:
            update_score(self.ctx, held.id, ScorePatch.model_validate(cells.values))

        return line.change(name, cells, write)
