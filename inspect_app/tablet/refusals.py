"""What the tablet's API refuses in its own name; codes are part of the protocol (sync/README.md)."""

from __future__ import annotations

from inspect_app.foundation.refusals import Refusal


class BadMessage(Refusal):
    """The body is no message of the protocol."""

    code = "bad_message"
    http_status = 422
    message = "服务器读不懂平板送来的内容。记录都在本平板，请更新应用后再同步。"


class ProtocolTooOld(Refusal):
    """The tablet's application is older than the server still serves."""

    code = "protocol_too_old"
    http_status = 426
    message = "平板上的应用太旧了。记录都在本平板，请联网打开一次应用完成更新，再同步。"


class BodyTooLarge(Refusal):
    """More bytes than one request may have."""

    code = "body_too_large"
    http_status = 413
    message = "一次送来的内容太大。记录都在本平板，会分几次再送。"


class ServerBusy(Refusal):
    """The database is locked or gone for a moment; nothing was taken."""

    code = "server_busy"
    http_status = 503
    message = "服务器正忙，稍后会自动再送。"


class HashMismatch(Refusal):
    """The whole file has another hash than announced; it was thrown away."""

    code = "hash_mismatch"
    http_status = 422
    message = "送到的照片和平板上的不一样。照片还在本平板，会重新送。"


class UploadRefused(Refusal):
    """A whole file that is not taken; the instance's code is that of the refusal behind it."""

    code = "upload_refused"
    http_status = 422

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code  # type: ignore[misc]  # evidence decides which


class UploadNotFound(Refusal):
    """No such upload for this person; the tablet makes a new one."""

    code = "upload_not_found"
    http_status = 404
    message = "这次上传服务器上没有，会重新开始。"


class UploadExpired(Refusal):
    """It rested too long; the tablet makes a new one."""

    code = "upload_expired"
    http_status = 410
    message = "这次上传隔得太久，会重新开始。"


class OffsetMismatch(Refusal):
    """The bytes do not continue what is kept; ask for the offset first."""

    code = "offset_mismatch"
    http_status = 409
    message = "上传的位置对不上，会从服务器已有的地方接着送。"


class UploadTakenOver(Refusal):
    """A newer request continues the upload."""

    code = "upload_taken_over"
    http_status = 409
    message = "另一个连接正在继续这次上传。"


class ChecksumMismatch(Refusal):
    """The piece arrived damaged (status of the tus checksum extension)."""

    code = "checksum_mismatch"
    http_status = 460
    message = "这一段在路上损坏了，会再送一次。"


class TusVersion(Refusal):
    """The client asks for another version of tus."""

    code = "tus_version"
    http_status = 412
    message = "上传的方式不对，请更新平板上的应用。"


class LineCut(Refusal):
    """The connection ended before the body did; nobody may be there to read this."""

    code = "line_cut"
    http_status = 400
    message = "连接断了，会从断开的地方接着送。"
