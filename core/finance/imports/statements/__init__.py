"""Statement files that are no tables (CAMT, OFX, MT940), made into one table an account.

The tables go the way of any other: preview, duplicates, commit and undo know no difference.
"""

from core.finance.imports.statements.tables import Reader, statement_reader, statement_sheets

__all__ = ["Reader", "statement_reader", "statement_sheets"]
