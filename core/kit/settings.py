"""Settings from the environment or `.env`; the list is the one in docs/operators.md."""

from __future__ import annotations

import os
import secrets
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an operator may set. Wrong values are refused at start."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    home: Path = Field(default=Path("var"), alias="SELFMASTERY_HOME")
    database_url: str = Field(default="", alias="DATABASE_URL")
    secret_key: str = Field(default="", alias="SELFMASTERY_SECRET_KEY", repr=False)
    jobs: Literal["auto", "off"] = Field(default="auto", alias="SELFMASTERY_JOBS")
    locale: str = Field(default="zh_CN", alias="SELFMASTERY_LOCALE")
    sentry_dsn: str = Field(default="", alias="SENTRY_DSN", repr=False)
    log_format: Literal["text", "json"] = Field(default="text", alias="SELFMASTERY_LOG_FORMAT")
    max_upload_mb: int = Field(default=200, ge=1, alias="SELFMASTERY_MAX_UPLOAD_MB")

    @field_validator("home")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(("duckdb:///", "postgresql+psycopg://")):
            raise ValueError("DATABASE_URL must start with duckdb:/// or postgresql+psycopg://")
        return value

    @property
    def url(self) -> str:
        """The database's address, with the default in the home folder."""
        return self.database_url or f"duckdb:///{self.home / 'selfmastery.duckdb'}"

    def folder(self, name: str) -> Path:
        """A folder of the home (`spool`, `backups`, `inbox`…), made when missing."""
        path = self.home / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    @property
    def snapshot_file(self) -> Path:
        """The analysts' read-only file."""
        return self.home / "analytics.duckdb"

    def key(self) -> str:
        """The secret key: from the environment, else made once and kept for the owner only."""
        return self.secret_key or _key_file(self.folder("keys") / "secret.key")


def _key_file(path: Path) -> str:
    """Read the key, or publish a fresh one atomically: of two starters both use the first's."""
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()


@cache
def get_settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
