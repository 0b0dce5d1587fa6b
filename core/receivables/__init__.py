"""Receivables: contracts, what is owed and when it is due, receipts, ageing and dunning.

Importing this package registers its handler: receipts follow their records.
"""

from core.receivables.ageing import (
    BUCKETS,
    Ageing,
    AgeingRow,
    ReceivableFilters,
    issued_by,
    receivables_ageing,
)
from core.receivables.changes import RECEIVABLES_CHANGED
from core.receivables.contracts import (
    CONTRACT_LIST,
    create_contract,
    delete_contract,
    get_contract,
    list_contracts,
    update_contract,
    visible_contracts,
)
from core.receivables.dunning import DunningRow, OverdueRow, dunning_list
from core.receivables.following import follow_records
from core.receivables.queries import (
    RECEIVABLE_LIST,
    get_receivable,
    list_receivables,
    visible_receivables,
)
from core.receivables.receipts import list_receipts, match_receipt, unmatch_receipt
from core.receivables.schemas import (
    ContractIn,
    ContractPatch,
    ContractRow,
    ReceiptIn,
    ReceiptRow,
    ReceiptSuggestion,
    ReceivableIn,
    ReceivablePatch,
    ReceivableRow,
)
from core.receivables.service import create_receivable, delete_receivable, update_receivable
from core.receivables.states import (
    CONTRACT_STATUS_NAMES,
    CONTRACT_TRANSITIONS,
    RECEIVABLE_STATE_NAMES,
    RECEIVABLE_STATUS_NAMES,
    ContractStatus,
    ReceivableState,
    ReceivableStatus,
)
from core.receivables.suggestions import accept_suggestions, suggest_receipts
from core.receivables.summary import ReceivablesSummary, receivables_summary
from core.receivables.sums import received_by

__all__ = [
    "BUCKETS",
    "CONTRACT_LIST",
    "CONTRACT_STATUS_NAMES",
    "CONTRACT_TRANSITIONS",
    "RECEIVABLES_CHANGED",
    "RECEIVABLE_LIST",
    "RECEIVABLE_STATE_NAMES",
    "RECEIVABLE_STATUS_NAMES",
    "Ageing",
    "AgeingRow",
    "ContractIn",
    "ContractPatch",
    "ContractRow",
    "ContractStatus",
    "DunningRow",
    "OverdueRow",
    "ReceiptIn",
    "ReceiptRow",
    "ReceiptSuggestion",
    "ReceivableFilters",
    "ReceivableIn",
    "ReceivablePatch",
    "ReceivableRow",
    "ReceivableState",
    "ReceivableStatus",
    "ReceivablesSummary",
    "accept_suggestions",
    "create_contract",
    "create_receivable",
    "delete_contract",
    "delete_receivable",
    "dunning_list",
    "follow_records",
    "get_contract",
    "get_receivable",
    "issued_by",
    "list_contracts",
    "list_receipts",
    "list_receivables",
    "match_receipt",
    "receivables_ageing",
    "receivables_summary",
    "received_by",
    "suggest_receipts",
    "unmatch_receipt",
    "update_contract",
    "update_receivable",
    "visible_contracts",
    "visible_receivables",
]
