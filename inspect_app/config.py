"""Every setting of the program, in one frozen object made from the environment.

Promises: a setting is read nowhere else; secrets come from the environment or from a file made on first run
with mode 600; production refuses to start on a default secret. Does not: open a database or a file store.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parent.parent


def _secret_from_file(path: Path) -> str:
    """The secret kept in `path`, made on first use with mode 600 (security.md, last but one line)."""
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    value = secrets.token_urlsafe(48)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(value)
    return value


@dataclass(frozen=True)
class Settings:
    """What an operator may set. Field names are the environment names without `INSPECT_`, in lower case.

    Raises: nothing; `from_environment` raises ValueError with a sentence when a value cannot be read.
    """

    data_dir: Path
    """Folder of everything that must be kept: database, files, keys. INSPECT_DATA."""
    database_url: str
    """SQLAlchemy address; SQLite in the data folder by default, `postgresql+psycopg://…` otherwise. INSPECT_DATABASE_URL."""
    secret_key: str = field(repr=False)
    """Signs the session cookie; from INSPECT_SECRET_KEY or made in the data folder."""
    public_url: str = "http://127.0.0.1:5000"
    """Address that people type; printed in letters' QR codes. INSPECT_PUBLIC_URL."""
    secure_cookies: bool = False
    """True when served over TLS (run.py --lan sets it): Secure cookies and HSTS. INSPECT_SECURE_COOKIES."""
    trusted_proxies: int = 0
    """How many reverse proxies in front set X-Forwarded-For. INSPECT_TRUSTED_PROXIES."""
    session_idle_minutes: int = 60
    """An office session without a click ends after this. INSPECT_SESSION_IDLE_MINUTES."""
    session_absolute_hours: int = 12
    """An office session ends after this in any case. INSPECT_SESSION_ABSOLUTE_HOURS."""
    tablet_sign_in_days: int = 14
    """How long a tablet may send before it must sign in again. INSPECT_TABLET_SIGN_IN_DAYS."""
    immediate_jobs: bool = False
    """Tests only: background jobs run at once in the same thread."""
    max_form_bytes: int = 2 * 1024 * 1024
    """Limit of an office form or JSON body, bytes. INSPECT_MAX_FORM_BYTES."""
    letter_fonts: tuple[str, ...] = ()
    """Own font families put before the open ones, as role=family pairs, comma separated. INSPECT_LETTER_FONTS."""
    take_back_seconds: int = 10
    """Issuing a letter takes effect this long after the tap (letters.md). INSPECT_TAKE_BACK_SECONDS."""

    @classmethod
    def from_environment(cls, environ: dict[str, str] | None = None, **overrides: object) -> Settings:
        """Settings from `environ` (os.environ by default); keyword overrides win. Raises ValueError on a bad number."""
        env = dict(os.environ if environ is None else environ)
        data_dir = Path(
            str(overrides.pop("data_dir", None) or env.get("INSPECT_DATA") or PROJECT_ROOT / "instance")
        )
        data_dir = data_dir.resolve()
        values: dict[str, object] = {
            "data_dir": data_dir,
            "database_url": env.get("INSPECT_DATABASE_URL") or f"sqlite:///{data_dir / 'inspect.sqlite3'}",
            "secret_key": env.get("INSPECT_SECRET_KEY")
            or _secret_from_file(data_dir / "keys" / "session.key"),
        }
        if "INSPECT_PUBLIC_URL" in env:
            values["public_url"] = env["INSPECT_PUBLIC_URL"].rstrip("/")
        if "INSPECT_SECURE_COOKIES" in env:
            values["secure_cookies"] = env["INSPECT_SECURE_COOKIES"] == "1"
        for name in (
            "trusted_proxies", "session_idle_minutes", "session_absolute_hours", "tablet_sign_in_days",
            "max_form_bytes", "take_back_seconds",
        ):  # fmt: skip
            raw = env.get(f"INSPECT_{name.upper()}")
            if raw is not None:
                if not raw.isdigit():
                    raise ValueError(f"INSPECT_{name.upper()} 应是整数，现在是“{raw}”。")
                values[name] = int(raw)
        if env.get("INSPECT_LETTER_FONTS"):
            values["letter_fonts"] = tuple(part.strip() for part in env["INSPECT_LETTER_FONTS"].split(","))
        values.update(overrides)
        return cls(**values)  # type: ignore[arg-type]  # checked field by field above
