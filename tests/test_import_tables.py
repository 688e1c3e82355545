"""Tables with a row a tenure: what is read of them, in every way in which people write them."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from timeline.events import Appointed, BadInput, Departed, reasons_of_code
from timeline.exchange.table_guess import guessed_map
from timeline.exchange.table_map import SETTINGS, TEMPLATES, read_map

from .conftest import ROOT, Run
from .importing import Imported, bring, write

MAP = """\
organization: acme
post: "acme/{post}"
name: "{name}"
start: "{from}"
end: "{to}"
ends: first-day-out
"""


def table(
    folder: Path, rows: str | bytes, more: str = "", file: str = "t.csv", base: str = MAP
) -> Imported:
    """Bring in a table by the map above, with more lines of it."""
    map_file = write(folder, "map.yaml", base + more)
    return bring("csv", write(folder, file, rows), map=str(map_file))


def tenures(done: Imported, post: str = "acme/ceo") -> list[tuple[str, str, str | None]]:
    """The tenures of a post: who, from when, until when, as written."""
    return [
        (tenure.person, tenure.start.text, tenure.end.text if tenure.end else None)
        for tenure in done.tl.succession(post)
    ]


ROWS = "post,name,from,to\nceo,Ann,2001-05-01,2003-07\nceo,Bob,2003-07,\n"
READ = [("Ann", "2001-05-01", "2003-07"), ("Bob", "2003-07", None)]


@pytest.mark.parametrize(
    ("content", "more"),
    [
        (ROWS.encode(), ""),
        (ROWS.encode("utf-8-sig"), ""),
        (ROWS.encode("utf-16"), ""),
        (ROWS.encode("utf-16-le"), "encoding: utf-16-le\n"),
        (ROWS.replace(",", ";").encode(), ""),
        (ROWS.replace(",", "\t").encode(), "delimiter: tab\n"),
        (ROWS.replace("\n", "\r\n").encode(), ""),
        (ROWS.encode().rstrip(), ""),
        (b"A register\n\n" + ROWS.encode(), "heading: 3\n"),
        (ROWS.replace("name", " name ").encode(), ""),
    ],
)
def test_a_table_is_read_however_it_is_written(tmp_path: Path, content: bytes, more: str) -> None:
    assert tenures(table(tmp_path, content, more)) == READ


def test_a_workbook_is_read_like_text(tmp_path: Path) -> None:
    """A cell with a date is a day; one with text is read as in any other table."""
    from datetime import datetime

    book = openpyxl.Workbook()
    sheet = book.create_sheet("Officers")
    for row in (
        ("post", "name", "from", "to", None),
        ("ceo", "Ann", datetime(2001, 5, 1), "2003-07", None),
        (None, None, None, None, None),
        ("ceo", "Bob", "2003-07", None, None),
    ):
        sheet.append(row)
    book.save(tmp_path / "t.xlsx")
    map_file = write(tmp_path, "map.yaml", MAP + "sheet: Officers\n")
    done = bring("csv", tmp_path / "t.xlsx", map=str(map_file))
    assert tenures(done) == READ
    write(tmp_path, "map.yaml", MAP + "sheet: Officer\n")
    with pytest.raises(BadInput, match='no sheet "Officer"; it has Sheet, Officers'):
        bring("csv", tmp_path / "t.xlsx", map=str(map_file))
    write(tmp_path, "map.yaml", MAP.replace("{to}", "{until}") + "sheet: Officers\n")
    with pytest.raises(BadInput, match='no column "until"'):
        bring("csv", tmp_path / "t.xlsx", map=str(map_file))


def test_rows_that_touch_overlap_or_repeat_are_one_tenure(tmp_path: Path) -> None:
    rows = """\
post,name,from,to
ceo,Ann,2001-05-01,2002-05-01
ceo,Ann,2002-05-01,2003-05-01
ceo,Ann,2003-01-01,2004-05-01
ceo,Ann,2003-01-01,2004-05-01
ceo,Ann,2006-01-01,2007-01-01
"""
    done = table(tmp_path, rows)
    assert tenures(done) == [
        ("Ann", "2001-05-01", "2004-05-01"),
        ("Ann", "2006-01-01", "2007-01-01"),
    ]
    assert done.notes == [
        "joined: row 3: row 4 says the same of Ann once more",
        "joined: row 1: one tenure of Ann in acme/ceo, with row 2, row 3",
    ]


def test_rows_of_one_beginning_are_told_once(tmp_path: Path) -> None:
    rows = "post,name,from,to\nceo,Ann,2001,2003\nceo,Ann,2001,2005\n"
    (tenure,) = table(tmp_path, rows).tl.succession("acme/ceo")
    assert (tenure.end and tenure.end.text, tenure.renewals) == ("2005", 0)


def test_sentinels_open_a_row_and_a_word_continues_one(tmp_path: Path) -> None:
    rows = """\
