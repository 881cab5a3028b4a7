"""Forms of campaigns, letterheads, number series and the checklist versions in use."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask_wtf.file import FileField, FileRequired, FileSize
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from inspect_app.campaigns.queries import CampaignView, LetterheadView
from inspect_app.campaigns.rules import ORIGINALS_LABELS
from inspect_app.campaigns.service import CampaignInput, LetterheadInput, PhaseInput
from inspect_app.web.forms import OfficeForm, choices_of, stripped

USUAL_PHASES = ("安排部署", "查纠整治", "实地督察", "整改查处", "总结提升")
MAX_SEAL_BYTES = 1024 * 1024


class PhaseForm(Form):
    """One row of the stages; a row without a name is left out."""

    name = StringField("阶段", [Optional(), Length(max=40)], filters=[stripped])
    ends_on = DateField("截止日期", [Optional()])


class CampaignForm(OfficeForm):
    name = StringField("名称", [InputRequired("请写专项整治的名称。"), Length(max=120)], filters=[stripped])
    city = StringField(
        "城市", [InputRequired("请写城市，例如“瑞川市”。"), Length(max=20)], filters=[stripped]
    )
    year = IntegerField(
        "年份", [InputRequired("年份请写四位数字。"), NumberRange(2000, 2100, "年份请写四位数字。")]
    )
    plan_title = StringField("实施方案名称", [Optional(), Length(max=160)], filters=[stripped])
    parent_document_no = StringField("上级文号", [Optional(), Length(max=60)], filters=[stripped])
    basis = TextAreaField("依据", [Optional(), Length(max=4000)], filters=[stripped])
    lead_office_id = SelectField("牵头办公室", [Optional()])
    phases = FieldList(FormField(PhaseForm), "阶段")
    plan_deadline_days = IntegerField("整改方案几天内报", [InputRequired("请写天数。")], default=30)
    result_deadline_months = IntegerField("整改结果几个月内报", [InputRequired("请写月数。")], default=3)
    originals = RadioField("原图", choices=ORIGINALS_LABELS, default="at_once")
    review_required = BooleanField("签发前要先核稿", default=True)
    version = HiddenField()

    def offer(self, lead_offices: Sequence[tuple[UUID, str]]) -> None:
        self.lead_office_id.choices = {"": "还没有", **choices_of(lead_offices)}

    def propose(self, year: int) -> None:
        """What an empty form starts with."""
        self.year.data = year
        for name in USUAL_PHASES:
            self.phases.append_entry({"name": name})
        self.phases.append_entry()

    def show(self, campaign: CampaignView) -> None:
        """Fill the fields from what is stored, with one spare row for a further stage."""
        for name in (
            "name", "city", "year", "plan_title", "parent_document_no", "basis", "plan_deadline_days",
            "result_deadline_months", "originals", "review_required",
        ):  # fmt: skip
            self[name].data = getattr(campaign, name)
        self.lead_office_id.data = str(campaign.lead_office_id or "")
        self.version.data = str(campaign.version)
        for phase in campaign.phases:
            self.phases.append_entry({"name": phase.name, "ends_on": phase.ends_on})
        self.phases.append_entry()

    def entered(self) -> CampaignInput:
        """The fields as the service takes them."""
        return CampaignInput(
            name=self.name.data or "",
            city=self.city.data or "",
            year=self.year.data or 0,
            basis=self.basis.data or "",
            plan_title=self.plan_title.data or "",
            parent_document_no=self.parent_document_no.data or "",
            plan_deadline_days=self.plan_deadline_days.data or 0,
            result_deadline_months=self.result_deadline_months.data or 0,
            originals=self.originals.data,
            review_required=self.review_required.data,
            lead_office_id=UUID(self.lead_office_id.data) if self.lead_office_id.data else None,
            phases=tuple(
                PhaseInput(row.form.name.data or "", row.form.ends_on.data)
                for row in self.phases
                if row.form.name.data or row.form.ends_on.data
            ),
        )


class LetterheadForm(OfficeForm):
    name = StringField(
        "版头的名字", [InputRequired("请给版头起个名字，便于选择。"), Length(max=60)], filters=[stripped]
    )
    mark = StringField(
        "发文机关标志", [InputRequired("请写发文机关标志。"), Length(max=120)], filters=[stripped]
    )
    code = StringField(
        "代字", [InputRequired("代字只写汉字，例如“瑞法督”。"), Length(max=20)], filters=[stripped]
    )
    signatories = TextAreaField(
        "落款", [InputRequired("请写落款的机关名称。"), Length(max=400)], filters=[stripped]
    )
    print_office = StringField("印发机关", [Optional(), Length(max=120)], filters=[stripped])
    contact_name = StringField("联系人", [Optional(), Length(max=40)], filters=[stripped])
    contact_phone = StringField("联系电话", [Optional(), Length(max=40)], filters=[stripped])
    contact_address = StringField("地址", [Optional(), Length(max=200)], filters=[stripped])
    version = HiddenField()

    def show(self, head: LetterheadView) -> None:
        """Fill the fields from what is stored."""
        for name in (
            "name",
            "mark",
            "code",
            "print_office",
            "contact_name",
            "contact_phone",
            "contact_address",
        ):
            self[name].data = getattr(head, name)
        self.signatories.data = "\n".join(head.signatories)
        self.version.data = str(head.version)

    def entered(self) -> LetterheadInput:
        """The fields as the service takes them."""
        return LetterheadInput(
            name=self.name.data or "",
            mark=self.mark.data or "",
            code=self.code.data or "",
            signatories=self.signatories.data or "",
            print_office=self.print_office.data or "",
            contact_name=self.contact_name.data or "",
            contact_phone=self.contact_phone.data or "",
            contact_address=self.contact_address.data or "",
        )


class SealForm(OfficeForm):
    image = FileField(
        "印章图片",
        [FileRequired("请选一个图片文件。"), FileSize(MAX_SEAL_BYTES, message="图片请小于 1 MB。")],
    )


class SeriesForm(OfficeForm):
    code = SelectField("代字", [InputRequired("请选代字。")])
    year = IntegerField("年份", [InputRequired("年份请写四位数字。")])
    first_no = IntegerField("从几号开始", [InputRequired("起始号从 1 开始。")], default=1)


class ChecklistsForm(OfficeForm):
    versions = SelectMultipleField(
        "检查单", [Optional()], option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )

    def offer(self, versions: Sequence[tuple[UUID, str]]) -> None:
        self.versions.choices = choices_of(versions)
