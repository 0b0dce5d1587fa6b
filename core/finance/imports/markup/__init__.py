"""Tables that only call themselves workbooks: HTML and XML Spreadsheet 2003 in a file named .xls.

Everything is read as text in one pass that never looks back: no script, style, entity, document
type or address of such a file means anything here.
"""

from core.finance.imports.markup.kinds import Reader, declared_encoding, markup_reader

__all__ = ["Reader", "declared_encoding", "markup_reader"]
