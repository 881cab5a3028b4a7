"""Pure rules of campaigns: what must be entered and in which order dates stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

ORIGINALS_LABELS = {
    "at_once": "随后发送原图",
    "unmetered": "只在不限流量的网络发送原图",
    "never": "原图留在平板",
}
_CODE = re.compile(r"[一-鿿㐀-䶿]{1,10}")


def campaign_faults(
    *,
    name: str,
    city: str,
    year: int,
    plan_deadline_days: int,
    result_deadline_months: int,
    phases: Sequence[tuple[str, date | None]],
) -> dict[str, str]:
    """Sentences by field; empty when all is right. Only the last phase may have no end."""
    faults: dict[str, str] = {}
    if not name.strip():
        faults["name"] = "请写专项整治的名称。"
    if not city.strip():
        faults["city"] = "请写城市，例如“瑞川市”。"
    if not 2000 <= year <= 2100:
        faults["year"] = "年份请写四位数字。"
    if not 1 <= plan_deadline_days <= 365:
        faults["plan_deadline_days"] = "整改方案期限请写 1 到 365 天。"
    if not 1 <= result_deadline_months <= 36:
        faults["result_deadline_months"] = "整改结果期限请写 1 到 36 个月。"
    fault = _phase_fault(phases)
    if fault:
        faults["phases"] = fault
    return faults


def _phase_fault(phases: Sequence[tuple[str, date | None]]) -> str | None:
    previous: tuple[str, date] | None = None
    for number, (name, ends_on) in enumerate(phases, start=1):
        if not name.strip():
            return f"第 {number} 个阶段没有名称。"
        if ends_on is None:
            if number < len(phases):
                return f"“{name}”没有截止日期；只有最后一个阶段可以不写。"
            continue
        if previous and ends_on <= previous[1]:
            return f"“{name}”的截止日期要晚于“{previous[0]}”。"
        previous = (name, ends_on)
    return None


def letterhead_faults(*, name: str, mark: str, code: str, signatories: str) -> dict[str, str]:
    """Sentences by field; empty when all is right. The 代字 is Chinese characters only (GB/T 9704-2012 7.2.5)."""
    faults: dict[str, str] = {}
    if not name.strip():
        faults["name"] = "请给版头起个名字，便于选择。"
    if not mark.strip():
        faults["mark"] = "请写发文机关标志，例如“中共瑞川市委全面依法治市委员会办公室文件”。"
    if not _CODE.fullmatch(code.strip()):
        faults["code"] = "代字只写汉字，例如“瑞法督”。"
    if not any(line.strip() for line in signatories.splitlines()):
        faults["signatories"] = "请写落款的机关名称，联合发文一行一个。"
    return faults
