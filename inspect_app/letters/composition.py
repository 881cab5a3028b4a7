"""Writing the first draft of a 督察反馈意见 from what was found.

`compose` is pure: plain facts in, `LetterContent` out, the same facts always the same letter. Owns the order of
the parts (domain.md 5.1) and how facts become sentences; the sentences themselves are in `wording`. Never invents
a fact: what the facts lack is left for the clerk, and `rules.check_complete` names it.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from inspect_app.letters.content import (
    PHOTO_MARK,
    Annex,
    Block,
    Figure,
    Head,
    Imprint,
    LetterContent,
    han_date,
)
from inspect_app.letters.wording import FEEDBACK, FeedbackWording

#: The bare name of a law or rule, as inspectors write it: it gets its 《》 in print.
_RULE_NAME = re.compile(r"^[一-鿿]{2,40}(?:法|条例|办法|规定|规范|规则|细则|标准)$")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes: the names and addresses of the issuing office, as the campaign has them."""

    red_head: tuple[str, ...]
    series: str
    signers: tuple[str, ...]
    office: str
    contact: str
    phone: str
    copies_to: tuple[str, ...] = ()
    verify_address: str = ""


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """One photo that goes into the annex."""

    evidence_id: str
    caption: str
    plate: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FindingFacts:
    """One accepted finding in the words frozen with it; `found_on` is the local date of the finding."""

    finding_id: str
    area: str
    area_name: str
    code: str
    title: str
    fact: str
    found_on: dt.date | None = None
    place: str = ""
    legal_basis: str = ""
    photos: tuple[PhotoFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """How it was inspected; what is 0 or empty is not mentioned."""

    plan_title: str
    team_name: str
    unit_name: str
    methods: tuple[str, ...]
    starts_on: dt.date
    ends_on: dt.date
    places: int = 0
    case_files: int = 0
    talks: int = 0


def compose(
    *,
    letterhead: Letterhead,
    visit: VisitFacts,
    findings: Sequence[FindingFacts],
    year: int,
    plan_due: dt.date | None,
    result_due: dt.date | None,
    wording: FeedbackWording = FEEDBACK,
) -> LetterContent:
    """Draft a 督察反馈意见.

    Args:
        findings: in any order; they are grouped by area and sorted by code.
        plan_due, result_due: dates of the two demands; None leaves the demand without a date.
    """
    ordered = sorted(findings, key=lambda f: (f.area, f.code, f.finding_id))
    figures = tuple(Figure(p.evidence_id, p.caption, p.plate) for f in ordered for p in f.photos)
    blocks = (
        *_introduction(visit, ordered, wording),
        *_problems(ordered, wording),
        *_demands(plan_due, result_due, wording),
        *_reply(letterhead, wording),
    )
    return LetterContent(
        kind="feedback",
        head=Head(issuers=letterhead.red_head, series=letterhead.series, year=year),
        title=wording.title.replace("{单位}", visit.unit_name),
        addressees=(visit.unit_name,),
        blocks=tuple(replace(block, id=f"b{n}") for n, block in enumerate(blocks, start=1)),
        signers=letterhead.signers,
        imprint=Imprint(printer=letterhead.office, copies_to=letterhead.copies_to),
        annexes=(Annex(wording.photo_annex, figures),) if figures else (),
        verify_address=letterhead.verify_address,
    )


def full_width(text: str) -> str:
    """Return a text with Chinese punctuation and no spaces around Chinese, figures left as they are."""
    text = re.sub(r"\s+", " ", text.strip())
    text = re.sub(r"\((?=[^()]*[一-鿿])([^()]*)\)", r"（\1）", text)
    text = re.sub(r'"([^"]*)"', r"“\1”", text)
    for half, full in (",，", ";；", ":：", "?？", "!！"):
        text = re.sub(rf"(?<=[一-鿿”）》]) ?\{half}|\{half}(?= ?[一-鿿“（《])", full, text)
    text = re.sub(r"(?<=[一-鿿”）》]) ?\.(?=$| |[一-鿿])", "。", text)
    return re.sub(r"(?<=[一-鿿，。；：、“”（）《》]) | (?=[一-鿿，。；：、“”（）《》])", "", text)


def _introduction(visit: VisitFacts, findings: Sequence[FindingFacts], words: FeedbackWording) -> list[Block]:
    opening = _fill(
        words.opening,
        方案=visit.plan_title.strip("《》"),
        督察组=visit.team_name,
        时间=_period(visit.starts_on, visit.ends_on),
        单位=visit.unit_name,
        方式="、".join(visit.methods),
        范围=_scope(visit),
    )
    areas = "、".join(dict.fromkeys(f.area_name for f in findings))
    overall = _fill(words.overall, 单位=visit.unit_name, 领域=areas, 数量=str(len(findings)))
    return [
        Block("", "paragraph", opening.replace("，。", "。")),
        Block("", "heading1", words.overall_heading),
        Block("", "paragraph", overall),
    ]


def _problems(findings: Sequence[FindingFacts], words: FeedbackWording) -> list[Block]:
    blocks = [Block("", "heading1", words.problems_heading)]
    area = None
    for finding in findings:
        if finding.area != area:
            area = finding.area
            blocks.append(Block("", "heading2", _fill(words.area_heading, 领域=finding.area_name)))
        blocks.append(problem_block(finding, words))
    return blocks


def problem_block(finding: FindingFacts, wording: FeedbackWording = FEEDBACK) -> Block:
    """Write one problem from its finding; the block's id is left to the caller."""
    return Block(
        "",
        "problem",
        _problem_text(finding, wording),
        title=full_width(finding.title).rstrip("。"),
        code=finding.code,
        finding_id=finding.finding_id,
        evidence_ids=tuple(photo.evidence_id for photo in finding.photos),
    )


def _problem_text(finding: FindingFacts, words: FeedbackWording) -> str:
    """{日期}，在{地点}发现{事实}（见照片）。该情形与{依据}的要求不符。 Nothing the fact already says is said twice."""
    fact = full_width(finding.fact).rstrip("。；，")
    day = han_date(finding.found_on) if finding.found_on and not _names_a_day(fact) else ""
    place = finding.place if finding.place and finding.place not in fact else ""
    if day and place:
        sentence = _fill(words.seen, 时间=day, 地点=place, 事实=fact)
    else:
        sentence = f"{day}，{fact}" if day else fact
    yardstick = _RULE_NAME.sub(r"《\g<0>》", full_width(finding.legal_basis).rstrip("。；，"))
    basis = _fill(words.yardstick, 依据=yardstick) if yardstick else ""
    return f"{sentence}（{PHOTO_MARK}）。{basis}"


def _names_a_day(fact: str) -> bool:
    return re.search(r"\d{1,2}月\d{1,2}日", fact[:24]) is not None


def _demands(plan: dt.date | None, result: dt.date | None, words: FeedbackWording) -> list[Block]:
    return [
        Block("", "heading1", words.demands_heading),
        Block("", "requirement", words.demand_plan, title=words.demand_plan_title, due=plan),
        Block("", "requirement", words.demand_result, title=words.demand_result_title, due=result),
    ]


def _reply(letterhead: Letterhead, words: FeedbackWording) -> list[Block]:
    known = {"发文单位": letterhead.office, "联系人": letterhead.contact, "电话": letterhead.phone}
    # What the letterhead lacks stays as a mark, so that the check names it instead of printing a blank.
    reply = _fill(words.reply, **{name: value for name, value in known.items() if value})
    return [
        Block("", "heading1", words.reply_heading),
        Block("", "paragraph", reply),
        Block("", "paragraph", words.closing),
    ]


def _period(first: dt.date, last: dt.date) -> str:
    """于2023年7月18日 or 于2023年7月18日至20日; only the parts that change are named twice."""
    if first == last:
        return f"于{han_date(first)}"
    if first.year != last.year:
        return f"于{han_date(first)}至{han_date(last)}"
    end = f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"
    return f"于{han_date(first)}至{end}"


def _scope(visit: VisitFacts) -> str:
    parts = [
        f"到{visit.places}个点位" if visit.places else "",
        f"审查案卷{visit.case_files}份" if visit.case_files else "",
        f"访谈{visit.talks}人" if visit.talks else "",
    ]
    said = "、".join(part for part in parts if part)
    return f"共{said}" if said else ""


def _fill(sentence: str, **fields: str) -> str:
    """Put fields into a sentence; marks that stay for printing ({日期}, {照片}) are not fields."""
    for name, value in fields.items():
        sentence = sentence.replace(f"{{{name}}}", value)
    return sentence
