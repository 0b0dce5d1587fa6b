"""The vocabulary of statements: names of columns, statuses, directions, totals, currencies.

Keys are folded (see `fold`): lower case, half width, without accents, brackets or punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_BRACKETS = re.compile(r"[(\[（【<][^)\]）】>]*[)\]）】>]")
_MARKS = re.compile(r"[̀-ͯ​-‏‪-‮﻿]")
_BREAKS = re.compile(r"[\s_\-–—/\\.:;,#*'\"?!|&+]+")


@cache
def fold(text: str) -> str:
    """`text` reduced to what identifies a word: no case, width, accent or punctuation."""
    plain = unicodedata.normalize("NFKC", text)
    plain = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", plain)))
    return _BREAKS.sub(" ", plain.lower()).strip()


@cache
def fold_name(name: str) -> str:
    """A column's name folded, without units in brackets ("金额(元)" is "金额")."""
    bare = fold(_BRACKETS.sub(" ", unicodedata.normalize("NFKC", name)))
    return bare or fold(name)


def _table(**roles: str) -> dict[str, tuple[str, ...]]:
    return {
        role: tuple(fold(word) for word in words.split("|") if word.strip())
        for role, words in roles.items()
    }


COLUMNS = _table(
    # the day it happened, as the person sees it
    transaction_date=(
        "交易时间|交易日期|交易日|交易创建时间|交易发生时间|交易日期时间|消费日期|消费时间|付款时间|支付时间"
        "|发生日期|发生时间|业务日期|日期|时间|下单时间|创建时间|凭证日期|开票日期|付款日期|收款日期"
        "|transaction date|trans date|txn date|date of transaction|transaction time|started date"
        "|purchase date|operation date|order date|date|datetime|date time|day|created|created at"
        "|created utc|run date|payment date|date of payment|invoice date|journal date"
        "|journaldate|invoice gl date|activity date|transaction created|paid on|expense date"
        "|trade date|record date|entry date|date started"
        "|datum|umsatztag|kaufdatum|belegdatum|umsatzdatum|transaktionsdatum|date operation"
        "|date d operation|date de l operation|date transaction|date de transaction"
        "|fecha|fecha operacion|fecha de operacion|f operacion|fecha transaccion"
        "|data|data operazione|data transakcji|data operacji|data operacao|data transazione"
        "|transactiedatum|transaktionsdag|affarsdag|transaktionsdatum|dato|tapahtumapaiva"
        "|дата операции|дата совершения операции|дата|дата транзакции|dateofoperation"
        "|日付|取引日|利用日|ご利用日|利用年月日|ご利用年月日|取引年月日|お取引日|年月日"
        "|תאריך עסקה|תאריך|تاريخ|datum transakce|datum provedeni|a tranzakcio datuma"
        "|operacijos data|darijuma datums"
    ),
    posting_date=(
        "记账日期|记账日|记账时间|入账日期|入账日|入账时间|过账日期|到账时间|到账日期|完成时间"
        "|posting date|post date|posted date|posted|date posted|booking date|booked|booked on"
        "|completed date|clearing date|settled date|settlement date|process date|processed date"
        "|buchungsdatum|buchungstag|buchung|boekdatum|boekingsdatum|date comptable|date de comptabilisation"
        "|fecha contable|data contabile|data ksiegowania|bokforingsdag|bokforingsdatum|bokfort"
        "|дата обработки операции|дата обработки|дата проводки|תאריך חיוב|konyveles datuma"
        "|datum zauctovani|date finished|finished on"
    ),
    value_date=(
        "起息日|起息日期|value date|valuta date|valuta|valutadatum|valutadag|wertstellung|wert"
        "|wertstellungstag|rentedatum|date de valeur|date valeur|fecha valor|data valuta|data waluty"
        "|likviddag|дата валютирования|ertéknap|valuta datum|interest date|effective date"
    ),
    amount=(
        "交易金额|金额|发生额|交易额|成交额|订单金额|实收金额|实付金额|支付金额|收支金额|变动金额|人民币金额"
        "|发生金额|付款金额|收款金额|消费金额|应付金额|记账金额|总金额|价税合计|含税金额"
        "|amount|transaction amount|amt|value|transaction value|sum|total|net amount|cash flow|cashflow"
        "|amount total|spend|cost|price|total amount|amount paid|payment amount|invoice amount"
        "|amount in account currency|netamount|gross amount|invoice line value|amount net"
        "|betrag|umsatz|buchungsbetrag|umsatzbetrag|bedrag|bedrag eur|montant|montant de l operation"
        "|importe|monto|cantidad|valor|importo|kwota|kwota transakcji|kwota operacji|belopp|beloep"
        "|summa|suma|сумма|сумма операции|сумма платежа|итог|利用額|ご利用額|利用金額|ご利用金額|取引金額"
        "|סכום עסקה|סכום|المبلغ|castka|objem|osszeg|quantia|montante|valeur"
    ),
    posted_amount=(
        "入账金额|记账金额|结算金额|清算金额|billing amount|posted amount|posting amount|settlement amount"
        "|billed amount|account amount|booked amount|amount in account currency"
        "|сумма в валюте счета|сумма пересчитанная в валюту счета|סכום חיוב|kwota w walucie rachunku"
    ),
    income=(
        "收入|收入金额|贷方|贷方金额|贷方发生额|存入|存入金额|转入金额|转入|流入|收款|收入额|贷方金额元|进账"
        "|credit|credits|credit amount|paid in|money in|deposit|deposits|inflow|received|in|income"
        "|amount in|receipts|cr|cr amount|deposit amount|incoming|lodgements"
        "|haben|gutschrift|gutschriften|eingang|einnahmen|zugang|bij|credit bedrag|ontvangsten"
        "|abono|abonos|ingreso|ingresos|haber|accredito|accrediti|avere|entrate|credito|creditos|entradas"
        "|recette|recettes|приход|поступление|поступления|зачисление|uznania|uznanie|wplywy|insattning"
        "|insattningar|预入金额|預かり金額|入金金額|お預け入れ|預入金額|入金額|入金|お預入額|זכות|jovairas|prijem"
    ),
    expense=(
        "支出|支出金额|借方|借方金额|借方发生额|支取|支取金额|转出金额|转出|流出|付款|支出额|取出金额|出账"
        "|debit|debits|debit amount|paid out|money out|withdrawal|withdrawals|outflow|spent|out|expense"
        "|expenses|amount out|payments|dr|dr amount|withdrawal amount|outgoing|paid"
        "|soll|lastschrift|belastung|belastungen|ausgang|ausgaben|abgang|af|debet|debet bedrag|uitgaven"
        "|cargo|cargos|gasto|gastos|debe|addebito|addebiti|dare|uscite|debito|debitos|saidas"
        "|depense|depenses|расход|списание|списания|obciazenia|obciazenie|wydatki|uttag"
        "|支払い金額|出金金額|お引出し|引出金額|支払金額|出金額|出金|お引出額|חובה|terheles|vydej"
    ),
    balance=(
        "余额|账户余额|本次余额|联机余额|可用余额|当前余额|交易后余额|账面余额|结余"
        "|balance|running balance|runningbalance|account balance|available balance|closing balance"
        "|book balance|current balance|ledger balance|balance after|opening balance|final balance"
        "|initial balance|saldo|kontostand|boeksaldo|valutair saldo|saldo na mutatie|saldo nach buchung|solde"
        "|bokfort saldo|balans|saldo disponible|saldo po operacji|saldo contabile|saldo finale"
        "|остаток|баланс|差引残高|残高|残額|יתרה|egyenleg|zustatek|likutis|neuer saldo|basis saldo"
    ),
    fee=(
        "手续费|服务费|费用|佣金|fee|fees|fee amount|commission|charges|charge|transaction fee"
        "|gebuhr|gebuhren|entgelt|kosten|frais|comision|comisiones|commissione|prowizja|oplata"
        "|avgifter|avgift|courtage|комиссия|手数料"
    ),
    tax=(
        "税额|税金|增值税|vat|tax|sales tax|gst|vat amount|tax amount|mwst|ust|btw|tva|iva|moms|消費税|ндс"
    ),
    gross=("毛额|总额|gross|gross amount|brutto|bruttobetrag|brut|bruto|lordo|总金额含手续费"),
    net=("净额|到账金额|net|net amount|netto|nettobetrag|netamount|net value|neto|实收净额"),
    original_amount=(
        "交易地金额|原币金额|外币金额|original amount|foreign amount|amount in original currency|local amount"
        "|ursprungsbetrag|originalbetrag|fremdwahrungsbetrag|montant d origine|importe original"
        "|converted amount|exchange amount|transfer amount|compensation amount|現地通貨額|kwota oryginalna"
    ),
    currency=(
        "币种|货币|交易币种|入账货币|记账币种|账户币种|currency|ccy|curr|currency code|account currency"
        "|iso currency code|billing currency|transaction currency|wahrung|waehrung|w hrung|munt|muntsoort|valuta code"
        "|devise|monnaie|monn|moneda|divisa|valuta|waluta|moeda|valiuta|валюта|валюта счета"
        "|валюта операции|通貨|מטבע חיוב|מטבע|mena|deviza|val"
    ),
    original_currency=(
        "交易货币|原币|原币种|original currency|foreign currency|asset currency|local currency"
        "|transfer amount currency|converted currency|通貨略称|originalwahrung"
    ),
    direction=(
        "收/支|收支|收付|收付标志|收支类型|收付类型|资金方向|借贷|借/贷|借贷标志|借贷方向|借贷标记|方向|资金流向|进出"
        "|direction|dr/cr|cr/dr|debit/credit|credit/debit|d/c|c/d|dc|type of movement|in/out"
        "|transaction type|credit debit indicator|creditdebit|debit credit|sign|flow"
        "|soll/haben|s/h|soll haben|af bij|af/bij|bij/af|debet/credit|d/k|wn/ma|sens|signe"
        "|tipo movimiento|dare/avere|入払区分|type"
    ),
    status=(
        "交易状态|状态|当前状态|支付状态|订单状态|退款状态|status|state|transaction status|booking status"
        "|payment status|buchungsstatus|statut|estado|stato|status transakcji|статус|cleared"
    ),
    counterparty=(
        "交易对方|对方户名|对方名称|对方|收款方|付款方|对手信息|对方账户名|对方单位|收/付款方|商户|商户名称|供应商"
        "|客户|客户名称|对方信息|交易对手|收款人|付款人|户名|交易对象|往来单位|对方账号名称"
        "|counterparty|payee|payer|merchant|merchant name|name|partner name|beneficiary|supplier|supplier name"
        "|vendor|vendor name|customer|customer name|recipient|from|to|payee name|counterparty name"
        "|beneficiary name|other party|shop|store"
        "|auftraggeber/empfanger|empfanger|beguenstigter/zahlungspflichtiger|empfanger/auftraggeber name"
        "|auftraggeber/zahlungsempfanger|zahlungsempfanger|begunstigter|name tegenpartij"
        "|naam tegenpartij|naam / omschrijving|tegenpartij|beneficiaire|tiers|beneficiario|ordenante"
        "|nadawca/odbiorca|odbiorca|motpart|mottagare|gavejas|контрагент|получатель|שם בית העסק"
        "|ご利用箇所|利用店舗|ご利用店名"
    ),
    description=(
        "交易摘要|摘要|商品|商品名称|商品说明|备注|用途|说明|附言|交易附言|交易说明|交易类型|交易描述|描述|项目说明|内容"
        "|摘要内容|description|memo|details|narrative|reference text|booking text|particulars|note|notes"
        "|transaction description|payment reference|item description|expense description|subject"
        "|original description|purpose|purpose of spend|text|items|action|transaction details|comment"
        "|verwendungszweck|buchungstext|umsatztext|vorgang/verwendungszweck|text|zweck"
        "|omschrijving|mededelingen|vrije mededeling|libelle|description 1|concepto|descripcion"
        "|descrizione|causale|opis operacji|tytul|opis|beskrivning|transaktionstext|paaiskinimai"
        "|описание операции|основание|описание|назначение платежа|お取引内容|取引内容|הערות"
    ),
    external_id=(
        "交易订单号|交易单号|交易号|交易流水号|流水号|交易编号|业务流水号|订单号|凭证号|日志号|核心流水号|账务流水号"
        "|支付宝交易号|银行流水号|交易序号|唯一标识"
        "|transaction id|transactionid|id|transaction number|transaction no|reference|reference id|reference number"
        "|ref|unique id|fitid|payment id|transaction reference|bank reference|uid|txn id|trans id|balance transaction"
        "|charge id|order id|invoice number|document number|sap document number|zkb reference"
        "|number|no|nr|n°|编号|umsatz id|referenz|transaktionsnummer|n de transaction|numero de transaction|referencia"
        "|transactiereferentie|verifikationsnummer|numer transakcji|референс проводки|iraso nr|取引番号"
    ),
    account=(
        "账户|账号|卡号|本方账号|账户名称|支付方式|收/付款方式|付款方式|银行账户|account|account name|account number|iban|own account"
        "|card number|konto|kontonummer|auftragskonto|rekening|rekeningnummer|compte|cuenta|conto"
        "|rachunek|kontonummer|номер счета|номер карты"
    ),
    category=("类别|分类|交易分类|科目|收支类别|费用类别|category|kategorie|categorie|categoria|kategoria"),
    department=("部门|成本中心|所属部门|department|cost center|cost centre|dept|abteilung|kostenstelle|afdeling"),
    project=("项目|项目名称|项目编号|所属项目|project|project name|project code|projekt|projet|proyecto"),
)
"""Role -> names, the surest first."""

