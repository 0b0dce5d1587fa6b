"""What the jobs of the product are called and do, for people."""

from __future__ import annotations

from core.kit.i18n import N_

JOB_NAMES: dict[str, str] = {
    "outbox": N_("Follow up changes"),
    "alerts": N_("Check alert rules"),
    "deliveries": N_("Send messages"),
    "seals": N_("Seal the audit log"),
    "snapshot": N_("Publish the analysts' file"),
    "inbox": N_("Take in the inbox folder"),
    "milestones": N_("Note delayed milestones"),
    "sessions": N_("Forget what is old"),
    "backup": N_("Nightly backup"),
    "spool": N_("Clear unfinished imports"),
}
RESULT_NAMES: dict[str, str] = {
    "running": N_("Running"),
    "done": N_("Done"),
    "failed": N_("Failed"),
}
