"""Letters for the document tests: made by `compose` from plain facts, photos drawn on the spot."""

import datetime as dt
import io
from dataclasses import replace

from PIL import Image, ImageDraw

from inspect_app.letters.composition import FindingFacts, Letterhead, PhotoFacts, VisitFacts, compose
from inspect_app.letters.content import LetterContent, issued_content

UNIT = "东岭县青石岭治超站"
OFFICE = "瑞川市法治督察办公室"
FACTS = (
    "2023年7月18日10时38分，该站进站匝道外侧行车道摆放水马2个、锥桶3个，占用车道约3.2米，现场未见审批手续，无人值守",
    "六月份绩效表按查处件数排名发放奖金，最高与最低相差1,800元，值班室公示栏列明一组、二组各60件，三组45件",
    "引道300米内限速由60公里/小时直接降为40公里/小时，中间未设过渡标志，依据瑞公交〔2022〕118号文件设置",
    "抽查案卷12份，其中3份有陈述申辩记录但无复核意见，经办人说明系“工作繁忙”所致",
)
PROBLEMS = (
    ("A", "逐利执法", "A02", "执法数量考核指标"),
    ("B", "执法不规范", "B02", "随意设置路障"),
    ("B", "执法不规范", "B09", "违法违规限速"),
    ("D", "执法粗暴", "D06", "不听辩解"),
)


def letter(*, findings: int = 3, photos_each: int = 2, issuer: str = OFFICE) -> LetterContent:
    """An issued letter, number 5 of 2023, dated 24 July."""
    facts = [_finding(index, photos_each) for index in range(findings)]
    draft = compose(
        letterhead=Letterhead(
            red_head=(issuer,),
            series="瑞法督",
            signers=(issuer,),
            office=issuer,
            contact="周建国",
            phone="0900-5550123",
            copies_to=("市委办公室", "市公安局", "市交通运输局"),
            verify_address="https://office.example",
        ),
        visit=VisitFacts(
            plan_title="瑞川市道路交通安全和运输执法领域突出问题专项整治实施方案",
            team_name="第七督察组",
            unit_name=UNIT,
            methods=("突击检查",),
            starts_on=dt.date(2023, 7, 18),
            ends_on=dt.date(2023, 7, 20),
            places=1,
            talks=6,
        ),
        findings=facts,
        year=2023,
        plan_due=dt.date(2023, 8, 20),
        result_due=dt.date(2023, 10, 15),
    )
    return issued_content(draft, number=5, dated=dt.date(2023, 7, 24), seal=None)


def with_text(content: LetterContent, text: str) -> LetterContent:
    """The letter with one plain paragraph put in the place of its whole body."""
    block = next(block for block in content.blocks if block.kind == "paragraph")
    return replace(content, blocks=(replace(block, text=text),), annexes=())


def _finding(index: int, photos: int) -> FindingFacts:
    area, area_name, code, title = PROBLEMS[index % len(PROBLEMS)]
    return FindingFacts(
        finding_id=f"finding-{index:02}",
        area=area,
        area_name=area_name,
        code=code,
        title=title,
        fact=FACTS[index % len(FACTS)],
        found_on=dt.date(2023, 7, 18),
        place="青石岭治超站值班室",
        legal_basis="《中华人民共和国行政处罚法》第七十四条",
        photos=tuple(
            PhotoFacts(
                f"{index:02}-{number}",
                "进站匝道外侧水马、锥桶摆放位置",
                ("相机拍摄　2023年7月18日10时39分", "东岭县青石岭治超站，误差约8米"),
            )
            for number in range(photos)
        ),
    )


def resolve(url: str) -> bytes | None:
    """Draw a photo whose colour tells its evidence id, or a round seal."""
    return _seal() if url.startswith("seal:") else _photo(sum(url.encode()) % 200)


def _photo(shade: int) -> bytes:
    image = Image.new("RGB", (640, 480), (shade, 140, 180))
    ImageDraw.Draw(image).rectangle((60, 260, 580, 440), fill=(90, 90, 80))
    data = io.BytesIO()
    image.save(data, "JPEG", quality=80)
    return data.getvalue()


def _seal() -> bytes:
    image = Image.new("RGBA", (420, 420), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((6, 6, 414, 414), outline=(208, 2, 27, 235), width=12)
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()