SIGN_WORDS = {
    fold(word): direction
    for direction, words in {
        "income": "收|收入|贷|贷方|贷记|入账|存入|转入|入|流入|income|in|cr|credit|c|bij|haben|h|k|kredit"
        "|credit entry|inflow|received|paid in|deposit|money in|卖出|销售|+|crdt|avere|abono|uznanie|приход",
        "expense": "支|支出|借|借方|借记|出账|支取|转出|出|流出|expense|out|dr|debit|d|af|soll|s|debet"
        "|debit entry|outflow|spent|paid out|withdrawal|money out|买入|采购|付款|-|dbit|dare|cargo|obciazenie|расход",
        "neutral": "不计收支|不计|中性|中性交易|其他|/|neutral|转账|内部转账|transfer|internal transfer"
        "|チャージ|ポイントダウンロード|waon移行|资金转移|none",
    }.items()
    for word in words.split("|")
}
SIGN_WORDS |= {"/": "neutral", "+": "income", "-": "expense", "": "neutral"}

STATUS_PATTERNS = (
    ("cancelled", r"已取消|取消|撤销|已撤回|cancel|\bvoid|storn|annul|отмен"),
    ("closed", r"关闭|revers|closed|declin|denied|refus|reject|失败|fail|expired"
               r"|отклон"),
    ("pending", r"待|处理中|进行中|在途|未入账|pending|processing|in progress|authori[sz]ed|vorgemerkt|vormerk"
                r"|uncollected|ausstehend|en attente|pendiente|в обработке|reserv"),
)
"""Status of a record by what its status column says, tried in order; anything else is booked."""

