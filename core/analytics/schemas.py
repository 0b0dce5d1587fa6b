"""What analysts keep, and what was asked."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from core.analytics.parameters import Parameter
from core.identity import ROLES
from core.kit.i18n import N_
from core.kit.inputs import UNSET, Input, Line, Name, OptionalText, Row

MAX_SQL = 100_000


class ChartKind(StrEnum):
    """How a result is drawn."""

    BAR = "bar"
    LINE = "line"
    AREA = "area"
    PIE = "pie"
    SCATTER = "scatter"


class Chart(Input):
    """Which columns of the result are drawn, and how."""

    kind: ChartKind
    x: Line
    y: Annotated[tuple[Line, ...], Field(min_length=1, max_length=8)]


def _known(roles: tuple[str, ...]) -> tuple[str, ...]:
    if not set(roles) <= set(ROLES):
        raise PydanticCustomError("role", N_("This is no role."))
    return tuple(sorted(set(roles)))


Sql = Annotated[str, StringConstraints(min_length=1, max_length=MAX_SQL, pattern=r"^[^\x00]*$")]
Roles = Annotated[tuple[str, ...], AfterValidator(_known)]
Parameters = Annotated[tuple[Parameter, ...], Field(max_length=40)]


class SavedQueryIn(Input):
    """A question to keep. `shared_roles`: who else may run it, with their own rights."""

    name: Name
    description: OptionalText = None
    sql: Sql
    parameters: Parameters = ()
    chart: Chart | None = None
    shared_roles: Roles = ()


class SavedQueryPatch(Input):
    """What changes of a saved query."""

    name: Name = UNSET
    description: OptionalText = None
    sql: Sql = UNSET
    parameters: Parameters = UNSET
    chart: Chart | None = None
    shared_roles: Roles = UNSET


class SavedQueryRow(Row):
    """A saved query; `is_own` says whether the reader may change it."""

    id: int
    name: str
    description: str | None
    sql: str
    parameters: tuple[Parameter, ...]
    chart: Chart | None
    shared_roles: tuple[str, ...]
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    version: int
    is_own: bool = False


class QueryRunRow(Row):
    """A statement that was asked. `row_count` counts what was shown; null after an error."""

    id: int
    user_id: int | None
    user_name: str
    saved_query_id: int | None
    sql: str
    started_at: datetime
    seconds: Decimal
    row_count: int | None
    truncated: bool
    error: str | None


Value = str | bool | int | float | None
Values = Annotated[dict[str, Value], Field(default_factory=dict, max_length=40)]


class QueryIn(Input):
    """A statement to run now."""

    sql: Sql
    parameters: Values
    max_rows: Annotated[int, Field(ge=1, le=100_000)] = 1000
    timeout: Annotated[float, Field(gt=0, le=300)] = 10.0


class SavedRunIn(Input):
    """A run of a saved query: values of its parameters by name; defaults for the others."""

    parameters: Values
    max_rows: Annotated[int, Field(ge=1, le=100_000)] = 1000
    timeout: Annotated[float, Field(gt=0, le=300)] = 10.0


class QueryAnswer(Row):
    """Columns and rows; `truncated` where more rows match than were asked for."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    truncated: bool
    snapshot_at: str | None
    seconds: float
