"""Whatever comes in at the command, it ends with a sentence and never with a traceback."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import timeline
from timeline.cli import COMMANDS
from timeline.events import Organization, Person, Post

from .conftest import ROOT, Run, invoked, plain_environment

ESCAPE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff]")
HOSTILE = (
    "",
    "-",
    "--",
    "\x1b[31mred\x1b]0;title\x07",
    "\u202egnp.exe",
    "\udcff\udc80",
    "9" * 5_000,
    "-" + "1" * 5_000,
    "x" * 100_000,
    "NaN",
    "inf",
    "1e999",
    "%s{0}$(id)`",
    "=cmd|' /C calc'!A0",
    "2020-01-01\n\n",
    "9999-12-31",
    "0001-01-01",
    "5000000 years ago",
    "folder",
    "fifo-free",
    "binary.yaml",
    "utf16.yaml",
    "nul.yaml",
    "deep.jsonl",
    "huge.jsonl",
    "odd.jsonl",
    "acme",
    "acme/ceo",
    "log.db",
    "folder/none/there.db",
)


@pytest.fixture(scope="module")
def lair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a log, and files that nobody would wish to read."""
    home = tmp_path_factory.mktemp("lair")
    tl = timeline.open(home / "log.db")
    tl.append([Organization(organization="acme"), Post(post="acme/ceo", organization="acme")])
    tl.append([Person(person="ann", names={"en": "Ann"})])
    (home / "folder").mkdir()
    (home / "binary.yaml").write_bytes(bytes(range(256)) * 4)
    (home / "utf16.yaml").write_bytes("events: []".encode("utf-16"))
    (home / "nul.yaml").write_bytes(b"events:\x00 []")
    (home / "deep.jsonl").write_text("[" * 100_000 + "\n" + '{"a":' * 100_000, encoding="utf-8")
    (home / "huge.jsonl").write_text(
        '{"kind":"post","post":"a/b","organization":"a","seats":' + "9" * 5_000 + "}",
        encoding="utf-8",
    )
    (home / "odd.jsonl").write_text(
        "\n".join(
            (
                '{"kind":"post","post":"a/b","organization":"a","seats":NaN}',
                '{"kind":"post","post":"a/b","organization":"a","seats":1e999}',
                '{"kind":"person","person":"a","person":"b","names":{"en":"A"}}',
                '{"kind":"person","person":"a\\ud800","names":{"en":"A"}}',
                '{"kind":"person","person":"a","names":{"en":"\\udc00"}}',
                '{"kind":["person"]}',
                '{"kind":{"a":1}}',
                '{"kind":"corrected","event":"1","why":"w","replacement":{"kind":[]}}',
                '{"kind":"person","person":"a","version":' + "9" * 400 + "}",
                "[]",
                "null",
                "\x00",
            )
        ),
        encoding="utf-8",
    )
    return home


@pytest.mark.parametrize("file", [name for name in HOSTILE if name.endswith((".yaml", ".jsonl"))])
def test_every_odd_file_is_refused_with_its_place(lair: Path, file: str) -> None:
    done = invoked(lair, "append", file, "--db", "new.db")
    assert done.returncode == 1
    assert done.stderr.startswith(("error: ", f"{file}:")) or f"{file}:" in done.stderr
    assert not ESCAPE.search(done.stderr)
    assert not (lair / "new.db").exists()


odd = st.integers(0, len(HOSTILE) - 1).map(lambda index: HOSTILE[index])
words = st.one_of(odd, st.text(max_size=20).filter(lambda text: "\0" not in text))
OPTIONS = (
    "--as-of --db --width --format --announced-by --recorded-by --expected --why --after"
    " --min-days --checkpoint --jsonl --dry-run --raw --all"
)
options = st.sampled_from(f"{OPTIONS} --min-days --checkpoint --jsonl --dry-run --all".split())
SAFE = sorted(set(COMMANDS) - {"browse", "chart", "init"})


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from(SAFE), st.lists(st.one_of(words, options), max_size=4))
def test_no_arguments_give_a_traceback(lair: Path, command: str, arguments: list[str]) -> None:
    done = invoked(lair, command, "--dry-run", *arguments) if command == "append" else invoked(
        lair, command, *arguments
    )  # fmt: skip
    assert done.returncode in (0, 1, 2)
    assert not ESCAPE.search(done.stderr), done.stderr
    assert len(done.stderr) < 40_000