REFUND = r"退款成功|全额退款|^refund(ed)?$"

TOTAL_WORDS = (
    r"^\s*[*#\-=]*\s*(本页|本期|累计|收入|支出|借方|贷方)?(合计|总计|小计|汇总|总额合计)"
    r"|^\s*(grand|sub|page|report|transactions?|net|overall|running|period)?[\s-]*totals?\b(?!\s*(energies|gas|oil|station))"
    r"|^\s*(gesamt|zwischen)?summe\b|^\s*(sous[- ])?total\b|^\s*totaal\b|^\s*totale\b|^\s*suma\s*:|^\s*razem\b"
    r"|^\s*итого|^\s*всего\b|^\s*apyvarta\b|^\s*合計|^\s*小計|^\s*сальдо"
)
BALANCE_WORDS = (
    r"^\s*(期初|期末|上期|上页|承前|本期|昨日|起始|结束|结转)\s*(余额|结余|结转)|^\s*承前页"
    r"|^\s*(opening|closing|starting|ending|initial|final|previous|new|start|end)\s+balance\b"
    r"|^\s*balance\s+(b/?f|c/?f|brought|carried|forward|at|as of)"
    r"|^\s*(anfangs|end|start|schluss|alt|neuer\s+|alter\s+)saldo\b|^\s*beginsaldo\b|^\s*eindsaldo\b"
    r"|^\s*solde\s+(initial|final|d[eu]|au|pr[ée]c[ée]dent)|^\s*saldo\s+(inicial|final|iniziale|finale|anterior"
    r"|poprzednie|ko[nń]cowe|pocz[aą]tkowe|na\s+dzie[nń])|^\s*likutis\b|^\s*входящ|^\s*исходящ|^\s*前月繰越|^\s*繰越残高"
)

