"""The reader of EDTF: the specification's examples, the bounds of any text, and what is refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from timeline.events import BadDate, EdtfDate

from .conftest import ROOT
from .edtf_texts import naive_bounds, texts

# The examples of https://www.loc.gov/standards/datetime/ (2019), within the years 1 to 9999.
LEVEL_0 = (
    ("1985-04-12", "1985-04-12", "1985-04-12"),
    ("1985-04", "1985-04-01", "1985-04-30"),
    ("1985", "1985-01-01", "1985-12-31"),
    ("1985-04-12T23:20:30", "1985-04-12", "1985-04-12"),
    ("1985-04-12T23:20:30Z", "1985-04-12", "1985-04-12"),
    ("1985-04-12T23:20:30-04", "1985-04-12", "1985-04-12"),
    ("1985-04-12T23:20:30+04:30", "1985-04-12", "1985-04-12"),
    ("1964/2008", "1964-01-01", "2008-12-31"),
    ("2004-06/2006-08", "2004-06-01", "2006-08-31"),
    ("2004-02-01/2005-02-08", "2004-02-01", "2005-02-08"),
    ("2004-02-01/2005-02", "2004-02-01", "2005-02-28"),
    ("2004-02-01/2005", "2004-02-01", "2005-12-31"),
    ("2005/2006-02", "2005-01-01", "2006-02-28"),
)
LEVEL_1 = (
    ("1984?", "1983-01-01", "1985-12-31"),
    ("2004-06~", "2004-05-01", "2004-07-31"),
    ("2004-06-11%", "2004-06-09", "2004-06-13"),
    ("201X", "2010-01-01", "2019-12-31"),
    ("20XX", "2000-01-01", "2099-12-31"),
    ("2004-XX", "2004-01-01", "2004-12-31"),
    ("1985-04-XX", "1985-04-01", "1985-04-30"),
    ("1985-XX-XX", "1985-01-01", "1985-12-31"),
    ("1985-04-12/..", "1985-04-12", None),
    ("1985-04/..", "1985-04-01", None),
    ("1985/..", "1985-01-01", None),
    ("../1985-04-12", None, "1985-04-12"),
    ("../1985-04", None, "1985-04-30"),
    ("../1985", None, "1985-12-31"),
    ("1985-04-12/", "1985-04-12", None),
    ("1985-04/", "1985-04-01", None),
    ("1985/", "1985-01-01", None),
    ("/1985-04-12", None, "1985-04-12"),
    ("/1985-04", None, "1985-04-30"),
    ("/1985", None, "1985-12-31"),
    ("1984~/2004-06", "1983-01-01", "2004-06-30"),
    ("1984/2004-06~", "1984-01-01", "2004-07-31"),
    ("1984?/2004%", "1983-01-01", "2006-12-31"),
    ("1984-06-02?/2004-08-08~", "1984-06-01", "2004-08-09"),
)
LEVEL_2 = (
    ("Y17E2", "1700-01-01", "1700-12-31"),
    ("1950S2", "1900-01-01", "1999-12-31"),
    ("Y3388S3", "3380-01-01", "3389-12-31"),
    ("Y33E2S1", "3000-01-01", "3999-12-31"),
    ("2001-34", "2001-04-01", "2001-06-30"),
    ("2001-39", "2001-09-01", "2001-12-31"),
    ("2001-41", "2001-07-01", "2001-12-31"),
    ("[1667,1668,1670..1672]", "1667-01-01", "1672-12-31"),
    ("[..1760-12-03]", None, "1760-12-03"),
    ("[1760-12..]", "1760-12-01", None),
    ("[1760-01,1760-02,1760-12..]", "1760-01-01", None),
    ("[1667,1760-12]", "1667-01-01", "1760-12-31"),
    ("[..1984]", None, "1984-12-31"),
    ("{1667,1668,1670..1672}", "1667-01-01", "1672-12-31"),
    ("{1960,1961-12}", "1960-01-01", "1961-12-31"),
    ("{..1984}", None, "1984-12-31"),
    ("2004-06-11%", "2004-06-09", "2004-06-13"),
    ("2004-06~-11", "2003-05-11", "2005-07-11"),
    ("2004?-06-11", "2003-06-11", "2005-06-11"),
    ("?2004-06-~11", "2003-06-10", "2005-06-12"),
    ("2004-%06-11", "2004-04-11", "2004-08-11"),
    ("156X-12-25", "1560-12-25", "1569-12-25"),
    ("15XX-12-25", "1500-12-25", "1599-12-25"),
    ("XXXX-12-XX", "0001-12-01", "9999-12-31"),
    ("1XXX-XX", "1000-01-01", "1999-12-31"),
    ("1XXX-12", "1000-12-01", "1999-12-31"),
    ("1984-1X", "1984-10-01", "1984-12-31"),
    ("2004-06-~01/2004-06-~20", "2004-05-31", "2004-06-21"),
    ("2004-06-XX/2004-07-03", "2004-06-01", "2004-07-03"),
)
# What other readers are tested with, and what is ours to decide.
MORE = (
    ("../..", None, None),
    ("/..", None, None),
    ("../", None, None),
    ("1300-01-X4", "1300-01-04", "1300-01-24"),
    ("1921-0X-02", "1921-01-02", "1921-09-02"),
    ("XXXX-11-XX", "0001-11-01", "9999-11-30"),
    ("20X4-02-29", "2004-02-29", "2084-02-29"),
    ("XX00-02-29", "0400-02-29", "9600-02-29"),
    ("2018-XX-31", "2018-01-31", "2018-12-31"),
    ("2018-1X-31", "2018-10-31", "2018-12-31"),
    ("2018-X3", "2018-03-01", "2018-03-31"),
    ("2019-02-2X", "2019-02-20", "2019-02-28"),
    ("1919-XX-02/1919-XX-01", "1919-01-02", "1919-12-01"),
    ("20X3-06-25/2004-X1-03", "2003-06-25", "2004-11-03"),
    ("201X-33", "2010-01-01", "2019-03-31"),
    ("?2018-34", "2017-04-01", "2019-06-30"),
    ("2018-%34", "2017-10-01", "2018-12-31"),
    ("2018-34~", "2018-01-01", "2018-09-30"),
    ("201X~", "2000-01-01", "2029-12-31"),
    ("1950S2~", "1800-01-01", "2099-12-31"),
    ("2018-01-XX~", "2017-12-31", "2018-02-01"),
    ("2018-~02-XX", "2018-01-01", "2018-03-31"),
    ("2018-~05-31", "2018-04-30", "2018-06-30"),
    ("2004~-02-29", "2003-02-28", "2005-02-28"),
    ("?2004-06-04~", "2003-06-03", "2005-06-05"),
    ("?2004-06~-10", "2002-05-10", "2006-07-10"),
    ("9999~", "9998-01-01", None),
    ("0001-01-01~", None, "0001-01-02"),
    ("XXXX~", None, None),
    ("[1984]", "1984-01-01", "1984-12-31"),
    ("[1667, 1668, 1670..1672]", "1667-01-01", "1672-12-31"),
    ("[2018-11~,2019]", "2018-10-01", "2019-12-31"),
    ("unknown/2018", None, "2018-12-31"),
    ("2018 / 2019", "2018-01-01", "2019-12-31"),
    ("Y2018", "2018-01-01", "2018-12-31"),
    ("0050S3", "0050-01-01", "0059-12-31"),
)


@pytest.mark.parametrize(("text", "earliest", "latest"), [*LEVEL_0, *LEVEL_1, *LEVEL_2, *MORE])
def test_a_text_of_edtf_has_the_bounds_of_its_fillings(
    text: str, earliest: str | None, latest: str | None
) -> None:
    day = EdtfDate.parse(text)
    assert (day.earliest and day.earliest.isoformat()) == earliest
    assert (day.latest and day.latest.isoformat()) == latest
    assert str(day) == text


def test_the_dates_in_the_page_on_semantics_are_read_as_it_says() -> None:
    page = (ROOT / "docs" / "semantics.md").read_text(encoding="utf-8")
    section = page.partition("## Dates")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line[:3] == "| `"]
    assert len(rows) > 20
    for written, _, earliest, latest in rows:
        for text in re.findall("`(.*?)`", written):
            day = EdtfDate.parse(text)
            found = [str(bound or "none") for bound in (day.earliest, day.latest)]
            assert found == [earliest, latest], text


@given(texts())
@example("XXXX-02-29")
@example("XXX4~-%02-?29")
def test_any_text_is_read_printed_as_written_and_bounded_as_an_enumeration_finds(text: str) -> None:
    day = EdtfDate.parse(text)
    assert str(day) == text
    assert (day.lo, day.hi) == naive_bounds(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        # beyond the years
        ("0000", "years run from 0001 to 9999"),
        ("-0044", "years run from 0001 to 9999"),
        ("-1985-04/..", "years run from 0001 to 9999"),
        ("[-1667,1668]", "years run from 0001 to 9999"),
        ("Y170000002", "years run from 0001 to 9999"),
        ("Y-17E7", "years run from 0001 to 9999"),
        ("Y1E999999999999", "years run from 0001 to 9999"),
        ("10000", "years run from 0001 to 9999"),
        ("44 BC", "years run from 0001 to 9999"),
        # no such day
        ("2018-13", "no month 13$"),
        ("2018-2X", "no month 2X"),
        ("2018-33-05", "no month 33"),
        ("2018-02-30", "February 2018 has 28 days"),
        ("2018-02-3X", "no month that it may be has a day 3X"),
        ("190X-02-30", "no month that it may be has a day 30"),
        ("XX01-02-29", "no month that it may be has a day 29"),
        ("2018S400", "no more than 4 digits"),
        ("2004-06-11/2004-05", "ends before it begins"),
        ("[1984..1980]", "ends before it begins"),
        # not in the grammar
        ("2004-(06)?-11", "not in EDTF"),
        ("2001-21^southernHemisphere", "not in EDTF"),
        ("2012/2013/1234/55BULBASAUR", "not in EDTF"),
        ("2012///4444", "not in EDTF"),
        ("[1984,..1985]", "not in EDTF"),
        ("[1984..,1985]", "not in EDTF"),
        ("[1984}", "not in EDTF"),
        ("{}", "not in EDTF"),
        ("[1984,]", "not in EDTF"),
        ("[2018/2019]", "not in EDTF"),
        ("2018S0", "not in EDTF"),
        ("Y2018-05", "not in EDTF|years run"),
        ("2018-05-", "not in EDTF"),
        # seasons, with their months
        ("2018-21", "2018-03/2018-05 in the north or 2018-09/2018-11 in the south$"),
        ("2018-22", "2018-06/2018-08 in the north, 2017-12/2018-02 in the south"),
        ("2018-23", "2018-09/2018-11 in the north or 2018-03/2018-05 in the south$"),
        ("2018-24", "2018-12/2019-02 in the north or 2018-06/2018-08 in the south$"),
        ("2018-25", "write 2018-03/2018-05$"),
        ("2018-28", "write 2017-12/2018-02 or 2018-12/2019-02$"),
        ("2018-29~", "write 2018-09/2018-11$"),
        ("2018-32", "write 2018-06/2018-08$"),
        ("9999-24", "write 9998-12/9999-02 in the north or"),
        ("2020-21", "or 2020/2021"),
        ("201X-21", "21 is a season"),
    ],
)
def test_what_is_not_read_says_why(text: str, why: str) -> None:
    with pytest.raises(BadDate, match=why) as caught:
        EdtfDate.parse(text)
    assert caught.value.text in text


@pytest.mark.parametrize(
    ("text", "offers"),
    [
        ("2018/13/45", []),
        ("1993-12-00", ["1993-12"]),
        ("1993-00-00", ["1993"]),
        ("1993-00", ["1993"]),
        ("1993-00-05", ["1993-XX-05"]),
        ("2018-31-12", ["2018-12-31"]),
        ("2020Q2", ["2020-34"]),
        ("Q4 2020", ["2020-36"]),
        ("2020-H2", ["2020-41"]),
        ("2018-036", ["2018-02-05"]),
        ("2020-366", ["2020-12-31"]),
        ("2018-366", []),
        ("2018-W05", ["2018-01-29/2018-02-04"]),
        ("2018W053", ["2018-01-31"]),
        ("2018111", ["2018-01-11", "2018-11-01", "2018-04-21"]),
        ("2018360", ["2018-12-26"]),
        ("201811", ["2018-11"]),
        ("20180105", ["2018-01-05"]),
        ("05012018", ["2018-01-05", "2018-05-01"]),
        ("20180105100000", ["2018-01-05"]),
        ("2018-01-05T10:00:00.000Z", ["2018-01-05"]),
        ("2018-01-05 10:00", ["2018-01-05"]),
        ("2018-01-05T10:00+0100", ["2018-01-05"]),
        ("+2018-01-05T00:00:00Z", ["2018-01-05"]),
        ("+2018-00-00T00:00:00Z", ["2018"]),
        ("05.01.2018", ["2018-01-05", "2018-05-01"]),
        ("25/12/2018", ["2018-12-25"]),
        ("12/25/2018", ["2018-12-25"]),
        ("5-5-2018", ["2018-05-05"]),
        ("05.01.18", []),
        ("2018-1-5", ["2018-01-05"]),
        ("2018.1.5", ["2018-01-05"]),
        ("2018年1月5日", ["2018-01-05"]),
        ("2018年1月", ["2018-01"]),
        ("2018年", ["2018"]),
        ("2018/1", ["2018-01"]),
        ("1/2018", ["2018-01"]),
        ("13/2018", []),
        ("2003/04", ["2003-04", "2003/2004"]),
        ("1914/18", ["1914/1918"]),
        ("1984-85", ["1984/1985"]),
        ("Jan 2018", ["2018-01"]),
        ("January 5, 2018", ["2018-01-05"]),
        ("5th of Jan. 2018", ["2018-01-05"]),
        ("05-JAN-2018", ["2018-01-05"]),
        ("2018 Sept 5", ["2018-09-05"]),
        ("30 Feb 2018", []),
        ("c. 2018", ["2018~"]),
        ("2018 (?)", ["2018?"]),
        ("1984?~", ["1984%"]),
        ("1980s", ["198X"]),
        ("1900s", ["190X", "19XX"]),
        ("198u", ["198X"]),
        ("2018-??-??", ["2018-XX-XX"]),
        ("2018-2019", ["2018/2019"]),
        ("2018-05 to 2019", ["2018-05/2019"]),
        ("2018–2019", ["2018/2019"]),
        ("2018/present", ["2018/.."]),
        ("2018-", ["2018", "2018/.."]),
        ("until 2018", ["../2018"]),
        ("2018.0", ["2018"]),
        ("987", ["0987", "987X"]),
        ("Y02018", ["2018"]),
        ("２０１８－０１", ["2018-01"]),
        ("٢٠١٨", ["2018"]),
        ("2018‐01‐05", ["2018-01-05"]),
        ("1863- 03-29", ["1863-03-29"]),
        ("05.01.2018/2019", ["2018-01-05", "2018-05-01"]),
        ("Unknown", ["unknown"]),
        ("n/a", ["unknown"]),
        ("?", ["unknown"]),
        ("/", ["unknown"]),
        ("[..]", ["unknown"]),
    ],
)
def test_a_date_that_is_written_otherwise_is_offered_as_each_that_it_may_be(
    text: str, offers: list[str]
) -> None:
    assert offered(text) == offers


def offered(text: str) -> list[str]:
    """The dates that the error for a text tells to write."""
    with pytest.raises(BadDate) as caught:
        EdtfDate.parse(text)
    _, found, hint = caught.value.why.partition("write ")
    if not found or hint.startswith(("it like", "the year")):
        return []
    return [offer.split(" ")[0] for part in hint.split(", ") for offer in part.split(" or ")]


_near = st.text("0123456789X?~%-/.,[]{}Y ESTZ:年月日u+", max_size=14)
_words = st.lists(
    st.sampled_from(("2018", "18", "05", "31", "Jan", "to", "/", "-", ".", " ", "X", "~", "Q2")),
    max_size=7,
).map("".join)


@given(st.one_of(_near, _words, st.text(max_size=20)))
@example("\0")
@example("2018\0")
@example("\ud800")
@example("²018")
@example("20१८-01")
def test_any_other_text_is_a_bad_date_and_offers_only_dates(text: str) -> None:
    try:
        day = EdtfDate.parse(text)
    except BadDate as fault:
        said = str(fault)
    else:
        assert day.lo <= day.hi
        return
    assert said.isprintable()
    for offer in offered(text):
        assert EdtfDate.parse(offer)


@pytest.mark.parametrize("sign", ["[", "1", " -", "?~", "1 to ", "2018/", "X", "-", "(", "\0", "½"])
def test_no_text_is_too_odd_to_be_told(sign: str) -> None:
    text = (sign * 999)[:900]
    for odd in (text, f"2018{text}", f"[{text}]" * 2, "[" * 450 + "]" * 450, f"5 Jan{text}"):
        assert offered(odd) == []


@pytest.mark.parametrize("text", ["1" * 10_000, "[" * 10_000, "[2018" + ",2019" * 2000 + "]"])
def test_a_text_that_is_too_long_is_told_by_its_beginning(text: str) -> None:
    with pytest.raises(BadDate, match="at most 1000") as caught:
        EdtfDate.parse(text)
    assert len(str(caught.value)) < 200
