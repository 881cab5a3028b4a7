"""Forms of units and regions."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from wtforms import HiddenField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from inspect_app.units.queries import UnitView
from inspect_app.units.rules import KIND_LABELS, LEVEL_LABELS, SECTOR_LABELS
from inspect_app.units.service import UnitInput
from inspect_app.web.forms import OfficeForm, choices_of, stripped


class UnitForm(OfficeForm):
    name = StringField("单位全称", [InputRequired("请写单位全称。"), Length(max=120)], filters=[stripped])
    short_name = StringField("简称", [Optional(), Length(max=40)], filters=[stripped])
    kind = RadioField(
        "类型", [InputRequired("请选单位类型。")], choices=KIND_LABELS, default="inspected_unit"
    )
    level = RadioField("层级", [InputRequired("请选层级。")], choices=LEVEL_LABELS, default="county")
    sector = SelectField("领域", [Optional()], choices={"": "不分领域", **SECTOR_LABELS})
    region_id = SelectField("所在县（市、区）", [Optional()])
    parent_id = SelectField("上级单位", [Optional()])
    address = StringField("地址", [Optional(), Length(max=200)], filters=[stripped])
    contact_name = StringField("联系人", [Optional(), Length(max=40)], filters=[stripped])
    contact_phone = StringField("联系电话", [Optional(), Length(max=40)], filters=[stripped])
    version = HiddenField()

    def offer(self, *, regions: Sequence[tuple[UUID, str]], parents: Sequence[tuple[UUID, str]]) -> None:
        """Fill the choices of region and parent."""
        self.region_id.choices = {"": "市级，不属于哪个县", **choices_of(regions)}
        self.parent_id.choices = {"": "没有", **choices_of(parents)}

    def show(self, unit: UnitView) -> None:
        """Fill the fields from what is stored."""
        for name in ("name", "short_name", "kind", "level", "address", "contact_name", "contact_phone"):
            self[name].data = getattr(unit, name)
        self.sector.data = unit.sector or ""
        self.region_id.data, self.parent_id.data = str(unit.region_id or ""), str(unit.parent_id or "")
        self.version.data = str(unit.version)

    def entered(self) -> UnitInput:
        """The fields as the service takes them."""
        return UnitInput(
            name=self.name.data or "",
            short_name=self.short_name.data or "",
            kind=self.kind.data,
            level=self.level.data,
            sector=self.sector.data or None,
            region_id=UUID(self.region_id.data) if self.region_id.data else None,
            parent_id=UUID(self.parent_id.data) if self.parent_id.data else None,
            address=self.address.data or "",
            contact_name=self.contact_name.data or "",
            contact_phone=self.contact_phone.data or "",
        )


class RegionForm(OfficeForm):
    name = StringField(
        "县（市、区）", [InputRequired("请写县（市、区）的名称。"), Length(max=40)], filters=[stripped]
    )