CURRENCY_WORDS = {
    fold(word): code
    for code, words in {
        "CNY": "人民币|人民币元|rmb|cny|cnh|yuan|cn¥|￥cny|元|人民币（本位币）",
        "USD": "美元|usd|us$|us dollar|dollar",
        "EUR": "欧元|eur|euro|euros",
        "GBP": "英镑|gbp|pound|pounds|sterling",
        "JPY": "日元|日圆|jpy|円|yen",
        "HKD": "港币|港元|hkd|hk$",
        "TWD": "新台币|台币|twd|ntd|nt$",
        "MOP": "澳门元|mop",
        "SGD": "新加坡元|sgd|s$",
        "CHF": "瑞士法郎|chf|sfr|fr",
        "AUD": "澳元|aud|a$|au$",
        "CAD": "加元|cad|c$|ca$",
        "KRW": "韩元|krw",
        "THB": "泰铢|thb",
        "RUB": "卢布|rub|rur|руб|р",
        "PLN": "pln|zl|zł",
        "SEK": "sek",
        "NOK": "nok",
        "DKK": "dkk",
        "CZK": "czk|kc|kč",
        "HUF": "huf|ft",
        "ILS": "ils|nis",
        "INR": "inr|rs",
        "JOD": "jod|د ا",
    }.items()
    for word in words.split("|")
}
ISO_CODES = frozenset(
    "AED ARS AUD BDT BGN BHD BRL BTC CAD CHF CLP CNY COP CZK DKK EGP ETH EUR GBP GEL HKD HRK HUF IDR ILS"
    " INR ISK JOD JPY KES KRW KWD KZT LKR LTL LVL EEK MAD MOP MXN MYR NGN NOK NZD OMR PEN PHP PKR PLN QAR"
    " RON RSD RUB SAR SEK SGD THB TND TRY TWD UAH USD USDC USDT UYU VND ZAR".split()
)
SYMBOLS = {"¥": "CNY", "￥": "CNY", "$": "USD", "€": "EUR", "£": "GBP", "₪": "ILS", "円": "JPY",
           "元": "CNY", "₽": "RUB", "₹": "INR", "₩": "KRW", "฿": "THB", "₺": "TRY", "₴": "UAH"}


