"""Forms of deciding on findings."""

from __future__ import annotations

from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from inspect_app.web.forms import OfficeForm, stripped


class ReturnForm(OfficeForm):
    reason = TextAreaField(
        "退回的原因",
        [DataRequired("请写明要补什么，例如“请补停车场照片”。"), Length(max=400)],
        filters=[stripped],
    )
