"""The auditor's page, and the words for every act that the program records."""

from __future__ import annotations

import re
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import update

from inspect_app.accounts.permissions import Role
from inspect_app.audit.models import AuditEvent
from inspect_app.audit.wording import ACTION_WORDS, SUBJECT_WORDS
from inspect_app.config import PROJECT_ROOT
from inspect_app.foundation.database import db
from tests.builders import make_campaign, make_person
from tests.inspect_app.pages import sign_in, text


def _recorded() -> tuple[set[str], set[str]]:
    """Actions and kinds of subject that the source records, read from its calls of `record`."""
    actions: set[str] = set()
    kinds: set[str] = set()
    for path in Path(PROJECT_ROOT / "inspect_app").rglob("*.py"):
        source = path.read_text("utf-8")
        if "record(" not in source:
            continue
        actions |= set(re.findall(r'"((?:[a-z_]+)\.(?:[a-z_]+))",?\s*(?:subject=|if )', source))
        kinds |= set(re.findall(r'subject=\("([a-z_]+)"', source))
    return actions, kinds


def test_every_recorded_act_has_chinese_words() -> None:
    actions, kinds = _recorded()
    assert len(actions) > 30, "the reading of the source finds nothing any more"
    assert actions - set(ACTION_WORDS) == set()
    assert kinds - set(SUBJECT_WORDS) == set()


def test_the_auditor_reads_who_did_what_and_that_nothing_was_touched(client: FlaskClient) -> None:
    make_campaign()
    sign_in(client, make_person(Role.AUDITOR, name="徐岚"))
    page = text(client, "/audit")
    assert "新建专项整治" in page and "登录" in page and "徐岚" in page
    assert "都没有动过" in text(client, "/audit?check=yes")
    assert "新建专项整治" not in text(client, "/audit?subject=person").partition("<tbody>")[2]
    assert "徐岚" in text(client, "/audit?q=徐岚")
    assert "新建专项整治" in text(client, "/audit?q=专项整治&since=2023-07-18&until=2023-07-18")
    assert "没有符合的" in text(client, "/audit?since=2023-07-19")


def test_a_changed_row_is_named(client: FlaskClient) -> None:
    make_campaign()
    db.session.execute(update(AuditEvent).where(AuditEvent.no == 2).values(actor_name="别人"))
    db.session.commit()
    sign_in(client, make_person(Role.AUDITOR))
    assert "第 2 条对不上" in text(client, "/audit?check=yes")


def test_the_log_is_for_auditors_alone(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.ADMIN))
    assert client.get("/audit").status_code == 404