@cache
def currency_code(text: str | None) -> str | None:
    """The ISO code a cell, sign or word names; None when it names none."""
    if not text or not text.strip():
        return None
    raw = text.strip()
    if raw in SYMBOLS:
        return SYMBOLS[raw]
    plain = fold(_BRACKETS.sub(" ", raw)) or fold(raw)
    if plain in CURRENCY_WORDS:
        return CURRENCY_WORDS[plain]
    return plain.upper() if plain.upper() in ISO_CODES else None


@cache
def roles_of(name: str) -> tuple[tuple[str, int], ...]:
    """(role, rank) of every role a column's name fits, rank 0 the surest."""
    keys = {fold_name(name), fold(name)}
    keys |= {_without_currency(key) for key in keys}
    bare = {key.replace(" ", "") for key in keys}
    if "\ufffd" in name:
        patterns = [re.compile(re.escape(key).replace("\ufffd", ".")) for key in keys]
        bare = {word for words in COLUMNS.values() for word in words
                if any(pattern.fullmatch(word) for pattern in patterns)}  # fmt: skip
    found = []
    for role, words in COLUMNS.items():
        for rank, word in enumerate(words):
            if word in keys or word.replace(" ", "") in bare or word in bare:
                found.append((role, rank))
                break
    return tuple(found)


