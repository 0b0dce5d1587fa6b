"""What columns, signs and words mean, in the layouts of many countries and services."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.finance.imports.reading import asked, shown, signed, totals


def booked(folder: Path, text: str) -> dict[str, str]:
    return {direction: amount for (_, direction), amount in totals(shown(folder, text)).items()}


PAIRS = [
    ("Date;Libellé;Débit euros;Crédit euros", "EUR"),
    ("Dato;Forklaring;Ut fra konto;Inn på konto", None),
    ("거래일시;적요;출금액;입금액", None),
    ("תאריך;תיאור;בחובה;בזכות", None),
    ("お取引日;内容;払出金額（円）;受入金額（円）", "JPY"),
    ("Buchungsdatum;Text;Lastschrift in CHF;Gutschrift in CHF", "CHF"),
    ("Fecha;Concepto;Cargos;Abonos", None),
    ("Date;Narration;Withdrawal Amt.;Deposit Amt.", None),
    ("Date;Memo;Payment;Deposit", None),
    ("日期;摘要;支出金额(元);收入金额(元)", "CNY"),
]


@pytest.mark.parametrize(("names", "currency"), PAIRS, ids=[names for names, _ in PAIRS])
def test_two_columns_in_many_languages(tmp_path: Path, names: str, currency: str | None) -> None:
    found = shown(tmp_path, f"{names}\n2026-01-15;x;5.20;\n2026-01-16;y;;1000.00\n")
    assert signed(found) == {currency: ("1000.00", "-5.20")}
    assert asked(found) == {}


@pytest.mark.parametrize(
    ("out", "into"),
    [("借 Dr", "贷 Cr"), ("D", "C"), ("Af", "Bij"), ("S", "H"), ("출금", "입금"),
     ("Cargo", "Abono"), ("支出", "收入"), ("Débit", "Crédit"), ("Giden", "Gelen"),
     ("Списание", "Зачисление")],
)  # fmt: skip
def test_words_of_direction(tmp_path: Path, out: str, into: str) -> None:
    text = f"Date,Text,Type,Amount\n2026-01-15,x,{out},5.20\n2026-01-16,y,{into},100.00\n"
    assert booked(tmp_path, text) == {"income": "100.00", "expense": "5.20"}


@pytest.mark.parametrize(
    "status",
    ["Pending", "REVERTED", "Declined", "交易关闭", "Geweigerd", "Venter", "Vorgemerkt", "FAILED",
     "NON CONTABILIZZATO", "Refusé", "Ausstehend", "Pendiente", "В обработке", "已取消", "취소"],
)  # fmt: skip
def test_what_did_not_happen_is_kept_but_not_booked(tmp_path: Path, status: str) -> None:
    text = (
        f"Date,Text,Amount,Status\n2026-01-15,x,-5.20,{status}\n2026-01-16,y,100.00,Completed\n"
        "2026-01-17,z,-1.00,Refunded\n"
    )
    found = shown(tmp_path, text)
    assert totals(found) == {(None, "income"): "100.00", (None, "expense"): "1.00"}
    assert signed(found) == {None: ("100.00", "-6.20")}
    assert found["rows"]["new"] == 3


def test_a_status_without_a_name_is_known_by_its_words(tmp_path: Path) -> None:
    text = (
        "Buchungstag;Zweck;Betrag;Info\n15.01.2026;a;-5,20;Umsatz gebucht\n"
        "16.01.2026;b;100,00;Umsatz vorgemerkt\n"
    )
    assert booked(tmp_path, text) == {"expense": "5.20"}


def test_a_total_of_several_columns_is_the_amount(tmp_path: Path) -> None:
    text = "Date,Text,Goods,Shipping,Other,Sum up\n" + "".join(
        f"2026-01-{day},x,{a}.50,{b}.00,{c}.25,{a + b + c}.75\n"
        for day, a, b, c in [(11, 10, 2, 1), (12, 7, 3, 0), (13, 20, 5, 2)]
    )
    assert shown(tmp_path, text)["columns"]["amount"] == "Sum up"


def test_a_payment_service_keeps_gross_and_is_no_card(tmp_path: Path) -> None:
    text = (
        "created,type,gross,fee,net,currency\n2026-01-15,charge,100.00,3.20,96.80,EUR\n"
        "2026-01-16,refund,-20.00,0.00,-20.00,EUR\n2026-01-17,refund,-5.00,0.00,-5.00,EUR\n"
    )
    assert asked(shown(tmp_path, text)) == {}
    assert booked(tmp_path, text) == {"income": "100.00", "expense": "25.00"}


def test_whose_side_a_ledger_without_balance_shows_is_asked(tmp_path: Path) -> None:
    text = (
        "制单日期,凭证字号,摘要,科目名称,借方金额,贷方金额\n2026-01-05,记-1,收款,银行存款,500.00,\n"
        "2026-01-05,记-1,收款,主营业务收入,,500.00\n2026-01-06,记-2,房租,管理费用,30.00,\n"
    )
    assert list(asked(shown(tmp_path, text))) == ["direction"]
    own = shown(tmp_path, text, answers={"direction": "own"})
    bank = shown(tmp_path, text, answers={"direction": "bank"})
    assert totals(own) == {(None, "income"): "530.00", (None, "expense"): "500.00"}
    assert totals(bank) == {(None, "income"): "500.00", (None, "expense"): "530.00"}


@pytest.mark.parametrize(
    ("rows", "count", "ignored"),
    [
        (["2026-01-15,TOTAL,-40.00", "2026-01-16,Total 12,-20.00", "2026-01-17,x,9.00"], 3, 0),
        (["2026-01-15,a,-40.00", "2026-01-16,b,-20.00", "2026-01-31,Total,-60.00"], 2, 1),
        (["2026-01-15,a,-40.00", "2026-01-16,b,-20.00", "2026-01-31,本年累计,-960.00"], 2, 1),
        (["2026-01-15,a,-40.00", ",Subtotal,-40.00", "2026-01-16,b,-20.00", ",合计,-60.00"], 2, 2),
    ],
)
def test_totals_are_left_out_and_sellers_kept(
    tmp_path: Path, rows: list[str], count: int, ignored: int
) -> None:
    found = shown(tmp_path, "Date,Description,Amount\n" + "\n".join(rows) + "\n")
    assert (found["rows"]["total"], found["rows"]["ignored"]) == (count, ignored)


def test_the_day_of_the_transaction_before_that_of_the_record(tmp_path: Path) -> None:
    text = (
        "id,created_at,type,amount,date\n1,2026-01-20,x,-1.00,2026-01-15\n"
        "2,2026-01-21,y,2.00,2026-01-16\n"
    )
    assert shown(tmp_path, text)["columns"]["record_date"] == "date"


def test_whole_yen_need_no_question(tmp_path: Path) -> None:
    yen = '日付,摘要,支払い金額,預かり金額\n2026-01-15,x,"1,234",\n2026-01-16,y,,"30,000"\n'
    assert asked(shown(tmp_path, yen)) == {}
    assert signed(shown(tmp_path, yen)) == {None: ("30000.00", "-1234.00")}


@pytest.mark.parametrize(
    ("cells", "currency"),
    [(("R$ 1.000,00", "-R$ 5,20"), "BRL"), (("HK$1,000.00", "-HK$5.20"), "HKD"),
     (("USD 1,000.00", "-USD 5.20"), "USD"), (("1.000,00 kr.", "-5,20 kr."), None),
     (("1.000,00 C", "5,20 D"), None), (("1.000,00 H", "5,20 S"), None),
     (("₹1,000.00", "(₹5.20)"), "INR"), (("1 000,00 zł", "-5,20 zł"), "PLN"),
     (("CHF 1'000.00", "CHF -5.20"), "CHF"), (("￥1,000.00", "－￥5.20"), "CNY")],
)  # fmt: skip
def test_signs_and_codes_beside_amounts(
    tmp_path: Path, cells: tuple[str, str], currency: str | None
) -> None:
    text = "Date;Text;Amount\n" + "".join(
        f"2026-01-1{n};t{n};{cell}\n" for n, cell in enumerate(cells, 1)
    )
    assert signed(shown(tmp_path, text)) == {currency: ("1000.00", "-5.20")}


def test_two_rows_read_like_many(tmp_path: Path) -> None:
    pair = (
        "Date,Text,Debit Amount,Credit Amount,Balance,Type,Local Currency Amount\n"
        "13/01/2026,x,12.30,,987.70,Debit,12.30\n14/01/2026,y,,2000.00,2987.70,Credit,2000.00\n"
    )
    assert signed(shown(tmp_path, pair)) == {None: ("2000.00", "-12.30")}
    nameless = "01/02/2026,COFFEE,3.50,,96.50\n02/13/2026,PAY,,100.00,196.50\n"
    assert signed(shown(tmp_path, nameless)) == {None: ("100.00", "-3.50")}


def test_sides_without_names_or_balance_are_asked(tmp_path: Path) -> None:
    text = "2026-02-01,COFFEE,3.50,\n2026-02-02,PAY,,100.00\n2026-02-03,TEA,2.50,\n"
    found = shown(tmp_path, text)
    assert asked(found) == {"income": "4"}
    assert signed(found) == {None: ("100.00", "-6.00")}
    assert signed(shown(tmp_path, text, answers={"income": "3"})) == {None: ("6.00", "-100.00")}


def test_credits_written_negative_are_money_in(tmp_path: Path) -> None:
    text = (
        "Status,Date,Description,Debit,Credit\nCleared,01/13/2026,x,45.60,\n"
        "Cleared,01/15/2026,y,,-300.00\n"
    )
    assert booked(tmp_path, text) == {"income": "300.00", "expense": "45.60"}


def test_totals_of_a_currency_are_no_records(tmp_path: Path) -> None:
    text = (
        "交易日期,摘要,金额(收入),金额(支出)\n2026-01-02,工资,100.00,\n2026-01-05,消费,,30.00\n"
        "人民币合计,,100.00,30.00\n收入合计：,,100.00,\n支出笔数,,,1\n"
    )
    found = shown(tmp_path, text)
    assert (found["rows"]["total"], found["rows"]["ignored"]) == (2, 3)


def test_the_description_is_the_text_that_says_most(tmp_path: Path) -> None:
    def described(text: str) -> str:
        return str(shown(tmp_path, text)["columns"].get("description"))

    kinds = ("快捷支付", "快捷支付", "网银转账", "快捷支付")
    notes = ("办公用品-晨光文具", "云服务-阿里云", "四月房租", "差旅-高铁票")
    rows = [f"2026-04-0{n + 1},-{n + 1}.00" for n in range(4)]
    for first, second in ((kinds, notes), (notes, kinds)):
        for names in ("交易类型,交易备注", "摘要,附言", "业务类型,交易说明"):
            text = "\n".join(
                f"{row},{one},{two}" for row, one, two in zip(rows, first, second, strict=True)
            )
            told = names.split(",")[first is kinds]
            assert described(f"交易日期,金额,{names}\n{text}\n") == told
    one_row = (
        "交易日期,交易时间,收入,支出,余额,交易类型,交易备注\n20260106,08:39,,6.00,9.00,快捷,笔\n"
    )
    assert described(one_row) == "交易备注"
    same = "日期,金额,摘要,备注\n2026-04-01,-1.00,房租,甲\n2026-04-02,-2.00,水费,乙\n"
    assert described(same) == "摘要"


def test_who_is_in_every_row_owns_the_list_of_payments(tmp_path: Path) -> None:
    def listed(pairs: list[tuple[str, str]], names: str = "付款人名称,收款人名称") -> str:
        rows = [f"2026-04-0{n},{a},{b},{n}.00" for n, (a, b) in enumerate(pairs, 1)]
        return "\n".join((f"交易日期,{names},金额", *rows)) + "\n"

    pairs = [("南风", "甲"), ("乙", "南风"), ("南风", "丙"), ("甲", "南风")]
    found = shown(tmp_path, listed(pairs))
    assert (booked(tmp_path, listed(pairs)), asked(found)) == (
        {"expense": "4.00", "income": "6.00"},
        {},
    )
    assert found["columns"]["counterparty"] == "交易对方"
    out = [("南风", "甲"), ("南风", "乙"), ("南风", "丙"), ("南风", "丁")]
    assert booked(tmp_path, listed(out, "Payer,Payee")) == {"expense": "10.00"}
    for unknown in ([("南风", "甲")] * 4, [("甲", "乙"), ("乙", "丙"), ("丙", "丁"), ("丁", "甲")]):
        assert "direction" in asked(shown(tmp_path, listed(unknown)))
