"""Satisfaction scores from a file: a line a score, known by customer, project and day; empty
cells change nothing."""

from __future__ import annotations

from core.finance import LinkWords, file_rows
from core.kit.context import Ctx
from core.kit.i18n import N_
from core.kit.line_cells import day_of, number_of, plain_number
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
    write_lines,
)
from core.kit.uow import Who, run_in_uow
from core.satisfaction.schemas import ScoreIn, ScorePatch, ScoreRow
from core.satisfaction.service import (
    add_score,
    change_score,
    check_score,
    check_score_change,
    visible_scores,
)

NEEDED = ("customer_id", "score", "scored_on")


def preview_score_file(who: Who, file: UploadedFile) -> FilePlan:
    """What the file would do, by all checks of its lines.

    Raises Invalid, TooLarge for what is no such file, NotPermitted.
    """
    return run_in_uow(who, lambda ctx: _checked(ctx, file).plan())


def import_scores(ctx: Ctx, file: UploadedFile) -> FilePlan:
    """Write what the file says: one score of a customer for a project on a day. All or nothing;
    Invalid names what to mend."""
    return write_lines(ctx, _checked(ctx, file))


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


def _checked(ctx: Ctx, file: UploadedFile) -> CheckedFile:
    ctx.require("customers.edit")
    columns = _columns(ctx)
    lines = read_lines(file_rows(file), columns, NEEDED)
    scores = _Scores(ctx, columns)
    return check_lines(lines, scores.check, "customer_id")


class _Scores:
    """The scores that are there, by customer, project and day."""

    def __init__(self, ctx: Ctx, columns: tuple[FileColumn, ...]) -> None:
        self.ctx, self.columns = ctx, columns
        rows = [ScoreRow.model_validate(row) for row in ctx.session.scalars(visible_scores(ctx))]
        self.known = {(row.customer_id, row.project_id, row.scored_on): row for row in rows}
        self.told = Told()

    def check(self, line: Line) -> CheckedLine:
        """The score of a line, new or changed. Raises what the services raise."""
        sent = ScoreIn.model_validate(cells_of(line, self.columns).values)
        key = (sent.customer_id, sent.project_id, sent.scored_on)
        self.told.once(line, key, "customer_id")
        held, name = self.known.get(key), line["customer_id"]
        if held is None:
            new = check_score(self.ctx, sent)
            return line.new(name, lambda: add_score(self.ctx, new))
        cells = cells_of(line, self.columns, held)
        if not cells.values:
            return line.unchanged(name)
        patch = ScorePatch.model_validate(cells.values)
        change = check_score_change(self.ctx, held.id, patch)
        return line.changed(name, cells, lambda: change_score(self.ctx, change))
