"""What `serve` prints once the web server answers: address, how tablets join, who can sign in."""

from __future__ import annotations

import io
import ssl
import urllib.error
import urllib.request
from collections.abc import Sequence

from inspect_app.cli.site import Site

ANSWER_SECONDS = 2.0


class Announcement:
    """Asks whether the site answers, and says where it is when it does; called until it returns True."""

    def __init__(self, site: Site, notice: Sequence[str]) -> None:
        self._site = site
        self._notice = notice

    def __call__(self) -> bool:
        if not self._answers():
            return False
        lines = ["", f"已启动：{self._site.address}"]
        if self._site.certificates is not None:
            lines += lan_lines(self._site, self._site.certificates.fingerprint)
        print("\n".join([*lines, *self._notice, "", "停止请按 Ctrl+C。"]), flush=True)
        return True

    def _answers(self) -> bool:
        context = None
        if self._site.certificates is not None:
            context = ssl.create_default_context(cafile=self._site.certificates.authority)
        try:
            with urllib.request.urlopen(
                f"{self._site.own_address}/", timeout=ANSWER_SECONDS, context=context
            ):
                return True
        except urllib.error.HTTPError:
            return True  # it answers, whatever it says
        except OSError:
            return False


def lan_lines(site: Site, fingerprint: str) -> list[str]:
    """How a tablet on the same network joins, with a code to scan."""
    return [
        "",
        "平板第一次使用，请连同一个网络，扫这个码，按页面上的三步装证书：",
        qr_code(site.help_address),
        f"  证书页：{site.help_address}",
        f"  平板地址：{site.address}/field",
        f"  证书指纹（SHA-256，安装前核对）：{fingerprint}",
    ]


def demo_lines(*, recovery_key: str | None = None) -> list[str]:
    """The accounts of the example campaign; `recovery_key` only on the run that made it."""
    from inspect_app.support.demo import DEMO_ACCOUNTS, DEMO_PASSWORD

    lines = ["", f"示例账号，口令都是 {DEMO_PASSWORD}（只供试用，请勿录入真实情况）："]
    lines += [f"  {account.username:<14}{account.name}，{account.role}" for account in DEMO_ACCOUNTS]
    if recovery_key is not None:
        lines += ["示例的恢复密钥（只显示这一次，平板忘了口令时用）：", f"  {recovery_key}"]
    return lines


def first_run_lines(code: str) -> list[str]:
    """How the first administrator of an empty installation is made."""
    return ["", f"第一次使用：打开上面的地址，输入一次性代码 {code}，建立管理员。"]


def qr_code(text: str) -> str:
    """A QR code in half blocks, narrow enough for a terminal of 80 columns."""
    import segno

    out = io.StringIO()
    segno.make(text, error="m").terminal(out, compact=True)
    return out.getvalue().rstrip("\n")
