"""Patterns of column names, statuses, totals and balances, for RE2 and Python alike."""

from __future__ import annotations

_IN_SIDE = r"(credit|deposit|haben|accredit|abono|haber)"
_OUT_SIDE = r"(debit|withdraw|soll|addebit|cargo|debe)"
NAME_HINTS = (
    (
        "balance",
        r"balance|余额|結余|结余|saldo|solde|残高|残額|остаток|잔액|יתרה|bakiye|guthaben|zustatek"
        r"|egyenleg|залишок|\bsold\b",
    ),
    ("fee", r"\bfees?\b|手续费|服务费|gebuhr|commissione?\b|комисси|комісі|수수료|手数料"),
    ("value_date", r"value date|valuta ?datum|date de valeur|起息"),
    (
        "transaction_date",
        r"\bdate\b|日期|\bdatum\w*|\bfecha\b|дата|年月日|日付|\bdata\b|tarih|일시|일자|תאריך"
        r"|\w+dato\b|paiva\b|时间$|\btimestamp\b",
    ),
    ("amount", f"{_IN_SIDE}.{{0,5}}{_OUT_SIDE}|{_OUT_SIDE}.{{0,5}}{_IN_SIDE}"),
    (
        "original_amount",
        r"(foreign|original|fremd|devise|外币|原币|валюте операции).{0,20}"
        r"(amount|betrag|montant|金额|$)",
    ),
    (
        "income",
        r"\b(credits?|deposits?|deposited|inflow|gutschrift\w*|haben|abonos?|haber|accrediti?|avere"
        r"|entrate|credito|uznania|wplywy|paid in|money in|received)\b|贷方|收入金额|存入|入金|受入"
        r"|預入|입금|זכות|приход|зачислен|поступлен",
    ),
    (
        "expense",
        r"\b(debits?|withdrawals?|withdrawn|outflow|lastschrift\w*|belastung\w*|soll|cargos?|debe"
        r"|addebiti?|dare|uscite|debito|obciazenia|paid out|money out|spent)\b|借方|支出金额|支取"
        r"|出金|払出|引出|출금|חובה|расход|списан",
    ),
    (
        "amount",
        r"\bamount\b|金额|betrag|bedrag|montant|importe|importo|kwota|сумм|金額|利用額|\bcost\b|tutar"
        r"|금액|סכום|\bcastka\b|belopp|beløp|beløb|\bvalor\b|\bsuma\b|osszeg",
    ),
    ("tax", r"\bvat\b|\btax\b|税额"),
    ("status", r"\bpending\b"),
)
"""What a word inside an unknown column's (folded) name points to, tried in order."""

STATUS_PATTERNS = (
    (
        "pending",
        r"^non contabilizzato|not (yet )?(posted|completed|cleared)|incomplete|nicht gebucht"
        r"|unsettled|unposted|unpaid|未入账|未付款|未支付|未结算|未到账|未完成",
    ),
    (
        "cancelled",
        r"已取消|取消|撤销|已撤回|作废|cancel|\bvoid|storn|anul|annul|отмен|скасован|iptal|キャンセル|취소"
        r"|zrušen|peruutettu|בוטל",
    ),
    (
        "closed",
        r"关闭|冲正|退票|revers|reverted|closed|declin|denied|refus|rifiut|rechaz|reject|abgelehnt"
        r"|zurückgewiesen|nicht ausgeführt|失败|失敗|不成功|unsuccessful|fail|fehlgeschlagen|échou"
        r"|expired|abgelaufen|geweigerd|afgewezen|mislukt|отклон|отказ|неуспеш|ошибк|odrzuc|zamít"
        r"|avvist|avslått|afvist|nekad|hylätty|başarısız|실패|거절|bounced|blocked|נדחה",
    ),
    (
        "pending",
        r"待|处理中|进行中|在途|审核中|冻结|pending|processing|in progress|in process|authori[sz]"
        r"|awaiting|waiting|unclaimed|on hold|\bheld\b|\bhold\b|scheduled|vorgemerkt|vormerk"
        r"|ausstehend|in bearbeitung|offen$|uncollected|en attente|en cours|à venir|pendiente"
        r"|en proceso|pendente|in attesa|in sospeso|in behandeling|gereserveerd|venter|väntande"
        r"|reserv|preliminär|odottaa|varaus|oczekuj|w trakcie|blokad|čeká|zpracov|függőben"
        r"|в обработке|обрабатыв|ожида|очіку|резерв|холд|beklemede|provizyon|대기|처리중"
        r"|未処理|処理中|保留|ממתין|בתהליך",
    ),
)
"""Status of a record by what its status column says, tried in order; anything else is booked."""

PLAIN_STATUS = (
    r"^(umsatz )?(gebucht|vorgemerkt)$|^(posted|completed|complete|settled|cleared|pending|declined"
    r"|processed|succeeded|failed|reversed|reverted|refunded|booked|approved|denied|cancel+ed)$"
    r"|^(交易成功|支付成功|交易关闭|退款成功|已支付|已完成|支付失败|处理中|已退款|已入账|未入账)$"
    r"|^(comptabilisé|en attente|contabilizado|pendiente|contabilizzato|non contabilizzato"
    r"|verwerkt|geweigerd|zaksięgowan\w+|проведен\w*|исполнен\w*|udført|venter|bokført)$"
)
"""A cell that is nothing but a status."""

_TOTAL_NAMES = (
    r"(本页|本期|本日|本月|本季|本年|当前|累计|全部|.{0,12}\s)?"
    r"(人民币|美元|港币|欧元|日元|英镑|本币|外币)?(收入|支出|借方|贷方)?"
    r"(合计|总计|小计|汇总|总额合计|累计)(金额|笔数)?",
    r"(收入|支出|借方|贷方|总)(笔数|总额|总金额)",
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
    r"承前页|过次页|转次页|上年结转|结转下年|结转下期",
    r"(beginning|opening|closing|starting|ending|initial|final|previous|new|start|end)\s+balance\b",
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
_SUMS = r"(sum|suma|summa|somme|celkem|összesen|toplam|i alt|yhteensä|усього)\s*[:：]?\s*$"
TOTAL_START = _any((*_TOTAL_NAMES, _SUMS), r"\s*[*#\-=]*\s*", "")
"""A cell that begins as a total's label does; for lines that are no records anyway."""
BALANCE_LABEL = _any(_BALANCE_NAMES, r"\s*", "")
_BALANCES = (
    r"((neuer|alter|letzter|aktueller)\s+)?kontostand\b",
    r"(saldo|solde|balance|余额|结余|期初|期末|年初余额)\s*[:：]?\s*$",
)
BALANCE_START = _any((*_BALANCE_NAMES, *_BALANCES), r"\s*", "")
"""A cell that names a balance, on lines that are no records anyway."""
EITHER_LABEL = f"(?i){TOTAL_LABEL.removeprefix('(?i)')}|{BALANCE_LABEL.removeprefix('(?i)')}"
"""A total's or a balance's label, in one look."""
