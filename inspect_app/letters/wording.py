"""The standard sentences of the 督察反馈意见 (domain.md 5.14); the one place to change them.

Owns words only. `FeedbackWording` is a value, so that a campaign can later carry its own; `{…}` are fields that
`composition` fills. Figures carry no spaces, punctuation is full width.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FeedbackWording:
    """Sentences of one 督察反馈意见, in the order they appear."""

    title: str = "关于{单位}督察情况的反馈意见"
    opening: str = (
        "按照《{方案}》安排，{督察组}{时间}对{单位}采取{方式}方式开展督察，{范围}。现将情况反馈如下。"
    )
    overall_heading: str = "总体情况"
    overall: str = "督察发现，{单位}在{领域}方面存在{数量}个问题，需要认真整改。"
    problems_heading: str = "发现的主要问题"
    area_heading: str = "{领域}方面"
    seen: str = "{时间}，在{地点}发现{事实}"
    yardstick: str = "该情形与{依据}的要求不符。"
    demands_heading: str = "整改要求"
    demand_plan_title: str = "制定整改方案"
    demand_plan: str = (
        "请于{日期}前报送整改方案，逐项列明责任部门、责任人、完成时限、工作方式、工作成果、检验标准。"
    )
    demand_result_title: str = "按期整改到位"
    demand_result: str = "对上列问题逐项整改，举一反三开展自查，于{日期}前报送整改结果及佐证材料。"
    reply_heading: str = "报送方式"
    reply: str = "整改方案和整改结果由主要负责人签字并加盖公章后，以书面形式报送{发文单位}。联系人：{联系人}，联系电话：{电话}。"
    closing: str = "请认真研究，抓好落实。整改中有不同意见的，可随整改方案一并书面提出。"
    photo_annex: str = "现场照片"


FEEDBACK = FeedbackWording()
