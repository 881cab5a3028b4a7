"""Pages of campaigns: the drive, its letterheads, number series, checklists and seal."""

from __future__ import annotations

import io

from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from inspect_app.accounts.permissions import Role
from inspect_app.campaigns.models import Campaign, Letterhead
from inspect_app.foundation.database import db
from inspect_app.foundation.file_store import file_store
from tests.builders import make_campaign, make_person, surprise_check_version
from tests.inspect_app.pages import hidden, send, sign_in, text, token

DRIVE = {
    "name": "道路交通执法突出问题专项整治",
    "city": "瑞川市",
    "year": "2023",
    "plan_deadline_days": "30",
    "result_deadline_months": "3",
    "originals": "at_once",
    "review_required": "y",
    "phases-0-name": "安排部署",
    "phases-0-ends_on": "2023-04-05",
    "phases-1-name": "实地督察",
    "phases-1-ends_on": "2023-08-31",
    "phases-2-name": "总结提升",
}
HEAD = {
    "name": "办公室文件",
    "mark": "中共瑞川市委全面依法治市委员会办公室文件",
    "code": "瑞法督",
    "signatories": "中共瑞川市委全面依法治市委员会办公室",
}


def test_a_campaign_is_made_through_pages_and_may_use_the_shipped_checklist(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.OFFICE))
    page = send(client, "/campaigns/new", DRIVE, follow=True).get_data(as_text=True)
    assert "“道路交通执法突出问题专项整治”已存好。" in page
    assert "4月5日 已完成" in page and "长期" in page
    assert f'value="{surprise_check_version()}"' in page and page.count("checked") >= 1
    assert "还没有版头" in page


def test_phases_out_of_order_are_told_and_all_rows_stay(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.OFFICE))
    answer = send(client, "/campaigns/new", {**DRIVE, "phases-1-ends_on": "2023-03-01"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "“实地督察”的截止日期要晚于“安排部署”。" in page
    assert 'value="2023-03-01"' in page and 'value="总结提升"' in page


def test_an_edit_over_someone_elses_edit_is_not_taken(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.OFFICE))
    path = f"/campaigns/{make_campaign().campaign_id}/edit"
    seen = hidden(client, path, "version")
    send(client, path, {**DRIVE, "city": "甲市", "version": seen})
    answer = send(client, path, {**DRIVE, "city": "乙市", "version": seen})
    assert answer.status_code == 409 and 'value="乙市"' in answer.get_data(as_text=True)
    assert db.session.scalars(select(Campaign.city)).one() == "甲市"


def test_letterhead_and_number_series_are_made_through_pages(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.OFFICE))
    send(client, "/campaigns/new", DRIVE)
    here = f"/campaigns/{db.session.scalars(select(Campaign.id)).one()}"
    wrong = send(client, f"{here}/letterheads/new", {**HEAD, "code": "RFD"})
    assert "代字只写汉字" in wrong.get_data(as_text=True)
    send(client, f"{here}/letterheads/new", HEAD)
    send(client, f"{here}/series", {"code": "瑞法督", "year": "2023", "first_no": "5"}, page=here)
    page = text(client, here)
    assert "瑞法督〔2023〕" in page and "5 号" in page
    again = send(client, f"{here}/series", {"code": "瑞法督", "year": "2023", "first_no": "1"}, page=here)
    assert again.status_code == 422 and "的编号已经在用" in again.get_data(as_text=True)


def test_taking_a_checklist_away_leaves_the_campaign_without_it(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.OFFICE))
    here = f"/campaigns/{make_campaign().campaign_id}"
    assert "这 0 张" in send(client, f"{here}/checklists", {}, page=here, follow=True).get_data(as_text=True)
    assert "还没有选定突击检查的检查单" in text(client, "/plans/new")


def test_a_seal_is_kept_as_a_plain_picture_and_other_files_are_not_taken(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.OFFICE))
    here = f"/letterheads/{make_campaign().letterhead_id}"
    picture = io.BytesIO()
    Image.new("RGB", (60, 60), "red").save(picture, "JPEG")
    _upload(client, here, b"%PDF-1.7 not a picture", "seal.png")
    assert "这不是能用的图片" in text(client, here)
    _upload(client, here, picture.getvalue(), "seal.jpg")
    stored = db.session.scalars(select(Letterhead.seal_sha256)).one()
    assert stored and b"".join(file_store().open_range(stored)).startswith(b"\x89PNG")
    assert client.get(f"{here}/seal.png").mimetype == "image/png"
    send(client, f"{here}/seal", {"remove": "yes"}, page=here)
    assert client.get(f"{here}/seal.png").status_code == 404


def _upload(client: FlaskClient, here: str, content: bytes, name: str) -> None:
    fields = {"csrf_token": token(client, here), "image": (io.BytesIO(content), name)}
    assert client.post(f"{here}/seal", data=fields).status_code == 302


def test_an_issuer_reads_campaigns_and_changes_none(client: FlaskClient) -> None:
    here = f"/campaigns/{make_campaign().campaign_id}"
    sign_in(client, make_person(Role.ISSUER))
    assert "添加版头" not in text(client, here)
    assert client.get(f"{here}/edit").status_code == 404
