"""Reading verbs and options, and answering in Chinese."""

from __future__ import annotations

import pytest

from inspect_app.cli.__main__ import VERBS, main


@pytest.mark.parametrize("verb", [module.VERB for module in VERBS])
def test_each_verb_explains_itself_with_an_example(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([verb, "--help"])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert f"例：python3 run.py {verb}" in said or verb == "serve"
    assert "usage" not in said
    assert "show this help" not in said


def test_the_list_of_verbs_is_shown_without_starting_anything(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert all(module.SUMMARY[:6] in said for module in VERBS)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["startup"], "没有这个命令。可用的有：serve、"),
        (["--port", "many"], "这里要写数字：--port"),
        (["doctor", "--port", "80"], "不认识的参数：--port 80"),
        (["create-admin", "--name", "王强"], "还缺：--username"),
        (["--data"], "这个选项后面要写一个值：--data"),
    ],
)
def test_a_slip_of_the_pen_is_answered_with_what_to_do(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert said.startswith(sentence)
    assert "--help" in said


@pytest.mark.parametrize("port", ["0", "65535", "-1"])
def test_an_impossible_port_is_refused_before_anything_is_done(
    port: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--port", port]) == 1
    assert capsys.readouterr().err.startswith("端口要在 1 到 65534 之间")