post,name,from,to
ceo,Ann,2001-05-01,Clinton admin
ceo,Ann,Bush admin,2004-05-01
ceo,Bob,2004-05-01,Still in office
"""
    more = 'open-when: {to: ["* admin", Still in office]}\ncontinued-when: {from: "* admin"}\n'
    assert tenures(table(tmp_path, rows, more)) == [
        ("Ann", "2001-05-01", "2004-05-01"),
        ("Bob", "2004-05-01", None),
    ]


@pytest.mark.parametrize("ends", ["last-day", "first-day-out", "unstated"])
def test_an_end_in_the_last_year_there_is_sets_its_row_aside(tmp_path: Path, ends: str) -> None:
    """And says what the map must say; the other rows go in."""
    rows = "name,from,to\nAnn,2001,9999-12-31\nBob,2003,9999\nCyd,2005,2006\n"
    text = 'organization: acme\npost: acme/ceo\nname: "{name}"\nstart: "{from}"\nend: "{to}"\n'
    table_map = write(tmp_path, "m.yaml", text)
    table = write(tmp_path, "t.csv", rows)
    done = bring("csv", table, map=str(table_map), ends=ends)
    assert [note.partition(": end")[0] for note in done.notes] == [
        f"set-aside: {table}:2",
        f"set-aside: {table}:3",
    ]
    assert 'open-when: {column: ["9999-12-31"]}' in done.notes[0]
    assert [t.person for t in done.tl.succession("acme/ceo")] == ["Cyd"]


def test_a_sentinel_that_the_map_does_not_name_sets_the_row_aside(tmp_path: Path) -> None:
    """It would be a guess that it means no end."""
    done = table(tmp_path, "post,name,from,to\nceo,Ann,2001-05-01,present\n")
    assert done.notes[0].startswith(f"set-aside: {tmp_path}/t.csv:2: end:")
    assert done.tl.log.head().position == 0


def test_two_people_in_a_cell_are_two_tenures(tmp_path: Path) -> None:
    rows = "post,name,from,to,id\nboard,Alexander Li and Bob,2001,,7; 8\n"
    more = 'split: [" and ", ";"]\nperson: "{id}"\nseats: 3\n'
    done = table(tmp_path, rows, more)
    state = done.tl.as_of("2005-01-01")
    assert {(h.person.id, h.person.name) for h in state.holders()} == {
        ("7", "Alexander Li"),
        ("8", "Bob"),
    }
    odd = table(tmp_path, rows.replace("7; 8", "7"), more)
    assert 'there are 1, and 2 in "Alexander Li and Bob"' in odd.notes[0]


def test_a_row_of_no_days_keeps_both_of_its_ends(tmp_path: Path) -> None:
    done = table(tmp_path, "post,name,from,to\nceo,Ann,2001-05-01,2001-05-01\n")
    appointed, departed = [*done.tl.log.read()][-2:]
    assert isinstance(appointed.fact, Appointed)
    assert isinstance(departed.fact, Departed)
    assert departed.fact.appointment == appointed.id
    assert departed.fact.effective == appointed.fact.effective


def test_a_row_that_contradicts_itself_is_disputed(tmp_path: Path) -> None:
    done = table(tmp_path, "post,name,from,to\nceo,Ann,2005-05-01,2001-05-01\n")
    assert done.notes == [
        "disputed: row 1: it ends on 2001-05-01, before it begins on 2005-05-01; "
        "no end is taken from it"
    ]
    assert [event.fact.KIND for event in done.tl.log.read()][-2:] == ["departed", "disputed"]


@pytest.mark.parametrize(
    ("ends", "last", "first_out"),
    [
        ("last-day", "certain", None),
        ("first-day-out", None, None),
        ("unstated", "possible", None),
    ],
)
def test_what_an_end_means_is_said(
    tmp_path: Path, ends: str, last: str | None, first_out: str | None
) -> None:
    rows = "post,name,from,to\nceo,Ann,2001-05-01,2003-05-31\n"
    done = table(tmp_path, rows, base=MAP.replace("first-day-out", ends))

    def held(day: str) -> str | None:
        return next((holder.certainty for holder in done.tl.as_of(day).holders()), None)

    assert held("2003-05-30") == "certain"
    assert held("2003-05-31") == last
    assert held("2003-06-01") == first_out


def test_dates_are_as_precise_as_their_format(tmp_path: Path) -> None:
    rows = "post,name,from,to\nceo,Ann,Aug. 1981,12/31/85\nceo,Bob,1986年3月,1987\n"
    more = 'date-formats: ["%m/%d/%y", "%b. %Y", "%Y年%m月"]\n'
    assert tenures(table(tmp_path, rows, more)) == [
        ("Ann", "1981-08", "1985-12-31"),
        ("Bob", "1986-03", "1987"),
    ]


@pytest.mark.parametrize(
    ("form", "said"),
    [("%d/%m", "it has no year"), ("%d/%Y/%Q", "bad directive"), ("%Y-%", "stray %")],
)
def test_a_format_that_can_read_nothing_is_refused(tmp_path: Path, form: str, said: str) -> None:
    with pytest.raises(BadInput, match=said) as refused:
        table(tmp_path, ROWS, f'date-formats: ["{form}"]\n')
    assert str(refused.value.findings[0].place).endswith("map.yaml:7:16")


def test_reasons_are_translated_and_kept(tmp_path: Path) -> None:
    rows = "post,name,from,to,why\nceo,Ann,2001,2003,Natural Death\nceo,Bob,2003,2005,Fell out\n"
    more = 'reason: "{why}"\nreasons: {Natural Death: death}\n'
    departures = [
        event.fact
        for event in table(tmp_path, rows, more).tl.log.read()
        if event.fact.KIND == "departed"
    ]
    said = {(fact.reasons, fact.reason_code) for fact in departures}  # type: ignore[union-attr]
    assert said == {(("death",), "why/Natural Death"), ((), "why/Fell out")}


def test_a_code_list_is_named(tmp_path: Path) -> None:
    rows = "post,name,from,to,why\nceo,Ann,2001,2003,4\n"
    done = table(tmp_path, rows, 'reason: "{why}"\nreasons: csmar\n')
    (departed,) = (e.fact for e in done.tl.log.read() if e.fact.KIND == "departed")
    assert departed.reason_code == "csmar/4"  # type: ignore[union-attr]
    assert departed.reasons == reasons_of_code("csmar/4")  # type: ignore[union-attr]


def test_a_code_that_a_list_does_not_have_sets_its_row_aside(tmp_path: Path) -> None:
    rows = "post,name,from,to,why\nceo,Ann,2001,2003,44\nceo,Bob,2003,2005,csmar/1\n"
    done = table(tmp_path, rows, 'reason-code: "{why}"\nreasons: csmar\n')
    (departed,) = (e.fact for e in done.tl.log.read() if e.fact.KIND == "departed")
    assert departed.reason_code == "csmar/1"  # type: ignore[union-attr]
    assert any('the list "csmar" has no code "44"' in note for note in done.notes)
    with pytest.raises(BadInput, match=r'map\.yaml:8:10: error: .* did you mean "csmar"'):
        table(tmp_path, rows, 'reason: "{why}"\nreasons: cmsar\n')


def test_more_cells_than_columns_set_a_row_aside(tmp_path: Path) -> None:
    """A comma too many moves every cell behind it."""
    done = table(tmp_path, "post,name,from,to\nceo,Li, Ann,2001,2003\nceo,Bob,2003,,,\n")
    assert done.notes == [
        f"set-aside: {tmp_path}/t.csv:2: it has more cells than the table has columns"
    ]
    assert tenures(done) == [("Bob", "2003", None)]


def test_several_files_are_one_register(tmp_path: Path) -> None:
    map_file = write(tmp_path, "map.yaml", MAP)
    one = write(tmp_path, "a.csv", "post,name,from,to\nceo,Ann,2001,2003\n")
    two = write(tmp_path, "b.csv", "post,name,from,to\nceo,Bob,2003,2005\n")
    done = bring("csv", one, two, map=str(map_file))
    assert tenures(done) == [("Ann", "2001", "2003"), ("Bob", "2003", "2005")]
    assert done.done.records == 2


def test_a_later_version_corrects_and_retracts(tmp_path: Path) -> None:
    map_file = write(tmp_path, "map.yaml", MAP)
    file = write(tmp_path, "t.csv", ROWS)
    done = bring("csv", file, map=str(map_file))
    write(tmp_path, "t.csv", ROWS.replace("2001-05-01", "2001-06-01"))
    again = bring("csv", file, map=str(map_file), tl=done.tl)
    assert again.done.counts == {"changed": 1}
    assert tenures(again)[0] == ("Ann", "2001-06-01", "2003-07")
    third = bring("csv", file, map=str(map_file), tl=done.tl)
    assert third.done.is_in_step


LISTS = """\
on,before,after
2010-05-01,Ann; Bob,Ann; Cy
2012-06-01,Ann; Cy,Cy; Di
2014-01-01,Cy; Eve,Cy
"""


def test_lists_before_and_after_say_who_came_and_left(tmp_path: Path) -> None:
    base = (
        'organization: acme\npost: acme/board\nseats: 5\nsplit: ";"\n'
        'on: "{on}"\nbefore: "{before}"\nafter: "{after}"\n'
    )
    done = table(tmp_path, LISTS, base=base)
    state = {h.person.id for h in done.tl.as_of("2013-01-01").holders() if h.certainty == "certain"}
    assert "Cy" in state
    assert {h.person.id for h in done.tl.as_of("2011-01-01").holders()} == {"Ann", "Cy"}
    assert done.done.records == 3
    (note,) = done.notes
    assert "the holders before 2014-01-01 are not those after 2012-06-01" in note
    with pytest.raises(BadInput, match="only a part of a change"):
        table(tmp_path, LISTS, base=base.replace("before:", "note:"))


# --- the map -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("post: x\n", "does not say who held the post"),
        ("name: x\n", "does not say which post"),
        (MAP + "endz: x\n", 'did you mean "end"'),
        (MAP.replace("{name}", "{nam}"), 'no column "nam"; did you mean "name"'),
        (MAP + "seats: many\n", "neither a number of seats"),
        (MAP + "delimiter: ',,'\n", "one character"),
        (MAP + "encoding: utf-9\n", 'no encoding "utf-9"'),
        (MAP + "encoding: base64\n", 'no encoding "base64"'),
        (MAP + "heading: 0\n", "no number of a line"),
        (MAP + "open-when: {upto: now}\n", 'no column "upto"'),
        (MAP + "capacities: {Acting: stand-in}\n", '"stand-in" is none of the capacities'),
        (MAP + "reasons: {Died: dead}\n", "; it is one of death, illness"),
        (MAP + "reasons: {Died: detah}\n", 'did you mean "death"'),
        (MAP.replace("first-day-out", "last day"), 'did you mean "last-day"'),
        ("[", "not YAML"),
        ("", "does not say who held the post"),
    ],
)
def test_a_wrong_map_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        table(tmp_path, ROWS, base=text)
    assert said in str(refused.value)
    assert "map.yaml:" in str(refused.value)


def test_a_column_that_stands_twice_cannot_be_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match='2 columns "name"'):
        table(tmp_path, "post,name,from,to,name\nceo,Ann,2001,2003,Li\n")


# --- a map that is guessed -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            "Company,Position,Name,Start date,End date\nAcme,CEO,Ann,1/31/2001,present\n",
            [
                'organization: "{Company}"',
                'post: "{Company}/{Position}"',
                'name: "{Name}"',
                'start: "{Start date}"',
                'date-formats: ["%m/%d/%Y"]',
                'open-when: {"End date": ["present"]}',
            ],
        ),
        (
            "公司名称,职务,姓名,任职日期,离任日期,离职原因\n甲,总裁,张三,2001年5月1日,,辞职\n",
            [
                'organization-name: "{公司名称}"',
                'title: "{职务}"',
                'name: "{姓名}"',
                'start: "{任职日期}"',
                'end: "{离任日期}"',
                'reason: "{离职原因}"',
                'date-formats: ["%Y年%m月%d日"]',
            ],
        ),
        (
            "Firma;Funktion;Inhaber;Beginn;Ende\nX;CEO;Ann;31.01.2001;\n",
            ['organization: "{Firma}"', 'date-formats: ["%d.%m.%Y"]', 'name: "{Inhaber}"'],
        ),
        (
            "société,poste,nom,début,fin\nX,PDG,Anne,2001,2003\n",
            ['organization: "{société}"', 'end: "{fin}"', 'title: "{poste}"'],
        ),
        (
            "who,a,b\nAnn,01/02/2001,03/04/2002\n",
            ['start: "{a}"', 'end: "{b}"', 'or "%d/%m/%Y"?', "date-formats: []"],
        ),
        ("name,start,capacity\nAnn,2001,Acting\n", ["capacities:", '  "Acting": acting']),
        ("Register of 2001,,\n\nname,start,end\nAnn,2001,2002\n", ["heading: 3"]),
    ],
)
def test_a_map_is_guessed(tmp_path: Path, rows: str, expected: list[str]) -> None:
    guessed = guessed_map(write(tmp_path, "t.csv", rows))
    for line in expected:
        assert line in guessed


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("société,nom\nÉlan,Zoë\n", "cp1252"), ("公司,姓名\n甲,张三\n", "gb18030")],
)
def test_a_guess_says_the_encoding(tmp_path: Path, text: str, encoding: str) -> None:
    path = write(tmp_path, "t.csv", text.encode(encoding))
    assert f"encoding: {encoding}" in guessed_map(path)
    with pytest.raises(BadInput, match=f"it may be {encoding}: write encoding: {encoding}"):
        bring("csv", path, map=str(write(tmp_path, "m.yaml", MAP)))


def test_a_guessed_map_is_read_as_it_is(tmp_path: Path) -> None:
    """But for what only the user knows."""
    rows = "Company,Position,Name,Start,End\nAcme,CEO,Ann,2001-05-01,2003-05-01\n"
    guessed = guessed_map(write(tmp_path, "t.csv", rows))
    done = table(tmp_path, rows, base=guessed)
    assert tenures(done, "Acme/CEO") == [("Ann", "2001-05-01", "2003-05-01/2003-05-02")]


# --- the command ---------------------------------------------------------------------------------


def test_the_command_guesses_shows_and_records(invoke: Run, home: Path) -> None:
    write(home, "t.csv", ROWS)
    write(home, "map.yaml", MAP)
    assert 'name: "{name}"' in invoke("import", "csv", "--guess", "t.csv").stdout
    args = ("import", "csv", "t.csv", "--map", "map.yaml", "--db", "own.db")
    tried = invoke(*args, "--dry-run", "--exit-code")
    assert tried.returncode == 1
    assert "nothing was recorded (--dry-run)" in tried.stdout
    assert "events recorded in own.db" in invoke(*args).stdout
    assert "nothing to record" in invoke(*args, "--exit-code").stdout
    assert invoke("import", "popolo", "--guess", "t.csv").returncode == 2
    assert "csv takes no --post" in invoke(*args, "--post", "x").stderr
    assert "needs a map" in invoke("import", "csv", "t.csv", "--db", "own.db").stderr
    wrong = invoke("import", "cvs", "t.csv")
    assert 'did you mean "csv"' in wrong.stderr


CABINET = """\
organization: us-cabinet
post: "us-cabinet/{position}"
title: "{position}"
name: "{appointee}"
start: "{start_date}"
end: "{end_date}"
ends: first-day-out
date-formats: ["%m/%d/%y", "%b. %Y"]
open-when: {end_date: [Still in office, "* admin"]}
continued-when: {start_date: "* admin"}
"""

CABINET_ROWS = """\
\ufeffpresident,position,appointee,start_date,end_date,length,departure_day,gender,,
Reagan,OSTP Director,George A. Keyworth II,Aug. 1981,12/31/85,Approx. 1613,1807,Male,,
Reagan,Attorney General,Dick Thornburgh,8/12/88,Bush admin,1098 combined,N/A,Male,,
Bush 41,Attorney General,Dick Thornburgh,Reagan admin,8/15/91,1098 combined,938,Male,,
Trump,Secretary of Defense,Jim Mattis,1/20/17,12/31/18,710,711,Male,,
Trump,Secretary of Defense,Mark Esper,7/23/19,11/9/20,475,1390,Male,,
"""


def test_the_turnover_of_cabinets(tmp_path: Path) -> None:
    """One tenure stands in two rows, one start is a month, and a post is vacant in between."""
    map_file = write(tmp_path, "cabinet.yaml", CABINET)
    file = write(tmp_path, "cabinet.csv", CABINET_ROWS)
    done = bring("csv", file, map=str(map_file))
    state = done.tl.as_of("1990-01-01")
    holder = state.holder("us-cabinet/Attorney General")
    assert holder is not None
    assert holder.person.name == "Dick Thornburgh"
    tenure = holder.tenure
    assert tenure.end is not None
    assert tenure.end.lo - tenure.start.lo == 1098
    defense = done.tl.as_of("2019-03-01").post("us-cabinet/Secretary of Defense")
    assert defense.status == "vacant"
    science = done.tl.succession("us-cabinet/OSTP Director")
    assert "1981-08" in [tenure.start.text for tenure in science]
    assert not [note for note in done.notes if note.startswith("set-aside")]


def test_the_maps_of_the_page_are_read() -> None:
    text = (ROOT / "docs" / "exchange.md").read_text(encoding="utf-8")
    maps = re.findall(r"```yml\n(.*?)```", text, re.DOTALL)
    assert len(maps) == 2
    for example in maps:
        assert read_map(example, "map.yaml").templates
    for key in (*TEMPLATES, *SETTINGS):
        assert f"`{key}`" in text or f"\n{key}:" in text, f"docs/exchange.md says nothing of {key}"
