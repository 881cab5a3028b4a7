"""Pages of letters: who may open them, what the editor saves, what the public learns."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import select

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.models import Person
from inspect_app.accounts.permissions import Role
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.letters import jobs, verify_views
from inspect_app.letters.signing import sign_desk
from tests.builders import PASSWORD, make_person, make_region
from tests.inspect_app.letters.arranging import Desk, make_awaiting, make_desk, make_draft, make_issued, row


@pytest.fixture(autouse=True)
def _fresh_pace() -> None:
    verify_views._limiter.storage.reset()


class FreshRequests(FlaskClient):
    """Forgets what Flask-WTF keeps in `g`: the context that the fixtures push outlives a single request."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        for name in ("csrf_token", "csrf_valid"):
            g.pop(name, None)
        return super().open(*args, **kwargs)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    app.test_client_class = FreshRequests
    return app.test_client()


@pytest.fixture
def desk(app: Flask) -> Desk:
    return make_desk()


def token_of(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found
    return found.group(1)


def sign_in(client: FlaskClient, actor: Actor) -> None:
    username = db.session.scalar(select(Person.username).where(Person.id == actor.person_id))
    page = client.get("/sign-in").get_data(as_text=True)
    answer = client.post(
        "/sign-in", data={"csrf_token": token_of(page), "username": username, "password": PASSWORD}
    )
    assert answer.status_code == 302


def post(client: FlaskClient, letter_id: UUID, step: str, page: str | None = None, **data: str) -> int:
    token = token_of(client.get(page or f"/letters/{letter_id}").get_data(as_text=True))
    return client.post(f"/letters/{letter_id}/{step}", data={"csrf_token": token, **data}).status_code


def save(
    client: FlaskClient, letter_id: UUID, change: dict[str, object], version: int = 1
) -> tuple[int, dict]:
    page = client.get(f"/letters/{letter_id}/edit").get_data(as_text=True)
    content = row(letter_id).content
    letter: dict[str, object] = {
        "title": content["title"],
        "addressees": content["addressees"],
        "blocks": [{k: b[k] for k in ("id", "text", "title", "due")} for b in content["blocks"]],
        "photos": [
            {"id": f["evidence_id"], "caption": f["caption"]}
            for annex in content["annexes"]
            for f in annex["figures"]
        ],
    }
    answer = client.put(
        f"/letters/{letter_id}/content",
        data=json.dumps({"version": version, "letter": letter | change}),
        headers={"X-CSRFToken": token_of(page), "Content-Type": "application/json"},
    )
    return answer.status_code, answer.get_json()


def test_the_whole_way_through_pages_from_findings_to_the_file(client: FlaskClient, desk: Desk) -> None:
    sign_in(client, desk.office)
    page = client.get("/account").get_data(as_text=True)
    chosen = {"csrf_token": token_of(page), "finding_id": [str(i) for i in desk.finding_ids]}
    answer = client.post("/letters/new", data=chosen)
    assert answer.status_code == 302
    letter_id = UUID(answer.location.split("/")[2])
    assert post(client, letter_id, "submit", page=f"/letters/{letter_id}/edit", version="1") == 302
    sign_in(client, desk.reviewer)
    assert post(client, letter_id, "approve") == 302
    sign_in(client, desk.issuer)
    assert "签发，看下一件" in client.get("/letters/sign").get_data(as_text=True)
    assert post(client, letter_id, "issue", page="/letters/sign") == 302
    jobs.sweep()
    file = client.get(f"/letters/{letter_id}/pdf")
    assert file.mimetype == "application/pdf"
    assert file.data.startswith(b"%PDF")
    assert "%E3%80%942023%E3%80%951%E5%8F%B7" in file.headers["Content-Disposition"]
    assert "瑞法督〔2023〕1号" in client.get("/letters/register").get_data(as_text=True)


def test_words_of_a_return_stand_at_their_block_in_the_editor_and_those_on_the_whole_on_top(
    client: FlaskClient, desk: Desk
) -> None:
    letter_id = make_awaiting(desk)
    block = next(b["id"] for b in row(letter_id).content["blocks"] if b["code"] == "B02")
    sign_in(client, desk.issuer)
    assert post(client, letter_id, "return", words="请核对锥桶数。", block=block) == 302
    sign_in(client, desk.office)
    page = client.get(f"/letters/{letter_id}/edit").get_data(as_text=True)
    assert "请核对锥桶数。" in page[page.index(f'id="block-{block}"') :]
    assert "退回：" not in page
    assert post(client, letter_id, "submit", page=f"/letters/{letter_id}/edit", version="1") == 302
    sign_in(client, desk.reviewer)
    assert post(client, letter_id, "return", words="语气再客观些。") == 302
    sign_in(client, desk.office)
    assert "退回：语气再客观些。" in client.get(f"/letters/{letter_id}/edit").get_data(as_text=True)


@pytest.mark.parametrize(
    "path", ["", "/edit", "/pdf", "/pages/1/1.png", "/photos/00000000-0000-7000-8000-000000000000"]
)
def test_a_letter_of_another_county_is_not_there(client: FlaskClient, desk: Desk, path: str) -> None:
    letter_id = make_draft(desk)
    sign_in(client, make_person(Role.OFFICE, region_id=make_region()))
    assert client.get(f"/letters/{letter_id}{path}").status_code == 404


def test_saving_answers_with_what_is_missing_and_the_number_of_pages(client: FlaskClient, desk: Desk) -> None:
    letter_id = make_draft(desk)
    sign_in(client, desk.office)
    blocks = [
        {**{k: b[k] for k in ("id", "text", "title")}, "due": None} for b in row(letter_id).content["blocks"]
    ]
    status, answer = save(client, letter_id, {"blocks": blocks, "title": "关于督察情况的反馈意见"})
    assert (status, answer["version"]) == (200, 2)
    assert "要求 1 没写具体日期。" in [item["sentence"] for item in answer["missing"]]
    assert answer["pages"] >= 3
    assert row(letter_id).title == "关于督察情况的反馈意见"


def test_saving_from_an_old_version_changes_nothing_and_says_who_was_there(
    client: FlaskClient, desk: Desk
) -> None:
    letter_id = make_draft(desk)
    sign_in(client, desk.office)
    assert save(client, letter_id, {"title": "甲"})[0] == 200
    status, answer = save(client, letter_id, {"title": "乙"})
    assert (status, answer["error"]["code"]) == (409, "edited_meanwhile")
    assert answer["error"]["message"].startswith(desk.office.name)
    assert row(letter_id).title == "甲"


@pytest.mark.parametrize(
    "change",
    [
        {"blocks": [{"id": "x", "text": "y", "kind": "problem"}]},
        {"blocks": "everything"},
        {"title": "长" * 201},
        {"blocks": [{"id": "b1", "text": "一"}, {"id": "b1", "text": "二"}]},
    ],
)
def test_a_saving_that_is_no_letter_is_refused_in_words(
    client: FlaskClient, desk: Desk, change: dict[str, object]
) -> None:
    letter_id = make_draft(desk)
    sign_in(client, desk.office)
    status, answer = save(client, letter_id, change)
    assert status == 422
    assert re.search("[一-鿿]", answer["error"]["message"])
    assert row(letter_id).version == 1


def test_the_editors_page_is_a_picture_from_the_renderer(client: FlaskClient, desk: Desk) -> None:
    letter_id = make_draft(desk)
    sign_in(client, desk.office)
    picture = client.get(f"/letters/{letter_id}/pages/1/1.png")
    assert picture.data.startswith(b"\x89PNG")
    assert client.get(f"/letters/{letter_id}/pages/1/99.png").status_code == 404


def test_a_browser_keeps_no_page_of_a_draft_that_would_stand_for_the_issued_one(
    client: FlaskClient, desk: Desk
) -> None:
    letter_id = make_draft(desk)
    sign_in(client, desk.office)
    assert client.get(f"/letters/{letter_id}/pages/1/1.png").headers["Cache-Control"] == "no-store"


def test_saving_without_the_sessions_cookie_says_to_sign_in_again(client: FlaskClient, desk: Desk) -> None:
    letter_id = make_draft(desk)
    answer = client.put(f"/letters/{letter_id}/content", json={"version": 1, "letter": {}})
    assert answer.status_code == 401
    assert answer.get_json()["error"]["message"] == "时间太久，请重新登录。已填的还在。"


def test_only_photos_of_the_letter_are_shown_through_it(client: FlaskClient, desk: Desk) -> None:
    letter_id = make_draft(desk)
    other = make_draft(make_desk(keys=("B03",), campaign=desk.inspection.campaign))
    sign_in(client, desk.office)
    own = row(letter_id).content["annexes"][0]["figures"][0]["evidence_id"]
    foreign = row(other).content["annexes"][0]["figures"][0]["evidence_id"]
    assert client.get(f"/letters/{letter_id}/photos/{own}").data.startswith(b"\xff\xd8")
    assert client.get(f"/letters/{letter_id}/photos/{foreign}").status_code == 404


def test_the_drafter_does_not_find_his_letter_on_the_issuers_desk(client: FlaskClient, desk: Desk) -> None:
    make_awaiting(desk)
    both = Actor(desk.office.person_id, desk.office.name, (*desk.office.grants, *desk.issuer.grants))
    assert sign_desk(both, None, at=clock.now()).entries == ()
    assert len(sign_desk(desk.issuer, None, at=clock.now()).entries) == 1


def verify(client: FlaskClient, **fields: str) -> str:
    token = token_of(client.get("/verify").get_data(as_text=True))
    return client.post("/verify", data={"csrf_token": token, **fields}).get_data(as_text=True)


def test_the_public_learns_whether_number_and_characters_or_file_are_genuine(
    client: FlaskClient, desk: Desk
) -> None:
    letter = row(make_issued(desk))
    code, file = (letter.frozen_sha256 or "")[:8].upper(), letter.file_sha256 or ""
    number = "瑞法督[2023] 1号"
    assert "是真的，没有改动" in verify(client, number=number, characters=f"{code[:4]} {code[4:]}")
    assert "是真的，没有改动" in verify(client, file_sha256=file)
    assert "是真的，没有改动" in client.get(f"/verify/{letter.frozen_sha256}").get_data(as_text=True)
    assert "文件被改过" in verify(client, number=number, characters=code, file_sha256="0" * 64)
    for fields in (
        {"number": number, "characters": "00000000"},
        {"number": number, "characters": ""},
        {"number": number, "file_sha256": "0" * 64},
        {"number": "瑞法督〔2023〕2号", "characters": code},
    ):
        answer = verify(client, **fields)
        assert "没有查到" in answer, fields
        assert desk.inspection.inspector.name not in answer


def test_who_asks_too_often_is_slowed_down(client: FlaskClient, app: Flask) -> None:
    answers = [client.get(f"/verify/{'0' * 64}").status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]
