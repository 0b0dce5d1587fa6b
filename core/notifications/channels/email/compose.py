"""A mail as text and as HTML, in its reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from html import escape

from core.kit.i18n import N_, t, use_locale
from core.notifications.channels.email.settings import EmailRow
from core.notifications.channels.link import Mail, Part
from core.notifications.render import render
from core.notifications.schemas import LEVEL_NAMES, TYPE_NAMES, Level, Type

SUBJECT_LENGTH = 120
COLOURS = {Level.INFO: "#5b6472", Level.WARNING: "#9a5b00", Level.CRITICAL: "#b3261e"}
SYSTEM = N_("SelfMastery")
LANGUAGES = {"zh_CN": "zh-CN"}


@dataclass(frozen=True)
class Said:
    """One message in words, and where it leads."""

    text: str
    kind: str
    level: Level
    link: str


def compose(mail: Mail, settings: EmailRow) -> bytes:
    """The mail as it goes over the wire. Raises ValueError for what no header may hold."""
    with use_locale(mail.locale):
        said = [_said(part, settings.web_address) for part in mail.parts]
        made = EmailMessage(policy=policy.SMTP)
        _head(made, mail, settings, _subject(said, mail.company))
        foot = _foot(settings)
        made.set_content(_text(said, foot, settings), cte="base64")
        made.add_alternative(_html(said, foot, mail, settings), subtype="html", cte="base64")
    return made.as_bytes()


def _said(part: Part, web: str) -> Said:
    return Said(
        text=" ".join(render(part.template, part.params).split()),
        kind=t(TYPE_NAMES[Type(part.type)]),
        level=Level(part.level),
        link=f"{web}{_path(part)}" if web else "",
    )


def _path(part: Part) -> str:
    if part.alert_id:
        return f"/alerts?id={part.alert_id}"
    batch = part.params.get("import_batch_id")
    return f"/imports?id={batch}" if batch else "/notifications"


def _subject(said: list[Said], company: str) -> str:
    text = said[0].text
    if len(said) > 1:
        text = t("{count} messages, the first: {text}", count=len(said), text=text)
    shown = text if len(text) <= SUBJECT_LENGTH else f"{text[: SUBJECT_LENGTH - 1]}…"
    return f"[{' '.join(company.split())}] {shown}" if company else shown


def _head(made: EmailMessage, mail: Mail, settings: EmailRow, subject: str) -> None:
    name = settings.sender_name or mail.company or t(SYSTEM)
    made["Subject"] = _line(subject)
    made["From"] = formataddr((_line(name), settings.sender))
    made["To"] = formataddr((_line(mail.name), mail.address))
    made["Date"] = format_datetime(mail.at)
    made["Message-ID"] = f"<{mail.key}@{settings.sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    if settings.web_address:
        made["List-Unsubscribe"] = f"<{_preferences(settings)}>"
    if mail.uncertain:
        made["X-SelfMastery-Uncertain"] = "may have been delivered before"


def _line(text: str) -> str:
    """`text` in one line that says what it seems to: the library would decode encoded words in
    it, line ends within them too."""
    return " ".join(text.replace("=?", "= ?").split())


def _preferences(settings: EmailRow) -> str:
    return f"{settings.web_address}/profile"


def _foot(settings: EmailRow) -> str:
    return t("You choose what you are told under My account, Notifications.")


def _text(said: list[Said], foot: str, settings: EmailRow) -> str:
    parts = [
        "\n".join(filter(None, (f"[{t(LEVEL_NAMES[one.level])}] {one.text}", one.link)))
        for one in said
    ]
    end = f"{foot}\n{_preferences(settings)}" if settings.web_address else foot
    return "\n\n".join([*parts, f"-- \n{end}\n"])


def _html(said: list[Said], foot: str, mail: Mail, settings: EmailRow) -> str:
    rows = "".join(_row(one) for one in said)
    if settings.web_address:
        foot = (
            f'<a href="{escape(_preferences(settings))}" style="color:#5b6472">{escape(foot)}</a>'
        )
    else:
        foot = escape(foot)
    language = LANGUAGES.get(mail.locale, mail.locale)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"></head>'
        '<body style="margin:0;padding:24px;background:#f5f6f8;color:#1c2430;'
        'font-family:system-ui,-apple-system,Segoe UI,PingFang SC,Microsoft YaHei,sans-serif">'
        '<div style="max-width:600px;margin:0 auto;background:#ffffff;border-radius:8px;'
        'padding:24px">'
        f'<p style="margin:0 0 16px;font-size:14px;color:#5b6472">{escape(mail.company)}</p>'
        f"{rows}"
        f'<p style="margin:24px 0 0;font-size:12px;color:#5b6472">{foot}</p>'
        "</div></body></html>"
    )


def _row(one: Said) -> str:
    badge = f"{escape(one.kind)} · {escape(t(LEVEL_NAMES[one.level]))}"
    link = (
        f'<p style="margin:8px 0 0;font-size:14px"><a href="{escape(one.link)}" '
        f'style="color:#1f5fbf">{escape(t("Open in SelfMastery"))}</a></p>'
        if one.link
        else ""
    )
    return (
        '<div style="padding:12px 0;border-top:1px solid #e3e6ea">'
        f'<p style="margin:0 0 4px;font-size:12px;color:{COLOURS[one.level]}">{badge}</p>'
        f'<p style="margin:0;font-size:16px;line-height:1.5">{escape(one.text)}</p>{link}</div>'
    )
