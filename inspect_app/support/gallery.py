"""What the gallery page shows: one example of every part, made up and without a row of the database."""

from __future__ import annotations

from dataclasses import dataclass

from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from inspect_app.web.forms import OfficeForm
from inspect_app.web.pagination import Page
from inspect_app.web.state_looks import METHODS

KINDS = (
    ("answer", "答案：问题目录"),
    ("quality_answer", "答案：工作落实"),
    ("inspection", "检查"),
    ("trip", "检查计划"),
    ("finding", "问题"),
    ("letter", "公文"),
    ("evidence_source", "照片来源"),
    ("content_check", "内容核对"),
    ("device", "平板"),
    ("person", "人员"),
    ("backup", "备份"),
    ("operation", "平板送来的"),
    ("phase", "阶段"),
)


@dataclass(frozen=True)
class ExampleRow:
    number: str
    unit: str
    findings: int
    state: str


class ExampleForm(OfficeForm):
    """A form with one field in error, as it looks when it comes back."""

    title = StringField("计划名称", [InputRequired("请写计划名称。")])
    county = SelectField("县区", choices={"east": "东岭县", "west": "西屏县"})
    note = TextAreaField("给督察人员的话", [Optional()])
    method = RadioField("方式", choices=METHODS, default="surprise_check")
    agreed = BooleanField("先通知组长")


def example_form() -> ExampleForm:
    """The form after a send without a title."""
    form = ExampleForm(formdata=None)
    form.title.errors = ["请写计划名称。"]
    return form


def example_page() -> Page[ExampleRow]:
    """Four rows of a longer list, one with a very long name."""
    rows = (
        ExampleRow("2023-0046", "东岭县青石岭治超站", 5, "photos_missing"),
        ExampleRow("2023-0045", "西屏县公安局交通警察大队", 4, "returned"),
        ExampleRow(
            "2023-0044", "青崖县公安局交通警察大队三中队（驻青崖县与瑞川市城东区交界处）", 7, "received"
        ),
        ExampleRow("2023-0043", "平泽县交通运输综合行政执法大队", 0, "accepted"),
    )
    return Page(rows=rows, total=146, number=1, size=50, sort="number", descending=True)
