"""The command as a user runs it: its answers, its errors, its exit codes."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

import timeline
from timeline.cli import COMMANDS, cli

from .conftest import ACME, Run, plain_environment

DAY = ("--as-of", "2023-09-10")
FIVE = (
    ACME
    + """\
events:
- {on: 2018-01-01, appointed: ann, post: acme/ceo}
- {on: 2019-01-01, appointed: [bob], post: acme/board}
- {on: 2020-01-01, change: ann -> bob, post: acme/ceo}
- {on: 2021-06, departed: bob, post: acme/ceo, reason: retired}
- {on: 2022-01-01, appointed: cy, post: acme/ceo, capacity: interim}
"""
).replace("[bob]", "bob")


def test_the_bundled_log_answers_a_new_user(run: Run, home: Path) -> None:
    done = run("show", *DAY, "--format", "table", "--width", "120")
    assert done.returncode == 0
    assert "bundled log" in done.stderr
    for text in ("张勇 → 吴泳铭", "张勇 → 蔡崇信", "On 2023-09-10", "as of 2023-09-10"):
        assert text in done.stdout
    assert list(home.iterdir()) == [], "asking makes no file"


def test_json_is_what_the_design_says(run: Run) -> None:
    answer = json.loads(run("show", *DAY, "--format", "json").stdout)
    assert (answer["as_of"], answer["announced_by"], answer["recorded_by"]) == (
        "2023-09-10",
        None,
        None,
    )
    assert answer["position"] > 0
    head = next(h for h in answer["holders"] if h["post"] == "alibaba-cloud/head")
    assert isinstance(head.pop("events")[0], int)
    assert head == {
        "organization": "alibaba-cloud",
        "post": "alibaba-cloud/head",
        "person": "wu-yongming",
        "name": "吴泳铭",
        "capacity": "permanent",
        "since": "2023-09-10",
        "since_written": None,
        "until": None,
        "until_written": None,
        "term_ends": None,
        "earlier_terms": [],
        "replaces": None,
        "certainty": "certain",
        "last_seen": "2023-09-10",
        "presumed": False,
        "conflicting": False,
        "status": "held",
    }
    posts = [(h["post"], h["person"]) for h in answer["holders"]]
    assert posts == sorted(posts)
    assert answer["vacancies"] == []


@pytest.mark.parametrize(
    ("day", "post", "status"),
    [
        ("2012-01-01", "alibaba-cloud/head", "holders"),
        ("2013-06-01", "alibaba-cloud/cto", "no_record"),
        ("2008-01-01", "alibaba-cloud/head", "no_record"),
    ],
)
def test_a_post_is_in_one_list_of_the_json(invoke: Run, day: str, post: str, status: str) -> None:
    answer = json.loads(invoke("show", "alibaba-cloud", "--as-of", day, "--format", "json").stdout)
    lists = ("holders", "vacancies", "no_record", "no_such_post")
    assert [name for name in lists if post in {row["post"] for row in answer[name]}] == [status]


def test_a_pipe_gets_tsv_and_every_format_says_the_same(run: Run) -> None:
    rows = json.loads(run("show", *DAY, "--format", "json").stdout)["holders"]
    lines = run("show", *DAY, "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == rows
    table = list(csv.DictReader(io.StringIO(run("show", *DAY, "--format", "csv").stdout)))
    assert [row["person"] for row in table] == [row["person"] for row in rows]
    assert list(table[0]) == list(rows[0])
    tsv = run("show", *DAY).stdout.splitlines()
    assert [line.split("\t") for line in tsv] == [
        list(table[0]),
        *(list(row.values()) for row in table),
    ]


@pytest.mark.parametrize(
    ("what", "posts"),
    [
        (["alibaba-cloud"], 3),
        (["阿里云"], 3),
        (["alibaba-cloud", "alibaba-group/ceo"], 4),
        (["zhang-yong"], 4),
        (["Daniel Zhang"], 4),
        (["alibaba-cloud/head"], 1),
        (["阿里云/总裁"], 1),
        (["CEO"], None),
    ],
)
def test_show_takes_posts_organizations_and_people(
    invoke: Run, what: list[str], posts: int | None
) -> None:
    done = invoke("show", *what, *DAY, "--format", "jsonl")
    if posts is None:
        assert done.returncode == 1
        assert "may be any of" in done.stderr
    else:
        assert len(done.stdout.splitlines()) == posts


def test_five_changes_by_hand(run: Run, tmp_path: Path) -> None:
    db, file = str(tmp_path / "org.db"), tmp_path / "org.yaml"
    file.write_text(FIVE, encoding="utf-8")
    first = run("append", str(file), "--db", db)
    assert (first.returncode, first.stderr) == (0, "")
    assert "added 12 events to " in first.stdout
    again = run("append", str(file), "--db", db)
    assert again.stdout.endswith(", 12 already there; position 12\n")
    one = run("append", "-", "--db", db, stdin=FIVE.replace("ann -> bob", "an -> bob"))
    assert one.returncode == 1
    assert '-:13:28: error: no person "an"; did you mean "ann"?' in one.stderr
    assert "   13 | - {on: 2020-01-01, change: an -> bob, post: acme/ceo}" in one.stderr
    assert one.stdout == ""
    bad = FIVE.replace("ann -> bob", "an -> bob").replace("2021-06", "2021-06-31")
    two = run("append", "-", "--db", db, stdin=bad)
    assert two.returncode == 1
    assert "-:13:28: " in two.stderr
    assert "-:14:8: " in two.stderr
    assert "2 errors; nothing of - was appended" in two.stderr
    assert run("verify", "--db", db).stdout.startswith(f"{db}: 12 events")
    held = json.loads(run("show", "--as-of", "2022-06-01", "--db", db, "--format", "json").stdout)
    assert [h["person"] for h in held["holders"]] == ["bob", "cy"]


def test_append_reads_jsonl_and_checks_the_position(invoke: Run, tmp_path: Path) -> None:
    db, file = str(tmp_path / "org.db"), tmp_path / "in.jsonl"
    file.write_text('{"kind": "person", "person": "ann", "names": {"en": "Ann"}}\n')
    assert invoke("append", str(file), "--db", db, "--expected", "empty").returncode == 0
    again = invoke("append", str(file), "--db", db, "--expected", "empty")
    assert (again.returncode, "1 already there; position 1" in again.stdout) == (0, True)
    other = '{"kind": "person", "person": "bob", "names": {"en": "Bob"}}\n'
    late = ("append", "-", "--jsonl", "--db", db, "--expected", "empty")
    refused = invoke(*late, stdin=other)
    assert (refused.returncode, "at position 1" in refused.stderr) == (1, True)
    assert invoke("append", str(file), "--db", db, "--expected", "1").returncode == 0
    assert invoke("append", str(file), "--db", db, "--expected", "no").returncode == 2
    dry = invoke("append", "-", "--jsonl", "--db", db, "--dry-run", stdin=file.read_text())
    assert dry.stdout == f"-: would add 0 events to {db}, 1 already there; position 1\n"


def test_a_checkpoint_notices_a_cut_tail(invoke: Run, tmp_path: Path) -> None:
    import sqlite3
    from contextlib import closing

    db, saved = tmp_path / "org.db", tmp_path / "saved"
    invoke("append", "-", "--db", str(db), stdin=FIVE)
    verify = ("verify", "--db", str(db), "--checkpoint", str(saved))
    assert invoke(*verify).returncode == 0
    assert json.loads(saved.read_text())["position"] == 12
    assert invoke(*verify).returncode == 0
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("DROP TRIGGER events_no_delete")
        connection.execute("DELETE FROM events WHERE position = 12")
        connection.commit()
    cut = invoke(*verify)
    assert cut.returncode == 1
    assert "the log ends at 11, and the checkpoint is at 12" in cut.stdout
    saved.write_text("nonsense")
    assert invoke(*verify).returncode == 1


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["show", "--as-of", "asdf"], 2, "is not a date"),
        (["show", "--as-of", "2023-02-30"], 2, "28 days"),
        (["show", "--as-of", "next week"], 2, "today, yesterday"),
        (["show", "--as-of", "../2023"], 2, "a beginning and an end"),
        (["show", "--as-of", "99999 years ago"], 2, "year 1"),
        (["show", "--recorded-by", "noon"], 2, "is not a date"),
        (["show", "--format", "xml"], 2, "xml"),
        (["show", "--width", "3"], 2, "3"),
        (["shwo"], 2, "show"),
        (["show", "alibaba-clod/head"], 1, 'did you mean "alibaba-cloud/head"'),
        (["show", "--db", "missing.db"], 1, "there is no database"),
        (["append", "missing.yaml"], 1, "missing.yaml"),
        (["append"], 2, "FILE"),
        (["show", "--db", "."], 2, "directory"),
        (["show", "--db", "file:org.db"], 2, '"file:org.db" is a URI, not a path; give the path'),
        (["init", "--db", "file:org.db?mode=rwc"], 2, "is a URI"),
        (["append", "-", "--db", "sqlite:///org.db"], 2, "is a URI"),
        (["init", "--db", ":memory:"], 2, "names no file, which a database is; give the path"),
        (["append", "-", "--db", ""], 2, "names no file"),
    ],
)
def test_errors_say_what_and_exit_with_their_code(
    invoke: Run, home: Path, args: list[str], code: int, says: str
) -> None:
    done = invoke(*args)
    assert done.returncode == code
    assert says in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert list(home.iterdir()) == []


@pytest.mark.parametrize(
    "day",
    [
        "today",
        "yesterday",
        "3 days ago",
        "2 weeks ago",
        "1 month ago",
        "10 years ago",
        "2020",
        "2020-05",
    ],
)
def test_days_may_be_said_in_words(invoke: Run, day: str) -> None:
    done = invoke("show", "--as-of", day, "--format", "json")
    assert done.returncode == 0
    json.loads(done.stdout)


def test_a_file_that_is_no_database_is_named(invoke: Run, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("hello " * 200)
    for command in (["show"], ["append", "-"], ["verify"], ["log"]):
        done = invoke(*command, "--db", str(file), stdin=FIVE)
        assert (done.returncode, "is not a timeline database" in done.stderr) == (1, True)
    assert file.read_text().startswith("hello")


def test_the_database_of_the_environment_is_used(run: Run, tmp_path: Path) -> None:
    env = {"TIMELINE_DB": str(tmp_path / "org.db")}
    assert run("init", env=env).returncode == 0
    assert run("show", "--format", "json", env=env).stderr == ""
    run("append", "-", stdin=FIVE, env=env)
    assert "cy" in run("show", env=env).stdout


def test_the_users_own_database_takes_over_from_the_bundled_log(run: Run, home: Path) -> None:
    run("append", "-", stdin=FIVE, env={"XDG_DATA_HOME": str(home / "data")})
    done = run("show", env={"XDG_DATA_HOME": str(home / "data")})
    assert done.stderr == ""
    assert "acme/ceo" in done.stdout


def test_init_may_begin_with_the_bundled_log(run: Run, tmp_path: Path) -> None:
    db = str(tmp_path / "own.db")
    assert run("init", "--seed", "--db", db).stdout.strip().endswith("position 59")
    for args in (DAY, ("--as-of", "2023-10-01", "--announced-by", "2023-08-01")):
        mine = run("show", *args, "--db", db, "--format", "json")
        assert mine.stdout == run("show", *args, "--format", "json").stdout
        assert mine.stderr == ""


def test_head_is_success(home: Path) -> None:
    command = f"{sys.executable} -c 'from timeline.cli import main; main()' log --format jsonl"
    script = f"({command}; echo code $? >&2) | head -1"
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, env={"HOME": str(home)}, check=False
    )
    assert done.stdout.startswith('{"position": 1,')
    assert "code 0" in done.stderr
    assert "Broken pipe" not in done.stderr


def test_colour_only_where_it_is_wanted(invoke: Run) -> None:
    table = ("show", *DAY, "--format", "table")
    assert "\x1b[" not in invoke(*table).stdout
    assert "\x1b[" in invoke(*table, "--color", "always").stdout
    assert "\x1b[" in invoke(*table, env={"FORCE_COLOR": "1"}).stdout
    assert "\x1b[38" not in invoke(*table, env={"FORCE_COLOR": "1", "NO_COLOR": "1"}).stdout
    assert "\x1b[" not in invoke(*table, "--color", "never", env={"FORCE_COLOR": "1"}).stdout


IN_EACH_FORMAT = """
import sys
from timeline.cli import main
for format in ("table", "tsv", "json"):
    main(["show", *sys.argv[1:], "--format", format])
    print("\\0", end="")
