"""The manual: what it names exists, and the program shows it as it stands."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from inspect_app.accounts.permissions import Role
from inspect_app.config import PROJECT_ROOT
from inspect_app.support.manual import (
    MANUAL,
    PICTURES,
    anchor_of,
    manual,
    read_manual,
    rendered,
)
from tests.builders import make_person
from tests.inspect_app.pages import sign_in, text

SOURCES = (
    ("templates", "*.html"),
    ("static/tablet", "*.js"),
    ("static/office", "*.js"),
    ("inspect_app", "*.py"),
)
NO_WORDS_OF_THE_SCREEN = {
    "",  # the sentence that explains the marks themselves
}


@cache
def _all_sources() -> str:
    return "\n".join(
        path.read_text(encoding="utf-8")
        for folder, pattern in SOURCES
        for path in sorted((PROJECT_ROOT / folder).rglob(pattern))
    )


def _manual_text() -> str:
    return MANUAL.read_text(encoding="utf-8")


def test_every_name_that_the_manual_quotes_stands_on_a_screen() -> None:
    quoted = set(re.findall(r"「([^」]*)」", _manual_text())) - NO_WORDS_OF_THE_SCREEN
    assert len(quoted) > 100
    assert sorted(name for name in quoted if not _stands_on_a_screen(name)) == []


def _stands_on_a_screen(name: str) -> bool:
    """As a whole text between quotes, tags or blanks, or as the fixed part of one that goes on with a number."""
    return re.search(rf"""['"`>}}“\s]{re.escape(name)}['"`<”\s（：?。]""", _all_sources()) is not None


def test_the_manual_says_first_that_state_secrets_stay_out() -> None:
    assert "请勿在本应用中录入国家秘密" in _manual_text()[:80]


def test_every_picture_of_the_manual_is_in_the_list_and_no_other() -> None:
    assert sorted(re.findall(r"!\[[^\]]+\]\(screenshots/([^)]+)\)", _manual_text())) == sorted(PICTURES)


def test_every_link_inside_the_manual_leads_to_a_heading() -> None:
    links = re.findall(r"\]\(#([^)]+)\)", _manual_text())
    assert len(links) > 15
    assert [link for link in links if manual().home_of(link) is None] == []


def test_no_two_headings_have_one_address() -> None:
    anchors = [
        anchor
        for chapter in manual().chapters
        for anchor in (chapter.anchor, *(heading.anchor for heading in chapter.headings))
    ]
    assert len(anchors) == len(set(anchors))


def test_html_in_the_manual_stays_text_and_a_missing_picture_leaves_no_hole() -> None:
    book = read_manual("# 书\n\n## 章\n\n<b onclick=x>粗</b>\n\n![没有](screenshots/gone.webp)\n")
    html = rendered(book.chapters[0].tokens, link=lambda _: "", picture=lambda _: None)
    assert "<b" not in html and "&lt;b onclick=x&gt;" in html
    assert "<img" not in html


def test_an_address_is_made_as_code_hosts_make_it() -> None:
    assert anchor_of("办公室：县区和单位") == "办公室县区和单位"
    assert anchor_of("PIN 忘了") == "pin-忘了"


@pytest.fixture
def reader(client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_person(Role.INSPECTOR))


def test_every_chapter_is_a_page_with_its_headings(reader: FlaskClient) -> None:
    contents = text(reader, "/help")
    for chapter in manual().chapters:
        assert chapter.title in contents
        page = text(reader, f"/help/{chapter.anchor}")
        assert f"<h1>{chapter.title}</h1>" in page
        assert all(f'<h2 id="{heading.anchor}">' in page for heading in chapter.headings)


def test_help_is_in_the_menu_and_in_the_dialog_of_keys(reader: FlaskClient) -> None:
    assert text(reader, "/").count('href="/help"') == 2


def test_a_link_to_another_chapter_leads_to_its_page(reader: FlaskClient) -> None:
    contents = text(reader, "/help")
    assert reader.get(re.findall(r'href="(/help/[^"#]+)"', contents)[0]).status_code == 200
    lost = quote("管理员平板") + "#" + quote("停用一台平板")
    assert f'href="/help/{lost}"' in text(reader, "/help/遇到问题怎么办")


def test_words_narrow_the_chapters(reader: FlaskClient) -> None:
    assert _titles(text(reader, "/help?q=恢复密钥+一次性代码")) == ["管理员：第一次启动"]
    assert len(_titles(text(reader, "/help?q=恢复密钥"))) > 1
    assert "没有找到" in text(reader, "/help?q=宇宙飞船")
    assert _titles(text(reader, "/help?q=")) == [chapter.title for chapter in manual().chapters]


def _titles(page: str) -> list[str]:
    return re.findall(r'<h2><a href="/help/[^"]+">([^<]+)</a></h2>', page)


@pytest.fixture
def pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one picture that the manual shows, and one that it does not."""
    monkeypatch.setattr("inspect_app.support.manual.PICTURES_FOLDER", tmp_path)
    for name in ("office-home.webp", "other.webp"):
        (tmp_path / name).write_bytes(b"RIFF")
    return tmp_path


def test_only_pictures_of_the_list_are_served(reader: FlaskClient, pictures: Path) -> None:
    answer = reader.get("/help/pictures/office-home.webp")
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    for name in ("other.webp", "office-verify.webp", "..%2Foffice-home.webp"):
        assert reader.get(f"/help/pictures/{name}").status_code == 404, name


def test_a_picture_whose_file_is_not_there_is_not_shown(reader: FlaskClient, pictures: Path) -> None:
    assert '<img src="/help/pictures/office-home.webp" alt="办公室的首页"' in text(reader, "/help/从这里开始")
    (pictures / "office-home.webp").unlink()
    assert "<img" not in text(reader, "/help/从这里开始")


def test_a_chapter_that_is_not_there_is_no_page(reader: FlaskClient) -> None:
    assert reader.get("/help/没有这一章").status_code == 404
