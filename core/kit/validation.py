"""What pydantic found wrong with an input, in words for people and by field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from pydantic_core.core_schema import ErrorType

from core.kit.i18n import N_, t

ANY = N_("This value cannot be used here.")
MESSAGES: dict[str, str] = {
    "missing": N_("This field is required."),
    "extra_forbidden": N_("There is no such field here."),
    "string_type": N_("This must be a text."),
    "string_too_short": N_("Use at least {min_length} characters."),
    "string_too_long": N_("Use at most {max_length} characters."),
    "string_pattern_mismatch": N_("This text has not the expected form."),
    "string_unicode": N_("This text contains characters that cannot be stored."),
    "int_type": N_("This must be a whole number."),
    "int_parsing": N_("This must be a whole number."),
    "int_from_float": N_("This must be a whole number."),
    "int_parsing_size": N_("This number is too large."),
    "bool_type": N_("This must be true or false."),
    "bool_parsing": N_("This must be true or false."),
    "decimal_type": N_("This must be a number such as 12.50."),
    "decimal_parsing": N_("This must be a number such as 12.50."),
    "float_type": N_("This must be a number such as 12.50."),
    "float_parsing": N_("This must be a number such as 12.50."),
    "finite_number": N_("This must be a number such as 12.50."),
    "decimal_max_digits": N_("This number has too many digits."),
    "decimal_whole_digits": N_("This number has too many digits."),
    "decimal_max_places": N_("Use at most {decimal_places} digits after the point."),
    "greater_than": N_("This must be greater than {gt}."),
    "greater_than_equal": N_("This must be at least {ge}."),
    "less_than": N_("This must be less than {lt}."),
    "less_than_equal": N_("This must be at most {le}."),
    "date_type": N_("This must be a day such as 2026-01-31."),
    "date_parsing": N_("This must be a day such as 2026-01-31."),
    "date_from_datetime_parsing": N_("This must be a day such as 2026-01-31."),
    "date_from_datetime_inexact": N_("This must be a day such as 2026-01-31."),
    "datetime_type": N_("This must be a time such as 2026-01-31T08:00:00Z."),
    "datetime_parsing": N_("This must be a time such as 2026-01-31T08:00:00Z."),
    "datetime_from_date_parsing": N_("This must be a time such as 2026-01-31T08:00:00Z."),
    "timezone_aware": N_("This time must carry its time zone."),
    "enum": N_("Choose one of: {expected}."),
    "literal_error": N_("Choose one of: {expected}."),
    "list_type": N_("This must be a list."),
    "tuple_type": N_("This must be a list."),
    "too_short": N_("Give at least {min_length}."),
    "too_long": N_("Give at most {max_length}."),
    "dict_type": N_("This must be an object with named values."),
    "model_type": N_("This must be an object with named values."),
    "model_attributes_type": N_("This must be an object with named values."),
    "json_invalid": N_("This is not valid JSON."),
}


BUILT_IN = frozenset(get_args(ErrorType))


def error_text(error: Mapping[str, Any]) -> str:
    """One entry of `ValidationError.errors()` in the current language; never the input itself."""
    values = error.get("ctx", {})
    if error["type"] not in BUILT_IN:
        return t(error["msg"])
    if error["type"] == "value_error":
        return t(str(values.get("error", "")) or ANY)
    return t(MESSAGES.get(error["type"], ANY), **values)


def field_texts(errors: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Field name -> text; what concerns the whole input stands under an empty name."""
    return {str(error["loc"][0]) if error["loc"] else "": error_text(error) for error in errors}