"""


@pytest.mark.parametrize("locale", ["C", "POSIX", "C.UTF-8", "en_US.ISO-8859-1"])
@pytest.mark.parametrize("extra", [{}, {"PYTHONIOENCODING": "ascii"}], ids=["", "ascii"])
def test_any_locale_is_printed_to(home: Path, locale: str, extra: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", IN_EACH_FORMAT, *DAY],
        capture_output=True,
        cwd=home,
        env={**plain_environment(home), "LC_ALL": locale, "LANG": locale, **extra},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    *printed, rest = done.stdout.split(b"\0")
    assert (len(printed), rest) == (3, b"")
    assert all(len(text.splitlines()) > 3 for text in printed)
    if extra:
        assert json.loads(printed[-1].decode("ascii"))


def test_columns_say_how_wide_a_line_is(invoke: Run) -> None:
    from rich.cells import cell_len

    for columns in (60, 100):
        done = invoke("show", *DAY, "--format", "table", env={"COLUMNS": str(columns)})
        widest = max(cell_len(line) for line in done.stdout.splitlines())
        assert columns - 2 <= widest <= columns


def test_the_log_lists_what_was_recorded(invoke: Run) -> None:
    lines = [json.loads(line) for line in invoke("log", "--format", "jsonl").stdout.splitlines()]
    assert [line["position"] for line in lines] == list(range(1, 60))
    assert lines[0]["kind"] == "person"
    last = invoke("log", "--after", "58").stdout.splitlines()
    assert len(last) == 2
    table = invoke("log", "--format", "table", "--width", "200").stdout
    assert table.count("\n") == 60
    assert invoke("log", "--recorded-by", "2020").stdout.count("\n") == 1


def test_every_command_has_help_with_examples(run: Run, helps: Mapping[str, str]) -> None:
    for name in COMMANDS:
        assert "Examples:" in helps[name]
    assert "Examples:" in run("--help").stdout
    assert run("--version").stdout.startswith("timeline")


def test_the_schema_is_json(run: Run) -> None:
    assert json.loads(run("schema").stdout)["properties"]["events"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete_commands(run: Run, shell: str) -> None:
    env = {"_TIMELINE_COMPLETE": f"{shell}_source"}
    assert "_TIMELINE_COMPLETE" in run(env=env).stdout


def test_the_checkout_runs_without_being_installed(home: Path) -> None:
    from .conftest import ROOT

    done = subprocess.run(
        [sys.executable, "-S", str(ROOT / "cli.py"), "--help"],
        capture_output=True,
        text=True,
        cwd=home,
        env={"PYTHONPATH": str(Path(json.__file__).parent), **_site()},
        check=False,
    )
    assert "Usage: timeline" in done.stdout, done.stderr


def _site() -> dict[str, str]:
    import click

    return {"PYTHONPATH": str(Path(click.__file__).parent.parent)}


def test_from_and_to_clip_the_picture_and_no_answer(invoke: Run) -> None:
    clipped = ("--from", "2020", "--to", "2021")
    for format_ in ("json", "csv"):
        whole = invoke("show", *DAY, "--format", format_).stdout
        assert invoke("show", *DAY, *clipped, "--format", format_).stdout == whole
    shown = invoke("show", *DAY, *clipped, "--format", "table", "--width", "100").stdout
    assert "2012" not in shown
    assert "‹" in shown
    done = invoke("show", "--from", "2021", "--to", "2020")
    assert done.returncode == 2
    assert "--from 2021 is after --to 2020" in done.stderr


PLAIN = (
    ACME.replace(", zh: 李安", "")
    + """\
