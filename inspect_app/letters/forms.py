"""Forms of letters: returning with words, voiding with a reason, and what the editor's script sends."""

from __future__ import annotations

import msgspec
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from inspect_app.foundation.refusals import InvalidInput
from inspect_app.letters.editing import LetterInput
from inspect_app.web.forms import OfficeForm, stripped


class ReturnForm(OfficeForm):
    """退回."""

    words = TextAreaField(
        "要改什么",
        filters=[stripped],
        validators=[InputRequired("请写要改什么，拟稿人照着改。"), Length(max=1000)],
    )


class VoidForm(OfficeForm):
    """作废."""

    reason = StringField(
        "作废的原因",
        filters=[stripped],
        validators=[InputRequired("请写作废的原因，登记簿上要有。"), Length(max=200)],
    )


class VerifyForm(OfficeForm):
    """公文核验, by hand or with a file's hash that the browser computed."""

    number = StringField("文号", filters=[stripped], validators=[Length(max=60)])
    characters = StringField("校验码（二维码下面 8 位）", filters=[stripped], validators=[Length(max=80)])
    file_sha256 = StringField(filters=[stripped], validators=[Length(max=64)])


class SaveMessage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the editor's script saves: the whole letter, and the version it was made from."""

    version: int
    letter: LetterInput


def read_save_message(body: bytes) -> SaveMessage:
    """Read a saving. Raises InvalidInput."""
    try:
        return msgspec.json.decode(body, type=SaveMessage)
    except msgspec.MsgspecError as problem:
        raise InvalidInput("这次提交的内容看不懂，请刷新页面再试。") from problem
