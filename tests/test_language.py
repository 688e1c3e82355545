"""The command speaks Chinese: all that it says has a translation, and nothing slips through."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po
from rich.cells import cell_len

from docs.make_catalogues import CATALOGUES, collected, compiled
from timeline.cli import COMMANDS
from timeline.cli.language import without_language
from timeline.events import DOMAIN, LANGUAGES, speak, spoken, t

from .conftest import ROOT, Run
from .sessions import played

CHINESE = CATALOGUES / "zh" / "LC_MESSAGES" / f"{DOMAIN}.po"
ZH = {"LANG": "zh_CN.UTF-8"}
FOR_AUTHORS = (
    "Deprecat",
    "Could not determine name",
    "No options defined",
    "Arguments take",
    "Boolean",
)
"""What click says to who writes a command, and never to who runs it."""


def translations() -> dict[str, str]:
    """The Chinese catalogue, singular forms."""
    with CHINESE.open("rb") as file:
        catalogue = read_po(file)
    found = {}
    for message in catalogue:
        known, said = message.id, message.string
        found[known[0] if isinstance(known, tuple) else known] = (
            said[0] if isinstance(said, tuple) else said
        )
    return {str(known): str(said) for known, said in found.items() if known}


def fields(message: str) -> set[str]:
    """The places of a message for values."""
    return {name for _, name, _, _ in Formatter().parse(message) if name}


def test_every_message_has_a_translation() -> None:
    """`python -m docs.make_catalogues` brings the catalogues up to date."""
    known = translations()
    missing = [m for m in collected() if not known.get(m) and not m.startswith(FOR_AUTHORS)]
    assert missing == []
    assert set(known) == set(collected())


TELLS = (
    *("Fault", "Note", "BadValue", "BadDate", "LogError", "ReadOnlyLog", "LogBusy", "DamagedLog"),
    *("NotALog", "refused", "refuse", "_refused", "_SetAside", "UsageError", "BadParameter"),
    *("ClickException", "finding", "error", "warning", "tell", "line", "_tell", "_ask", "Static"),
    *("_text", "ChoiceBox", "Finding", "NotInstalled", "WorkerFailed", "problem", "BadInput"),
)
"""What is called to tell somebody something."""
KEPT = ("hint", "message", "says", "said", "why", "reason", "notice", "otherwise")
"""What is called so will be told."""
RECORDED = ("timeline/exchange/reconcile.py",)
"""Whose reasons go into a log, where everybody reads them whatever their language."""


def told(node: ast.AST) -> list[ast.expr]:
    """What a call tells, or what is kept to be told."""
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
        return [*node.args, *(k.value for k in node.keywords)] if name in TELLS else []
    if isinstance(node, ast.Assign):
        names = {getattr(t, "id", getattr(t, "attr", "")) for t in node.targets}
        return [node.value] if names & {*KEPT} else []
    return []


def literal(node: ast.expr) -> str:
    """The words of a text that stands in the code, without its values."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    parts = node.values if isinstance(node, ast.JoinedStr) else ()
    return "".join(str(part.value) for part in parts if isinstance(part, ast.Constant))


def test_nothing_is_told_past_the_catalogue() -> None:
    """Codes like `bad-date` are for programs; what has words in it goes through `t` or `later`."""
    found = []
    for path in sorted([*(ROOT / "events").rglob("*.py"), *(ROOT / "timeline").rglob("*.py")]):
        name = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for text in map(literal, told(node)):
                if re.search("[A-Za-z]{2,} [A-Za-z]{2,}", text) and name not in RECORDED:
                    found.append(f"{name}:{getattr(node, 'lineno', 0)}: {text}")
    assert found == []


def test_translations_name_no_value_that_the_message_has_not() -> None:
    for message, said in translations().items():
        if re.search(r"\{\w+[}!:]", message):
            assert fields(said) <= fields(message), message
        assert said.count("`") >= message.count("`"), message
        assert said[:1].isspace() == message[:1].isspace() or message[:1] == " ", message


def test_the_compiled_catalogue_is_that_of_the_texts() -> None:
    with CHINESE.open("rb") as file:
        assert CHINESE.with_suffix(".mo").read_bytes() == compiled(read_po(file))


def test_languages_are_those_with_a_catalogue() -> None:
    assert {"en", *(path.parts[-3] for path in CATALOGUES.glob("*/*/*.mo"))} == {*LANGUAGES}
    with pytest.raises(ValueError, match="'fr'"):
        speak("fr")


@pytest.mark.parametrize(
    ("words", "left", "language"),
    [
        (["show", "--lang", "zh", "x"], ["show", "x"], "zh"),
        (["--lang=en", "show"], ["show"], "en"),
        (["show", "--", "--lang", "zh"], ["show", "--", "--lang", "zh"], None),
        (["show", "--lang", "fr"], ["--lang", "fr", "show"], None),
        (["show"], ["show"], None),
    ],
)
def test_the_option_may_stand_anywhere(words: list[str], left: list[str], language: str) -> None:
    assert without_language(words) == (left, language)