events:
- {on: 2018-01-01, appointed: ann, post: acme/ceo, source: {title: News, quote: so it was}}
- {on: 2019-01-01, appointed: ann, post: acme/ceo, id: again}
- {on: 2019-06-01, milestone: a fire, at: acme, id: fire}
- {on: 2020-01-01, change: ann -> bob, post: acme/ceo, because: fire}
- {on: 2021-06-01, departed: bob, post: acme/ceo}
- {on: 2022-01-01/2022-05-01, appointed: cy, post: acme/ceo, capacity: acting}
- {disputes: again, field: effective, says: 2019-02-01}
"""
)


@pytest.mark.parametrize(
    "args",
    [
        ["show"],
        ["show", "--width", "30"],
        ["succession", "acme/ceo"],
        ["succession", "acme/ceo", "--width", "30"],
        ["career", "ann"],
        ["vacancies"],
        ["why", "acme/ceo", "--as-of", "2020-01-01"],
        ["why", "acme/ceo", "--as-of", "2019-01-01"],
        ["diff", "2017-01-01", "2023-01-01"],
        ["stats"],
        ["check"],
        ["log"],
        ["log", "--width", "50"],
        ["log", "--format", "tsv"],
    ],
    ids=" ".join,
)
def test_all_that_we_write_is_ascii_where_that_is_asked(tmp_path: Path, args: list[str]) -> None:
    db = tmp_path / "org.db"
    timeline.open(db).append_yaml_text(PLAIN)
    asked = [*args, *([] if "--format" in args else ["--format", "table"]), "--db", str(db)]
    done = CliRunner().invoke(cli, [*asked, "--ascii"])
    assert done.exception is None or args == ["check"]  # which finds what to complain of
    assert len(done.stdout.splitlines()) > 3
    assert done.stdout.isascii()
    assert not CliRunner().invoke(cli, asked).stdout.isascii()


def test_a_name_that_we_did_not_write_stays_as_it_is_in_ascii(tmp_path: Path) -> None:
    db = tmp_path / "org.db"
    named = PLAIN.replace("ann: {name: Ann Li}", "ann: {name: Ann · Lí}")
    timeline.open(db).append_yaml_text(named)
    for args in (["show"], ["succession", "acme/ceo"], ["career", "ann"]):
        shown = [*args, "--db", str(db), "--format", "table", "--ascii", "--width", "120"]
        lines = CliRunner().invoke(cli, shown).stdout
        assert lines.replace("Ann · Lí", "").isascii()
        assert "Ann · Lí" in lines
