"""The form that asks for a backup."""

from __future__ import annotations

from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from inspect_app.web.forms import OfficeForm


class BackupForm(OfficeForm):
    passphrase = PasswordField("备份口令", [InputRequired("请写备份口令。"), Length(max=200)])
    passphrase_again = PasswordField(
        "再写一遍备份口令",
        [InputRequired("请再写一遍备份口令。"), EqualTo("passphrase", "两次写的不一样，请再写一遍。")],
    )