def test_the_locale_chooses_the_language_and_the_option_goes_before_it(invoke: Run) -> None:
    assert "用法：" in invoke("show", "--help", env=ZH).stdout
    assert "Usage:" in invoke("show", "--help", "--lang", "en", env=ZH).stdout
    assert "Usage:" in invoke("show", "--help", env={**ZH, "LC_ALL": "C.UTF-8"}).stdout
    assert "用法：" in invoke("--lang", "zh", "show", "--help").stdout
    assert spoken() == "en"


def test_a_terminal_without_chinese_gets_english(run: Run) -> None:
    done = run("--help", env={**ZH, "PYTHONIOENCODING": "ascii"})
    assert "Usage:" in done.stdout


def test_keys_codes_and_rows_are_the_same_in_every_language(invoke: Run) -> None:
    for command in (
        ("show", "--as-of", "2023-09-10"),
        ("log", "--after", "30"),
        ("succession", "alibaba-cloud/head"),
        ("vacancies", "--as-of", "2023-09-10"),
        ("find", "张", "--as-of", "2023-09-10"),
    ):
        for form in ("csv", "tsv"):
            english, chinese = (invoke(*command, "--format", form, env=env) for env in ({}, ZH))
            moment = r"\d{4}-\d\d-\d\dT[\d:.]+Z"  # the bundled log is recorded anew each time
            assert re.sub(moment, "", english.stdout) == re.sub(moment, "", chinese.stdout)


def words_of_english(text: str) -> list[str]:
    """Runs of two English words that are no command, no name and no code."""
    code = (
        r"`[^`]*`|^\$ .*$|\S+\.\w+:\d+:\d+|\btimeline [a-z].*$"
        r"|--[a-z-]+( [A-Z]+\b)?|pip install '.*?'"
    )
    plain = re.sub(code, "", text, flags=re.M)
    for name in ("JSON Lines", "JSON Schema", *bundled_names()):
        plain = plain.replace(name, "")
    return re.findall(r"[A-Za-z]{2,} [A-Za-z]{2,}", plain)


def bundled_names() -> list[str]:
    """The English names of the bundled log, the longest first."""
    names = re.findall(r"\ben: ([^,}]+)", (ROOT / "seeds" / "alibaba.yaml").read_text("utf-8"))
    return sorted(names, key=len, reverse=True)


PAGES = sorted((ROOT / "docs" / "zh").rglob("tutorial.md")) + sorted(
    (ROOT / "docs" / "zh" / "howto").glob("*.md")
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_chinese_user_meets_no_english_sentence(page: Path) -> None:
    shown = re.findall(r"```console\n(.*?)```", played(page), re.DOTALL)
    assert words_of_english("\n".join(shown)) == []


@pytest.mark.parametrize("width", ["60", "80", "100"])
def test_no_line_of_help_is_wider_than_the_terminal(invoke: Run, width: str) -> None:
    for name in COMMANDS:
        done = invoke(name, "--help", env={**ZH, "COLUMNS": width})
        examples = done.stdout.partition("示例：")[0]
        wide = [line for line in examples.splitlines() if cell_len(line) > int(width)]
        assert wide == [], name
        assert not [line for line in examples.splitlines() if line.strip()[:1] in {*"，。；：、"}]


def test_help_says_as_much_in_cells_as_click_does_in_characters(invoke: Run) -> None:
    for name in COMMANDS:
        done = invoke(name, "--help", env=ZH)
        english = invoke(name, "--help")
        options = re.compile(r"^  (?:-\w, )?--[\w-]+", re.M)
        assert options.findall(done.stdout) == options.findall(english.stdout), name


def test_no_help_has_an_english_sentence(invoke: Run) -> None:
    for name in COMMANDS:
        done = invoke(name, "--help", env=ZH)
        lines = [line for line in done.stdout.splitlines() if not line.startswith("    ")]
        assert words_of_english("\n".join(lines)) == [], name


@pytest.mark.parametrize(
    "command",
    ["shwo", "show --as-of x", "show 马芸", "succession 马云", "show --colour", "correct 3", "why"],
)
def test_a_mistake_is_told_in_chinese(invoke: Run, command: str) -> None:
    done = invoke(*command.split(), env=ZH)
    assert done.returncode in (1, 2)
    assert "错误：" in done.stderr
    assert words_of_english(done.stderr) == []


def test_a_message_keeps_its_values_as_they_are() -> None:
    assert t("no {what} {name}", what="{post}", name="{}") == "no {post} {}"
