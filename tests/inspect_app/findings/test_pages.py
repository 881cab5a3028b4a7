"""Pages of inspections with what was found: the lists, deciding finding by finding, photos, what is restricted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from inspect_app.accounts.permissions import Role
from inspect_app.audit.models import AuditEvent
from inspect_app.findings.models import Finding
from inspect_app.foundation.database import db
from tests.builders import make_campaign, make_inspection, make_person, make_region, make_unit
from tests.inspect_app.findings.arranging import FACT, find, finish, photograph
from tests.inspect_app.pages import send, sign_in, text


@contextmanager
def _counted() -> Iterator[list[str]]:
    """The statements that reach the database meanwhile."""
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_the_list_tells_what_came_and_what_is_still_coming(client: FlaskClient) -> None:
    parts = make_inspection(unit_id=make_unit("东岭县青石岭治超站", region_id=make_region("东岭县")))
    finding_id = find(parts)
    photograph(parts, finding_id)
    photograph(parts, finding_id, arrived=False)
    finish(parts)
    sign_in(client, parts.office)
    page = text(client, "/inspections")
    assert "2023-0001" in page and 'aria-label="1 个问题"' in page and "还有照片没到" in page
    assert "2023-0001" in text(client, "/inspections?state=photos_missing")
    assert "没有符合的" in text(client, "/inspections?state=accepted")
    assert "2023-0001" in text(client, "/inspections?q=青石岭&month=7&waiting=yes")
    assert "没有符合的" in text(client, "/inspections?month=8")


def test_a_longer_list_asks_the_database_no_oftener(client: FlaskClient) -> None:
    campaign = make_campaign()
    sign_in(client, make_person(Role.OFFICE))
    counts = []
    for _ in range(2):
        for _ in range(3):
            find(make_inspection(campaign=campaign))
        with _counted() as statements:
            text(client, "/inspections")
            text(client, "/findings")
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_one_inspection_asks_the_database_no_oftener_with_more_findings(client: FlaskClient) -> None:
    parts = make_inspection()
    sign_in(client, parts.office)
    counts = []
    for key in ("B02", "A02"):
        photograph(parts, find(parts, key))
        with _counted() as statements:
            text(client, f"/inspections/{parts.inspection_id}")
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_accepting_goes_on_to_the_next_finding(client: FlaskClient) -> None:
    parts = make_inspection()
    first, second = find(parts, "A02"), find(parts, "B02")
    finish(parts)
    sign_in(client, parts.office)
    here = f"/inspections/{parts.inspection_id}"
    answer = send(client, f"{here}/findings/{first}/accept", {}, page=here)
    assert answer.location == f"{here}?finding={second}"
    assert "起草反馈意见（" in text(client, answer.location)
    send(client, f"{here}/findings/{second}/accept", {}, page=here)
    assert "已收案" in text(client, "/inspections")


def test_chosen_inspections_are_decided_or_drafted_together(client: FlaskClient) -> None:
    campaign, unit_id = make_campaign(), make_unit("东岭县青石岭治超站", region_id=make_region("东岭县"))
    both = [make_inspection(campaign=campaign, unit_id=unit_id) for _ in range(2)]
    found = [find(parts) for parts in both]
    sign_in(client, both[0].office)
    chosen = {"inspection_id": [str(parts.inspection_id) for parts in both]}
    nothing = send(
        client, "/inspections/chosen", {**chosen, "act": "decide"}, page="/inspections", follow=True
    )
    assert "没有等收案的" in nothing.get_data(as_text=True)
    for parts in both:
        finish(parts)
    there = send(client, "/inspections/chosen", {**chosen, "act": "decide"}, page="/inspections")
    assert there.location == f"/inspections/{both[0].inspection_id}"
    early = send(client, "/inspections/chosen", {**chosen, "act": "draft"}, page="/inspections", follow=True)
    assert "还没有收案的问题" in early.get_data(as_text=True)
    for parts, finding_id in zip(both, found, strict=True):
        here = f"/inspections/{parts.inspection_id}"
        send(client, f"{here}/findings/{finding_id}/accept", {}, page=here)
    onward = send(client, "/inspections/chosen", {**chosen, "act": "draft"}, page="/inspections")
    assert onward.status_code == 307, "the browser must send the form on with its token"
    assert send(client, onward.location, {}, page="/inspections").location.endswith("/edit")


def test_the_card_of_a_unit_tells_what_is_open_there(client: FlaskClient) -> None:
    east = make_region("东岭县")
    parts = make_inspection(unit_id=make_unit("东岭县青石岭治超站", region_id=east))
    find(parts)
    finish(parts)
    sign_in(client, parts.office)
    page = text(client, f"/units/{parts.unit_id}/facts")
    assert "7月18日" in page and "<dt>未办结问题</dt><dd>1</dd>" in page and "交通运输执法" in page
    sign_in(client, make_person(Role.OFFICE, region_id=make_region("西屏县")))
    assert client.get(f"/units/{parts.unit_id}/facts").status_code == 404


def test_before_anything_is_accepted_no_letter_is_offered(client: FlaskClient) -> None:
    parts = make_inspection()
    find(parts)
    finish(parts)
    sign_in(client, parts.office)
    page = text(client, f"/inspections/{parts.inspection_id}")
    assert "先收案，再起草反馈意见" in page and "draft-form" not in page.replace('form="draft-form"', "")


def test_returning_needs_words_and_shows_them(client: FlaskClient) -> None:
    parts = make_inspection()
    finding_id = find(parts)
    finish(parts)
    sign_in(client, parts.office)
    here = f"/inspections/{parts.inspection_id}"
    empty = send(client, f"{here}/findings/{finding_id}/return", {"reason": ""}, page=here)
    assert empty.status_code == 422 and "请写明要补什么" in empty.get_data(as_text=True)
    send(client, f"{here}/findings/{finding_id}/return", {"reason": "请补停车场照片"}, page=here)
    assert "退回的原因：请补停车场照片" in text(client, here)


def test_a_finding_of_an_unfinished_inspection_cannot_be_accepted(client: FlaskClient) -> None:
    parts = make_inspection()
    finding_id = find(parts)
    sign_in(client, parts.office)
    here = f"/inspections/{parts.inspection_id}"
    answer = send(client, f"{here}/findings/{finding_id}/accept", {}, page="/account", follow=True)
    assert "现在不能收案" in answer.get_data(as_text=True)


def test_every_tab_shows_its_part(client: FlaskClient) -> None:
    parts = make_inspection()
    photograph(parts, find(parts))
    finish(parts)
    sign_in(client, parts.office)
    here = f"/inspections/{parts.inspection_id}"
    assert FACT in text(client, here) and "平板慢 4 秒" in text(client, here)
    assert "随意设置路障" in text(client, f"{here}?tab=items") and "未答" in text(client, f"{here}?tab=items")
    assert "内容一致" in text(client, f"{here}?tab=photos")
    assert "完成并锁定检查" in text(client, f"{here}?tab=history")


def test_restricted_words_open_on_demand_and_leave_a_trace(client: FlaskClient) -> None:
    parts = make_inspection()
    finding_id = find(parts, "E08", "辅警单独上路拦车。")
    picture = photograph(parts, finding_id)
    finish(parts)
    sign_in(client, parts.office)
    here = f"/inspections/{parts.inspection_id}"
    assert "辅警单独上路拦车" not in text(client, here)
    assert client.get(f"/evidence/{picture}/view").status_code == 404
    send(client, f"{here}/findings/{finding_id}/open", {}, page=here)
    assert "辅警单独上路拦车" in text(client, here)
    assert client.get(f"/evidence/{picture}/view").status_code == 200
    opened = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "finding.opened")).one()
    assert opened.subject_id == str(finding_id) and opened.actor_id == parts.office.person_id


def test_a_restricted_finding_is_neither_row_nor_number_without_the_right(
    app: Flask, client: FlaskClient
) -> None:
    parts = make_inspection()
    picture = photograph(parts, find(parts, "E08", "辅警单独上路拦车。"))
    finish(parts)
    by_leader = db.session.scalars(select(Finding)).one()
    by_leader.created_by = parts.leader.person_id  # type: ignore[assignment]
    db.session.commit()
    sign_in(client, parts.inspector)
    assert "没有发现问题" in text(client, f"/inspections/{parts.inspection_id}")
    assert 'aria-label="0 个问题"' in text(client, "/inspections")
    assert "还没有发现问题" in text(client, "/findings")
    assert client.get(f"/evidence/{picture}/thumb").status_code == 404


def test_another_county_has_neither_the_inspection_nor_its_photo(client: FlaskClient) -> None:
    parts = make_inspection(region_id=make_region("东岭县"))
    picture = photograph(parts, find(parts))
    sign_in(client, make_person(Role.OFFICE, region_id=make_region("西屏县")))
    assert client.get(f"/inspections/{parts.inspection_id}").status_code == 404
    assert client.get(f"/evidence/{picture}/thumb").status_code == 404
    assert "还没有检查" in text(client, "/inspections") and "还没有发现问题" in text(client, "/findings")


def test_a_photo_comes_in_each_size_and_is_kept_by_nobody_in_between(client: FlaskClient) -> None:
    parts = make_inspection()
    picture, coming = photograph(parts, find(parts)), photograph(parts, find(parts), arrived=False)
    sign_in(client, parts.office)
    for size in ("thumb", "view", "original"):
        answer = client.get(f"/evidence/{picture}/{size}")
        assert answer.mimetype == "image/jpeg" and answer.headers["Cache-Control"] == "private, no-cache"
    assert client.get(f"/evidence/{picture}/huge").status_code == 404
    assert client.get(f"/evidence/{coming}/view").status_code == 404


def test_findings_are_found_by_words_area_severity_and_state(client: FlaskClient) -> None:
    parts = make_inspection()
    find(parts, "A02", "值班室张贴任务分解表。")
    find(parts, "B02")
    sign_in(client, parts.office)
    assert "共 2 个" in text(client, "/findings")
    assert "共 1 个" in text(client, "/findings?q=任务分解表") and "共 1 个" in text(
        client, "/findings?area=B"
    )
    assert "共 2 个" in text(client, "/findings?severity=2&state=draft&sort=code")
    assert "没有符合的" in text(client, "/findings?severity=3")
    assert "没有符合的" in text(client, "/findings?q=%25")
