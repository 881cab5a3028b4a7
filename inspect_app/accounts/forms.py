"""Forms of sign-in, first run, people and the own account. Rules of names and passwords are in rules.py."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from wtforms import BooleanField, HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, Optional

from inspect_app.accounts.permissions import Role
from inspect_app.accounts.queries import PersonView
from inspect_app.accounts.service import GrantInput
from inspect_app.web.forms import OfficeForm, choices_of, stripped

CITY = "city"


class SignInForm(OfficeForm):
    username = StringField("用户名", [InputRequired("请写用户名。"), Length(max=40)], filters=[stripped])
    password = PasswordField("口令", [InputRequired("请写口令。"), Length(max=200)])


class FirstRunForm(OfficeForm):
    code = StringField("一次性代码", [InputRequired("请写一次性代码。"), Length(max=40)], filters=[stripped])
    name = StringField("姓名", [InputRequired("请写姓名。"), Length(max=40)], filters=[stripped])
    username = StringField("用户名", [InputRequired("请写用户名。"), Length(max=40)], filters=[stripped])
    password = PasswordField("口令", [InputRequired("请写口令。"), Length(max=200)])
    password_again = PasswordField(
        "再写一遍口令",
        [InputRequired("请再写一遍口令。"), EqualTo("password", "两次写的不一样，请再写一遍。")],
    )


class InvitationForm(OfficeForm):
    code = StringField("邀请码", [InputRequired("请写邀请码。"), Length(max=40)], filters=[stripped])
    password = PasswordField("口令", [InputRequired("请写口令。"), Length(max=200)])
    password_again = PasswordField(
        "再写一遍口令",
        [InputRequired("请再写一遍口令。"), EqualTo("password", "两次写的不一样，请再写一遍。")],
    )


class OwnPasswordForm(OfficeForm):
    old = PasswordField("现在的口令", [InputRequired("请写现在的口令。"), Length(max=200)])
    new = PasswordField("新口令", [InputRequired("请写新口令。"), Length(max=200)])
    new_again = PasswordField(
        "再写一遍新口令",
        [InputRequired("请再写一遍新口令。"), EqualTo("new", "两次写的不一样，请再写一遍。")],
    )


class PersonForm(OfficeForm):
    """A person with roles: one tick and one scope for each role (fields `has_<role>` and `scope_<role>`, made below)."""

    name = StringField("姓名", [InputRequired("请写姓名。"), Length(max=40)], filters=[stripped])
    username = StringField("用户名", [Optional(), Length(max=40)], filters=[stripped])
    certificate_no = StringField("执法督察证件号", [Optional(), Length(max=40)], filters=[stripped])
    phone = StringField("电话", [Optional(), Length(max=40)], filters=[stripped])
    group_id = SelectField("所在工作组", [Optional()])
    version = HiddenField()

    def offer(self, *, regions: Sequence[tuple[UUID, str]], groups: Sequence[tuple[UUID, str]]) -> None:
        """Fill the choices of scopes and groups."""
        for role in Role:
            self[f"scope_{role.value}"].choices = {CITY: "全市", **choices_of(regions)}
        self.group_id.choices = {"": "不在工作组", **choices_of(groups)}

    def show(self, person: PersonView) -> None:
        """Fill the fields from what is stored."""
        self.name.data, self.username.data = person.name, person.username
        self.certificate_no.data, self.phone.data = person.certificate_no, person.phone
        self.version.data = str(person.version)
        for grant in person.grants:
            self[f"has_{grant.role.value}"].data = True
            self[f"scope_{grant.role.value}"].data = str(grant.region_id) if grant.region_id else CITY
            if grant.group_id:
                self.group_id.data = str(grant.group_id)

    @property
    def roles(self) -> list[tuple[Role, BooleanField, SelectField]]:
        """Each role with its two fields, for the template."""
        return [(role, self[f"has_{role.value}"], self[f"scope_{role.value}"]) for role in Role]

    def grants(self) -> list[GrantInput]:
        """The roles that were ticked."""
        group = UUID(self.group_id.data) if self.group_id.data else None
        return [
            GrantInput(role, None if scope.data == CITY else UUID(scope.data), group)
            for role, ticked, scope in self.roles
            if ticked.data
        ]


for _role in Role:
    setattr(PersonForm, f"has_{_role.value}", BooleanField(_role.label))
    setattr(PersonForm, f"scope_{_role.value}", SelectField(f"{_role.label}的范围", default=CITY))