def _without_currency(key: str) -> str:
    kept = [word for word in key.split() if word.upper() not in ISO_CODES]
    return " ".join(kept) or key


_HINTS = (
    ("balance", r"balance|余额|结余|saldo|solde|残高|残額|остаток"),
    ("transaction_date", r"\bdate\b|日期|\bdatum\b|\bfecha\b|дата|年月日|日付|\bdata\b"),
    ("amount", r"\bamount\b|金额|betrag|bedrag|montant|importe|importo|kwota|сумма|金額|利用額|\bcost\b"),
    ("status", r"\bpending\b"),
)


@cache
def hinted_role(name: str) -> str | None:
    """The role a word inside an unknown column's name points to."""
    plain = fold(name)
    return next((role for role, pattern in _HINTS if re.search(pattern, plain)), None)


def month_number(word: str) -> int | None:
    """1–12 for a month's name or its first letters in the languages statements come in."""
    plain = fold(word).replace(" ", "").rstrip(".")
    return _MONTHS.get(plain)


_MONTH_NAMES = (
    "jan january januar janvier enero gennaio januari leden januar jän janner janv ene gen sty stycznia янв января",
    "feb february februar fevrier febrero febbraio februari unor fev fevr febr lut lutego фев февраля",
    "mar march marz mars marzo maart brezen marcius mrz mär mae maa mrt mar marca мар марта",
    "apr april avril abril aprile duben aprilis avr abr kwi kwietnia апр апреля",
    "may mai mayo maggio mei kveten majus mag maj maja мая май",
    "jun june juni juin junio giugno cerven junius giu cze czerwca июн июня",
    "jul july juli juillet julio luglio cervenec julius juil lug lip lipca июл июля",
    "aug august aout agosto augustus srpen augusztus aou ago sie sierpnia avg авг августа",
    "sep sept september septembre septiembre settembre zari szeptember set wrz wrzesnia сен сентября",
    "oct october oktober octobre octubre ottobre rijen okt ott paz pazdziernika окт октября",
    "nov november novembre noviembre listopad listopada ноя ноября",
    "dec december dezember decembre diciembre dicembre prosinec dez dic gru grudnia дек декабря",
)
_MONTHS = {fold(word): index for index, words in enumerate(_MONTH_NAMES, 1) for word in words.split()}

_CASE = "(?i)"
TOTAL_LABEL = _CASE + (
    r"^\s*[*#\-=]*\s*(本页|本期|累计|收入|支出|借方|贷方)?(合计|总计|小计|汇总)\s*[:：]?\s*$"
    r"|^\s*(grand|sub|page|report|transactions?|net|overall)[\s-]*totals?\s*:?\s*$|^\s*totals?\s*:?\s*$"
    r"|^\s*(gesamt|zwischen)?summe\s*:?\s*$|^\s*totaal\s*:?\s*$|^\s*razem\s*:?\s*$|^\s*итого.{0,12}$|^\s*apyvarta\s*$"
    r"|^\s*(合計|小計)\s*$"
)
"""A cell that is nothing but a total's label (RE2)."""
TOTAL_START = _CASE + TOTAL_WORDS.replace(r"(?!\s*(energies|gas|oil|station))", "")
"""A cell that begins as a total's label does; for lines that are no records anyway."""
BALANCE_LABEL = _CASE + BALANCE_WORDS