@pytest.mark.parametrize("text", [word for word in HOSTILE if ESCAPE.search(word)])
def test_no_escape_of_an_argument_reaches_the_terminal(lair: Path, text: str) -> None:
    for arguments in (
        (text,),
        ("show", text),
        ("show", f"--{text}"),
        ("show", "--format", text),
        ("show", "--as-of", text),
        ("show", "--db", text),
        ("append", text),
        ("append", "--expected", text, "x"),
        ("check", text),
        ("retract", text, "--why", "w", "--db", "log.db"),
        ("correct", "1", text, "--why", "w", "--db", "log.db"),
        ("verify", "--checkpoint", f"{text}/x", "--db", "log.db"),
        ("diff", text, text),
        ("log", "--after", text),
    ):
        done = invoked(lair, *arguments)
        assert done.returncode in (1, 2), arguments
        assert not ESCAPE.search(done.stderr + done.stdout), arguments


def test_a_file_of_an_odd_name_is_told_harmlessly(lair: Path) -> None:
    name = "\x1b[31m\udcff.yaml"
    (lair / name).write_text("people: {bob: Bob}\n", encoding="utf-8")
    done = invoked(lair, "append", name, "--db", f"{name}.db")
    assert done.returncode == 0, done.stderr
    assert not ESCAPE.search(done.stdout.replace("\n", ""))


@pytest.mark.parametrize(
    "held",
    [
        b"",
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b"[" * 100_000,
        b'{"position": 1e999, "hash": "00"}',
        b'{"position": -1, "hash": "00"}',
        b'{"position": 1, "hash": "' + b"0" * 200_000 + b'"}',
        b'{"position": ' + b"9" * 5_000 + b', "hash": "' + b"00" * 32 + b'"}',
        b'{"position": 1' + b"0" * 30 + b', "hash": "' + b"00" * 32 + b'"}',
        b'{"position": true, "hash": "' + b"00" * 32 + b'"}',
    ],
)
def test_an_odd_checkpoint_is_refused(lair: Path, held: bytes) -> None:
    (lair / "odd.checkpoint").write_bytes(held)
    for arguments in (
        ("verify", "--checkpoint", "odd.checkpoint"),
        ("log", "--follow", "--resume", "odd.checkpoint", "--format", "jsonl"),
    ):
        done = invoked(lair, *arguments, "--db", "log.db")
        assert done.returncode == 1
        assert "odd.checkpoint holds no checkpoint" in done.stderr
    assert (lair / "odd.checkpoint").read_bytes() == held, "it is left as it was"


def test_a_checkpoint_that_is_no_file_is_refused(lair: Path) -> None:
    os.mkfifo(lair / "pipe.checkpoint")
    done = invoked(lair, "verify", "--checkpoint", "pipe.checkpoint", "--db", "log.db")
    assert done.returncode == 1
    assert "is no file" in done.stderr


# --- streams that are closed, full or left ---------------------------------------------------

YAML = "organizations: {acme: Acme}\npeople: {ann: Ann}\nposts: {acme/ceo: CEO}\n"


