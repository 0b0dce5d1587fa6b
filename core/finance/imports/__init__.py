"""Files on their way into the books.

Pure steps over a scratch file (spool → encodings → dialect → layout → profile → columns → decide
→ parsing → odd → keys → preview), then staging, books, commit and undo in the company's
database. `driver` ties them together with short units of work.
"""

from core.finance.imports.answering import (
    answer_import,
    begin_answer,
    cancel_import,
    may_read_otherwise,
    read_again,
)
from core.finance.imports.batches import (
    IMPORT_LIST,
    clean_spool,
    get_import,
    list_imports,
    recover_imports,
)
from core.finance.imports.categories import (
    CategoryCount,
    CategoryTotal,
    categories_of_batch,
    categories_of_import,
    categories_of_preview,
)
from core.finance.imports.columns import FIELDS
from core.finance.imports.corrections import Correction
from core.finance.imports.driver import commit_import, read_import, run_import, start_import
from core.finance.imports.examples import examples
from core.finance.imports.grid import MARKS, Mark, PreviewRow, planned, preview_rows
from core.finance.imports.head import head_lines
from core.finance.imports.layout import NO_HEADER
from core.finance.imports.schemas import (
    AnswerIn,
    BatchRow,
    ImportOptions,
    TemplateIn,
    TemplatePatch,
    TemplateRow,
)
from core.finance.imports.service import (
    correct_rejected,
    delete_template,
    rejected_rows,
    rejects_file,
    rename_template,
    save_as_template,
    suggested_name,
)
from core.finance.imports.sources import built_in_titles
from core.finance.imports.templates import (
    NO_TEMPLATE,
    TEMPLATE_LIST,
    create_template,
    list_templates,
)
from core.finance.imports.undo import undo_import

__all__ = [
    "FIELDS",
    "IMPORT_LIST",
    "MARKS",
    "NO_HEADER",
    "NO_TEMPLATE",
    "TEMPLATE_LIST",
    "AnswerIn",
    "BatchRow",
    "CategoryCount",
    "CategoryTotal",
    "Correction",
    "ImportOptions",
    "Mark",
    "PreviewRow",
    "TemplateIn",
    "TemplatePatch",
    "TemplateRow",
    "answer_import",
    "begin_answer",
    "built_in_titles",
    "cancel_import",
    "categories_of_batch",
    "categories_of_import",
    "categories_of_preview",
    "clean_spool",
    "commit_import",
    "correct_rejected",
    "create_template",
    "delete_template",
    "examples",
    "get_import",
    "head_lines",
    "list_imports",
    "list_templates",
    "may_read_otherwise",
    "planned",
    "preview_rows",
    "read_again",
    "read_import",
    "recover_imports",
    "rejected_rows",
    "rejects_file",
    "rename_template",
    "run_import",
    "save_as_template",
    "start_import",
    "suggested_name",
    "undo_import",
]
