"""Patterns of statuses, totals and balances, for RE2 and Python alike."""

from __future__ import annotations

STATUS_PATTERNS = (
    ("cancelled", r"已取消|取消|撤销|已撤回|cancel|\bvoid|storn|annul|отмен"),
    (
        "closed",
        r"关闭|revers|closed|declin|denied|refus|reject|失败|fail|expired|отклон",
    ),
    (
        "pending",
        r"待|处理中|进行中|在途|未入账|pending|processing|in progress|authori[sz]ed|vorgemerkt"
        r"|vormerk|uncollected|ausstehend|en attente|pendiente|в обработке|reserv",
    ),
)
"""Status of a record by what its status column says, tried in order; anything else is booked."""

_TOTAL_NAMES = (
    r"(本页|本期|累计|收入|支出|借方|贷方)?(合计|总计|小计|汇总|总额合计)",
    r"(grand|sub|page|report|transactions?|net|overall|running|period)?[\s-]*totals?\b",
    r"(gesamt|zwischen)?summe\b",
    r"(sous[- ])?total\b",
    r"totaal\b",
    r"totale\b",
    r"razem\b",
    r"итого.{0,12}",
    r"всего",
    r"сальдо",
    r"apyvarta\b",
    r"合計",
    r"小計",
)
_BALANCE_NAMES = (
    r"(期初|期末|上期|上页|承前|本期|昨日|起始|结束|结转)\s*(余额|结余|结转)",
    r"承前页",
    r"(opening|closing|starting|ending|initial|final|previous|new|start|end)\s+balance\b",
    r"balance\s+(b/?f|c/?f|brought|carried|forward|at|as of)",
    r"(anfangs|end|start|schluss|alt|neuer\s+|alter\s+)saldo\b",
    r"beginsaldo\b",
    r"eindsaldo\b",
    r"solde\s+(initial|final|d[eu]|au|pr[ée]c[ée]dent)",
    r"saldo\s+(inicial|final|iniziale|finale|anterior|poprzednie)",
    r"saldo\s+(ko[nń]cowe|pocz[aą]tkowe|na\s+dzie[nń])",
    r"likutis\b",
    r"входящ",
    r"исходящ",
    r"前月繰越",
    r"繰越残高",
)


def _any(names: tuple[str, ...], before: str, after: str) -> str:
    return f"(?i)^{before}({'|'.join(names)}){after}"


TOTAL_LABEL = _any(_TOTAL_NAMES, r"\s*[*#\-=]*\s*", r"\s*[:：]?\s*$")
"""A cell that is nothing but a total's label."""
TOTAL_START = _any(_TOTAL_NAMES, r"\s*[*#\-=]*\s*", "")
"""A cell that begins as a total's label does; for lines that are no records anyway."""
BALANCE_LABEL = _any(_BALANCE_NAMES, r"\s*", "")