def shell(home: Path, line: str, **files: str) -> subprocess.CompletedProcess[str]:
    for name, text in files.items():
        (home / f"{name}.yaml").write_text(text, encoding="utf-8")
    run = f"{sys.executable} {ROOT / 'cli.py'}"
    return subprocess.run(
        ["/bin/bash", "-c", line.replace("timeline", run)],
        capture_output=True,
        text=True,
        cwd=home,
        env=plain_environment(home),
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("where", [">&-", "2>&-", "<&-", ">&- 2>&- <&-", ">/dev/full", "| true"])
def test_an_append_that_is_not_heard_is_an_append(home: Path, where: str) -> None:
    done = shell(
        home,
        f"set -o pipefail; timeline append a.yaml b.yaml --db log.db {where}",
        a=YAML,
        b="people: {bob: Bob}\n",
    )
    assert done.returncode == 0, done.stderr
    assert timeline.open(home / "log.db").log.head().position == 4
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.parametrize("where", ["2>&1 | true", ">&- 2>&-", ">/dev/full"])
def test_an_append_that_failed_is_no_success(home: Path, where: str) -> None:
    done = shell(
        home, f"set -o pipefail; timeline append a.yaml --db log.db {where}", a="events: [x]\n"
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("where", [">&-", "2>&-", "| true", ">&- 2>&- <&-"])
def test_a_question_that_nobody_hears_is_no_failure(home: Path, where: str) -> None:
    for question in ("show", "log", "check", "succession alibaba-cloud/head", "verify"):
        done = shell(home, f"set -o pipefail; timeline {question} {where}")
        assert done.returncode == 0, (question, done.stderr)
        assert "Traceback" not in done.stderr


def test_a_closed_standard_input_is_no_empty_file(home: Path) -> None:
    done = shell(home, "timeline append - --db log.db <&-")
    assert done.returncode == 1
    assert "standard input is closed" in done.stderr


def test_a_pipe_is_read_to_its_end(home: Path) -> None:
    done = shell(home, "timeline append <(cat a.yaml) --db log.db", a=YAML)
    assert done.returncode == 0, done.stderr


def test_half_a_character_in_a_text_or_a_path_is_said(tmp_path: Path) -> None:
    """Python has texts that no file can hold; the command line makes them of broken bytes."""
    with pytest.raises(timeline.BadInput, match=r"<text>:1:13: .*U\+D800 is not allowed"):
        timeline.memory().append_yaml_text("people: {ann\ud800: Ann}")
    for path in (f"{tmp_path}/\ud800.db", tmp_path / "\ud800.db"):
        with pytest.raises(timeline.BadValue, match="half of a character"):
            timeline.open(path)


# --- spreadsheets ----------------------------------------------------------------------------

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "'=1", "\tx", "＝1")


@pytest.mark.parametrize("format_", ["csv", "tsv"])
def test_no_cell_begins_with_a_formula(invoke: Run, home: Path, format_: str) -> None:
    tl = timeline.open(home / "log.db")
    tl.append([Person(person=f"p{n}", names={"en": name}) for n, name in enumerate(FORMULAS)])
    tl.append(
        [
            Organization(organization="acme"),
            *(Post(post=f"acme/{n}", organization="acme") for n in range(len(FORMULAS))),
            *(
                timeline.events.Appointed(person=f"p{n}", post=f"acme/{n}", effective="2020")
                for n in range(len(FORMULAS))
            ),
        ]
    )
    asked = ("show", "--db", "log.db", "--format")
    rows = [row for row in invoke(*asked, "json").stdout.split("\n") if '"name"' in row]
    assert [json.loads(row.strip()[8:-1]) for row in rows] == list(FORMULAS), "JSON is as it is"
    said = invoke(*asked, format_).stdout
    raw = invoke(*asked, format_, "--raw").stdout
    separator = "," if format_ == "csv" else "\t"
    name = said.split("\n")[0].split(separator).index("name")
    cells = [line.split(separator)[name].strip('"') for line in said.split("\n")[1:-1]]
    assert not any(cell[:1] in "=+-@\t\r＝" for cell in cells)
    assert cells[0] == "'=1+1"
    assert cells[4] == "''=1", "what reads it takes one apostrophe away"
    assert raw.split("\n")[1].split(separator)[name] == "=1+1"
