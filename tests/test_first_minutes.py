"""The first five minutes of somebody who reads Chinese: README, own mistakes, a picture.

No sentence of English is said to them, by the locale and by `--lang zh` alike.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from .conftest import ROOT, Run
from .test_chart import texts
from .test_language import ZH, words_of_english

README = (ROOT / "README.zh.md").read_text(encoding="utf-8")
SEED = (ROOT / "seeds" / "alibaba.yaml").read_text(encoding="utf-8")
(OWN,) = [
    found for found in re.findall(r"```yaml\n(.*?)```", README, re.DOTALL) if "asserts" in found
]
SHELL = re.findall(r"^\$ (timeline .*?)(?: +#.*)?$", README, re.M)
HEAD = OWN[: OWN.index("events:")]

MISTAKES = (
    OWN.replace("张建锋 -> 张勇", "张建峰 -> 张勇"),
    OWN.replace("2022-12-29", "2022-02-30"),
    OWN.replace("reason: performance", "reason: fired"),
    OWN.replace("post: alibaba-cloud/president\n    because", "post: 总材\n    because"),
    OWN.replace("    milestone", "\tmilestone"),
    OWN.replace("milestone: 香港", "milestone: 香港: "),
    OWN.replace("  - id: hk-outage", "  - id：hk-outage"),
    OWN.replace("holder: 张建锋", "holder: 张勇"),
    f"{HEAD}events:\n- {{on: 2023, departed: 张勇, post: alibaba-cloud/president}}\n",
    f"{HEAD}events:\n- {{on: 2023, appointed: 张勇, post: alibaba-cloud/president}}\n"
    "- {on: 2020, departed: 张勇, post: alibaba-cloud/president}\n",
    f"{HEAD}events: []\nevents: []\n",
    f"{HEAD}evnets: []\n",
)
TABLES = (
    *("show", "find", "diff", "succession", "career", "why", "vacancies", "stats"),
    *("log", "check", "event"),
)
"""What prints rows for programs into a pipe, in English, and a table on a terminal."""
ASKED = (
    *("show", "show --as-of 2022-12-28", "show 张勇", "show --tree", "find 张", "find 没有这个人"),
    *(
        "succession 总裁",
        "career 张勇",
        "why 总裁",
        "why 张建锋 --as-of 2022-12-01",
        "diff 2022 2023",
    ),
    *("vacancies", "stats", "check", "check changes.yaml", "log", "event hk-outage", "verify"),
    *("append changes.yaml", "append missing.yaml", "correct hk-outage on=2022", "show 张永"),
    *("correct hk-outage effective=2022-12-19 --why 笔误", "undo --dry-run", "undo", "rebuild"),
    *("retract hk-outage --why 重复", "append --dry-run changes.yaml", "sync changes.yaml"),
    *("show --as-of 昨天", "chart -o a.gif", "chart --tree -o tree.svg", "chart -o a.html"),
    *(
        "export yaml -o out.yaml",
        "import csv missing.csv",
        "show --format xml",
        "sohw",
        "log --on x",
    ),
    *("chart -o a.svg", "import popolo changes.yaml", "verify --checkpoint c", "log --on x"),
)


@pytest.fixture(params=["locale", "option"])
def zh(request: pytest.FixtureRequest, invoke: Run) -> Callable[..., CompletedProcess[str]]:
    """Run the command in Chinese, by the locale or by its option."""
    if request.param == "locale":
        return lambda *words: invoke(*words, env=ZH)
    return lambda *words: invoke("--lang", "zh", *words)


def english(text: str) -> list[str]:
    """The words of English in what was said, beside ids, code and lines of a file."""
    plain = re.sub(r"^ *\d* \| .*$|https?://\S*", "", text, flags=re.M)
    found = words_of_english(re.sub(r"[\w.~]*[-/_][\w/.-]*", "", plain))
    return [words for words in found if words not in SEED]  # the titles of its sources


def test_from_the_readme_over_mistakes_to_a_picture(
    zh: Callable[..., CompletedProcess[str]], home: Path
) -> None:
    found: list[tuple[str, list[str]]] = []

    def heard(line: str, done: CompletedProcess[str]) -> str:
        said = done.stdout + done.stderr
        assert "Traceback" not in said
        found.append((line, english(said)))
        return done.stderr

    for line in SHELL:
        words = shlex.split(line.partition(";")[0])[1:]
        if not {"browse", "check"} & {*words}:
            heard(line, zh(*words))
    file = home / "changes.yaml"
    for text in MISTAKES:
        file.write_text(text, encoding="utf-8")
        assert "错误: " in heard(text, zh("append", "changes.yaml", "--db", "org.db")), text
    file.write_text(OWN, encoding="utf-8")
    done = zh("append", "changes.yaml", "--db", "org.db")
    assert done.returncode == 0, heard("", done)
    for line in ASKED:
        words = [*line.split(" "), "--db", "org.db"]
        heard(line, zh(*words, *(["--format", "table"] if words[0] in TABLES else [])))
    for name in ("a.svg", "tree.svg"):
        found.append((name, english("\n".join(texts((home / name).read_text("utf-8"))))))
    page = (home / "a.html").read_text("utf-8")
    assert '<html lang="zh-Hans">' in page
    seen = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", "\n", page, flags=re.DOTALL)
    found.append(("a.html", english(seen)))
    left = [f"{line}: {words}" for line, words in found if words]
    assert not left, "\n".join(left)
