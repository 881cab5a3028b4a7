"""What backups and restoring say no to."""

from __future__ import annotations

from inspect_app.foundation.refusals import Refusal


class ArchiveDamaged(Refusal):
    """A byte, row or file of the archive is not what it was when it was made."""

    code = "backup_damaged"
    http_status = 422
    message = "这份备份不完整或被改动过，没有恢复任何内容。请换一份备份。"


class NotEmpty(Refusal):
    """Restoring never writes over or beside what is there."""

    code = "restore_not_empty"
    http_status = 409
    message = "目标里已有数据，没有恢复任何内容。请用一个空文件夹，PostgreSQL 还要用一个空数据库。"


class KeysStaySealed(Refusal):
    """The passphrase does not open the keys of the archive."""

    code = "backup_passphrase_wrong"
    http_status = 422
    message = "备份口令不对，没有恢复任何内容。请再试；口令找不回来时，可以不带密钥恢复。"


class TooNew(Refusal):
    """The archive was made by a later release."""

    code = "backup_too_new"
    http_status = 409
    message = "这份备份是更新的程序做的，没有恢复任何内容。请先升级程序。"


class BackupUnderWay(Refusal):
    """One at a time: two would only slow each other down."""

    code = "backup_under_way"
    http_status = 409
    message = "已有一份备份在做，做好后再做下一份。"


class BackupGone(Refusal):
    """The row is there, its file is not."""

    code = "backup_gone"
    http_status = 404
    message = "这份备份的文件已经不在了。请再做一份。"
