"""Categorisation rules: what a record is about, said once, used at every import and on demand.

`matching` makes SQL of rules, `keywords` of the built-in words; imports use both
(`core.finance.imports.categories`). `trial` shows what a rule holds for before it is saved,
`history` applies rules to the books, `learning` suggests rules from what people chose.
"""

from core.finance.categorisation.history import apply_to_history, preview_history
from core.finance.categorisation.keywords import (
    get_keywords,
    keyword_sql,
    switch_keywords,
    usable_keywords,
)
from core.finance.categorisation.learning import (
    accept_suggestion,
    dismiss_suggestion,
    list_suggestions,
)
from core.finance.categorisation.matching import decided
from core.finance.categorisation.queries import (
    RULE_LIST,
    active_rules,
    deciding_rule,
    get_rule,
    list_rules,
)
from core.finance.categorisation.schemas import (
    HistoryIn,
    HistoryRecord,
    HistoryResult,
    Keyword,
    Keywords,
    KeywordsIn,
    MatchedRecord,
    RuleIn,
    RulePatch,
    RuleRow,
    RuleTest,
    Suggestion,
    TextMatch,
    words,
)
from core.finance.categorisation.sentences import (
    TEXT_MATCH_NAMES,
    conditions_of,
    label_of,
    results_of,
    rule_labels,
    sentence,
)
from core.finance.categorisation.service import (
    create_rule,
    delete_rule,
    move_rule,
    reorder_rules,
    update_rule,
)
from core.finance.categorisation.texts import literal, normal_sql
from core.finance.categorisation.trial import test_rule

__all__ = [
    "RULE_LIST",
    "TEXT_MATCH_NAMES",
    "HistoryIn",
    "HistoryRecord",
    "HistoryResult",
    "Keyword",
    "Keywords",
    "KeywordsIn",
    "MatchedRecord",
    "RuleIn",
    "RulePatch",
    "RuleRow",
    "RuleTest",
    "Suggestion",
    "TextMatch",
    "accept_suggestion",
    "active_rules",
    "apply_to_history",
    "conditions_of",
    "create_rule",
    "decided",
    "deciding_rule",
    "delete_rule",
    "dismiss_suggestion",
    "get_keywords",
    "get_rule",
    "keyword_sql",
    "label_of",
    "list_rules",
    "list_suggestions",
    "literal",
    "move_rule",
    "normal_sql",
    "preview_history",
    "reorder_rules",
    "results_of",
    "rule_labels",
    "sentence",
    "switch_keywords",
    "test_rule",
    "update_rule",
    "usable_keywords",
    "words",
]
