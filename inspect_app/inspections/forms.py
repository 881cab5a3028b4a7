"""Forms of plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from wtforms import (
    DateField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import UUID as IsUuid
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from inspect_app.accounts.queries import PersonChoice
from inspect_app.inspections.plan_queries import PlanView
from inspect_app.inspections.rules import METHOD_LABELS, OFFERED_METHODS, PlannedVisit
from inspect_app.inspections.service import TripInput
from inspect_app.web.forms import OfficeForm, choices_of, stripped


class VisitForm(Form):
    """One row of a plan; a row without a unit is left out."""

    unit_id = SelectField("被督察单位", [Optional()])
    method = SelectField("方式", choices={method: METHOD_LABELS[method] for method in OFFERED_METHODS})
    checklist_version_id = SelectField("检查单", [Optional()])
    planned_on = DateField("日期", [Optional()])
    reason = StringField("选点理由", [Optional(), Length(max=400)], filters=[stripped])


class PlanForm(OfficeForm):
    """One trip: team and dates once, then one row a unit."""

    trip_id = HiddenField(validators=[InputRequired(), IsUuid()])
    version = HiddenField()
    title = StringField(
        "计划名称", [InputRequired("请给这次检查计划起个名称。"), Length(max=80)], filters=[stripped]
    )
    starts_on = DateField("开始日期", [InputRequired("请写开始日期。")])
    ends_on = DateField("结束日期", [InputRequired("请写结束日期。")])
    members = SelectMultipleField(
        "督察人员（至少 2 人）",
        [InputRequired("督察人员至少 2 人。")],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    leader_id = RadioField("组长", [Optional()])
    visits = FieldList(FormField(VisitForm), "被督察单位")
    note = TextAreaField("给督察人员的话", [Optional(), Length(max=2000)], filters=[stripped])

    def offer(
        self,
        *,
        people: Sequence[PersonChoice],
        units: Mapping[str, dict[str, str]],
        checklists: Sequence[tuple[UUID, str]],
    ) -> None:
        """Fill the choices of team, units and checklists, also in every row of visits."""
        self.members.choices = self.leader_id.choices = {str(person.id): person.name for person in people}
        self.unit_choices = {"": "选一个单位", **units}
        self.checklist_choices = choices_of(checklists)
        for row in self.visits:
            self._offer_row(row.form)

    def _offer_row(self, row: VisitForm) -> None:
        row.unit_id.choices = self.unit_choices
        row.checklist_version_id.choices = self.checklist_choices

    def add_visit(self) -> None:
        """A further row with the date and checklist of the row above."""
        above = self.visits[-1].form if len(self.visits) else None
        entry = self.visits.append_entry(
            {
                "planned_on": above.planned_on.data if above else self.starts_on.data,
                "checklist_version_id": above.checklist_version_id.data if above else None,
            }
        )
        self._offer_row(entry.form)

    def propose(self, trip_id: UUID, today: date) -> None:
        """What an empty form starts with."""
        self.trip_id.data = str(trip_id)
        self.starts_on.data = self.ends_on.data = today
        self.add_visit()

    def show(self, plan: PlanView) -> None:
        """Fill the fields from what is stored."""
        self.trip_id.data, self.version.data = str(plan.id), str(plan.version)
        self.title.data, self.note.data = plan.title, plan.note
        self.starts_on.data, self.ends_on.data = plan.starts_on, plan.ends_on
        self.members.data = [str(member.id) for member in plan.members]
        self.leader_id.data = next((str(member.id) for member in plan.members if member.leader), None)
        for visit in plan.visits:
            entry = self.visits.append_entry(
                {
                    "unit_id": str(visit.unit_id),
                    "method": visit.method,
                    "checklist_version_id": str(visit.checklist_version_id),
                    "planned_on": visit.planned_on,
                    "reason": visit.reason,
                }
            )
            self._offer_row(entry.form)

    def entered(self, campaign_id: UUID) -> TripInput:
        """The fields as the service takes them; rows without a unit are left out."""
        return TripInput(
            campaign_id=campaign_id,
            title=self.title.data or "",
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            members=tuple(UUID(key) for key in self.members.data or ()),
            leader_id=UUID(self.leader_id.data) if self.leader_id.data else None,
            visits=tuple(self._visit(row.form) for row in self.visits if row.form.unit_id.data),
            note=self.note.data or "",
        )

    def _visit(self, row: VisitForm) -> PlannedVisit:
        assert self.starts_on.data is not None
        return PlannedVisit(
            unit_id=UUID(row.unit_id.data),
            method=row.method.data,
            checklist_version_id=UUID(row.checklist_version_id.data),
            planned_on=row.planned_on.data or self.starts_on.data,
            reason=row.reason.data or "",
        )


class ReassignForm(OfficeForm):
    """Who does an inspection from now on, and why."""

    members = SelectMultipleField(
        "督察人员（至少 2 人）",
        [InputRequired("督察人员至少 2 人。")],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    leader_id = RadioField("组长", [Optional()])
    reason = TextAreaField(
        "改派的原因", [DataRequired("请写改派的原因。"), Length(max=400)], filters=[stripped]
    )

    def offer(self, people: Sequence[PersonChoice]) -> None:
        """Fill the choices."""
        self.members.choices = self.leader_id.choices = {str(person.id): person.name for person in people}

    def show(self, plan: PlanView) -> None:
        """Begin with the team there is."""
        self.members.data = [str(member.id) for member in plan.members]
        self.leader_id.data = next((str(member.id) for member in plan.members if member.leader), None)


class CancelForm(OfficeForm):
    reason = TextAreaField(
        "取消的原因", [DataRequired("请写取消的原因。"), Length(max=400)], filters=[stripped]
    )
