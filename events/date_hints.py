"""What to write instead: the way out for a text that is no date.

A text that is written in another manner may be read in one way or in several. Each reading is put
into EDTF and read there, and only those that exist are offered. Nothing is guessed: where several
are left, all are named, with what the text must mean for each.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from .edtf import SEASONS, bounds_of
from .errors import BadDate
from .language import later, t

__all__ = ["explained", "refusal"]

Reading = tuple[str, str]
"""A date in EDTF, and what the text must mean to be it; "" where nothing else comes to mind."""

_GENERAL: Final = later(
    "it is not in EDTF; write it like 2023-09-10, 2023-09, 2023, 2023~, ../2023 or unknown"
)
_MONTHS: Final = "janfebmaraprmayjunjulaugsepoctnovdec"
_MONTH: Final = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_TIME: Final = r"\d{1,2}(?::?\d\d){0,2}(?:[.,]\d+)?\s*(?:z|utc|gmt|[+-]\d\d(?::?\d\d)?)?"
_NOBODY_KNOWS: Final = (
    r"unknown|unk\.?|n\.?d\.?|n/?a|none|null|nil|nan|nat|tb[acd]|\?{1,4}|-{1,4}|\.\./?|/|[\[{]\.\.[\]}]"
    r"|不详|不明|未知"
)


def refusal(text: str) -> BadDate:
    """The error for a text that is not of EDTF's form."""
    plain = _plain(text)
    offers: list[Reading] = []
    for pattern, read in _MANNERS:
        if match := re.fullmatch(pattern, plain, re.ASCII | re.IGNORECASE):
            readings = list(read(match))
            if good := [reading for reading in readings if _is_date(reading[0])]:
                return BadDate(text, t("it is not in EDTF; write {listed}", listed=_listed(good)))
            offers += readings
    for pattern, why in _NO_WAY:
        if re.fullmatch(pattern, plain, re.ASCII | re.IGNORECASE):
            return BadDate(text, why)
    for faulty, _ in offers:
        if fault := _fault(faulty):
            return BadDate(text, fault.why)
    for end in plain.split("/") if plain.count("/") == 1 else ():
        if end.strip(". ") and not _is_date(end.strip()):
            return _fault(end.strip()) or refusal(end.strip())
    return BadDate(text, _GENERAL)


def explained(fault: BadDate) -> BadDate:
    """The error for a day that does not exist, with what may have been meant."""
    for pattern, read in _NO_SUCH_DAY:
        if match := re.fullmatch(pattern, fault.text, re.ASCII):
            good = [reading for reading in read(match) if _is_date(reading[0])]
            if good:
                return BadDate(
                    fault.text, t("{why}; write {listed}", why=t(fault.why), listed=_listed(good))
                )
    return fault


def _listed(readings: list[Reading]) -> str:
    said = [f"{text} {meaning}".strip() for text, meaning in dict.fromkeys(readings)]
    return t(" or ").join(filter(None, (", ".join(said[:-1]), said[-1])))


def _plain(text: str) -> str:
    """A text with the digits 0 to 9 for those of any script, and one kind of dash and of space."""
    signs = []
    for sign in unicodedata.normalize("NFKC", text):
        if sign.isdecimal():
            signs.append(str(unicodedata.decimal(sign)))
        elif unicodedata.category(sign) == "Pd" or sign == "−":
            signs.append("-")
        else:
            signs.append(sign)
    return " ".join("".join(signs).split())


def _fault(text: str) -> BadDate | None:
    """Why a reading is no date: None if it is one, or not even of the form of one."""
    try:
        bounds_of(text)
    except BadDate as fault:
        return explained(fault)
    return None


def _is_date(text: str) -> bool:
    try:
        return text == "unknown" or bounds_of(text) is not None
    except BadDate:
        return False


# --- other manners of writing a date ---------------------------------------------------------

_Read = Callable[[re.Match[str]], Iterator[Reading]]


def _ymd(year: str, month: str, day: str) -> str:
    return f"{year}-{month:0>2}-{day:0>2}"


def _unknown(match: re.Match[str]) -> Iterator[Reading]:
    yield "unknown", ""


def _same_signs(match: re.Match[str]) -> Iterator[Reading]:
    """The text itself, without spaces or in capitals, where that was all that it lacked."""
    yield match[0], ""
    yield match[0].replace(" ", ""), ""
    yield match[0].replace(" ", "").upper(), ""


def _year_first(match: re.Match[str]) -> Iterator[Reading]:
    yield _ymd(*match.groups()), ""


def _year_last(match: re.Match[str]) -> Iterator[Reading]:
    one, other, year = match.groups()
    yield from _either_order(year, one, other)


def _either_order(year: str, one: str, other: str) -> Iterator[Reading]:
    if int(one) == int(other):
        yield _ymd(year, one, other), ""
    else:
        yield _ymd(year, other, one), t("(day first)")
        yield _ymd(year, one, other), t("(month first)")


def _eight_digits(match: re.Match[str]) -> Iterator[Reading]:
    digits = match[0]
    year_first = _ymd(digits[:4], digits[4:6], digits[6:])
    if _is_date(year_first):
        yield year_first, ""
    else:
        yield from _either_order(digits[4:], digits[:2], digits[2:4])
        yield year_first, ""


def _seven_digits(match: re.Match[str]) -> Iterator[Reading]:
    year, rest = match[0][:4], match[0][4:]
    yield _ymd(year, rest[0], rest[1:]), t("(month {rest})", rest=rest[0])
    yield _ymd(year, rest[:2], rest[2]), t("(month {rest})", rest=rest[:2])
    yield from _day_of_year(year, rest)


def _ordinal_date(match: re.Match[str]) -> Iterator[Reading]:
    yield from _day_of_year(*match.groups())


def _day_of_year(year: str, number: str) -> Iterator[Reading]:
    if year != "0000":
        first = date(int(year), 1, 1).toordinal()
        day = first + int(number) - 1
        if first <= day <= date.max.toordinal() and date.fromordinal(day).year == int(year):
            yield date.fromordinal(day).isoformat(), t("(day {n} of the year)", n=int(number))


def _year_month(match: re.Match[str]) -> Iterator[Reading]:
    year, rest = match.groups()
    years = list(_years(year, rest, only_next=int(rest) <= 12))
    yield f"{year}-{rest:0>2}", t("(month {n})", n=int(rest)) if years else ""
    yield from years


def _years(year: str, rest: str, only_next: bool) -> Iterator[Reading]:
    """The years that `2003/04` may mean: any later one, or only the next."""
    later = int(rest) - int(year[2:])
    if len(rest) == 2 and (later == 1 or (later > 1 and not only_next)):
        yield (
            f"{year}/{year[:2]}{rest}",
            t("(the years {year} to {year}{rest})", year=year, rest=rest),
        )


def _from_then_on(match: re.Match[str]) -> Iterator[Reading]:
    yield match[1], t("(that year)")
    yield f"{match[1]}/..", t("(from then on)")


def _month_year(match: re.Match[str]) -> Iterator[Reading]:
    month, year = match.groups()
    yield f"{year}-{month:0>2}", ""


def _day_of_moment(match: re.Match[str]) -> Iterator[Reading]:
    yield match[1], ""


def _compact_moment(match: re.Match[str]) -> Iterator[Reading]:
    yield _ymd(*match.groups()), ""


def _week(match: re.Match[str]) -> Iterator[Reading]:
    year, week, weekday = match.groups()
    try:
        first = date.fromisocalendar(int(year), int(week), int(weekday or 1))
        last = first if weekday else date.fromisocalendar(int(year), int(week), 7)
    except ValueError:
        return
    yield (f"{first}/{last}" if first != last else f"{first}"), ""


def _part_of_year(match: re.Match[str]) -> Iterator[Reading]:
    first, kind, number, last = match.groups()
    base = {"Q": 32, "H": 39}[kind.upper()]
    yield f"{first or last}-{base + int(number)}", ""


def _named_month(match: re.Match[str]) -> Iterator[Reading]:
    found = match.groupdict()
    month = _MONTHS.index(found["month"][:3].lower()) // 3 + 1
    day = found.get("day")
    yield f"{found['year']}-{month:02}" + (f"-{day:0>2}" if day else ""), ""


def _about(match: re.Match[str]) -> Iterator[Reading]:
    yield f"{match[1]}~", ""


def _perhaps(match: re.Match[str]) -> Iterator[Reading]:
    yield f"{match[1]}?", ""


def _both(match: re.Match[str]) -> Iterator[Reading]:
    yield f"{match[1]}%", ""


def _decade(match: re.Match[str]) -> Iterator[Reading]:
    decade = match[1]
    if decade.endswith("0"):
        yield f"{decade}X", t("(ten years)")
        yield f"{decade[:2]}XX", t("(a hundred years)")
    else:
        yield f"{decade}X", ""


def _open_digits(match: re.Match[str]) -> Iterator[Reading]:
    yield re.sub(r"[^\d-]", "X", match[0]), ""


def _interval(match: re.Match[str]) -> Iterator[Reading]:
    yield f"{match[1]}/{match[2]}", ""


def _open_end(match: re.Match[str]) -> Iterator[Reading]:
    yield f"{match[1]}/..", ""


def _open_start(match: re.Match[str]) -> Iterator[Reading]:
    yield f"../{match[1]}", ""


def _short_year(match: re.Match[str]) -> Iterator[Reading]:
    yield f"{match[0]:0>4}", t("(that year)")
    yield f"{match[0]}X", t("(ten years)")


def _bare(match: re.Match[str]) -> Iterator[Reading]:
    yield match[1] or match[2], ""


_GAP: Final = r"[ -]{0,3}"
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_NAMED: Final = _MONTH.replace("(", "(?P<month>", 1)
_YEAR: Final = r"(?P<year>\d{4})"

_MANNERS: Final[tuple[tuple[str, _Read], ...]] = (
    (_NOBODY_KNOWS, _unknown),
    (r".+", _same_signs),
    (r"(\d{4})[-/. 年] ?(\d{1,2})[-/. 月] ?(\d{1,2})日?", _year_first),
    (r"(\d{1,2})[-/. ] ?(\d{1,2})[-/. ] ?(\d{4})", _year_last),
    (r"(\d{4})[-/. 年] ?(\d{1,2})月?", _year_month),
    (r"(\d{4})(?:年|\.0+)|y0+([1-9]\d*)", _bare),
    (r"(\d{4})-", _from_then_on),
    (r"(\d{1,2})[-/. ] ?(\d{4})", _month_year),
    (r"\d{8}", _eight_digits),
    (r"\d{7}", _seven_digits),
    (r"(\d{4})(\d\d)", _year_month),
    (r"\d{3}", _short_year),
    (r"(\d{4})-(\d{3})", _ordinal_date),
    (rf"\+?(\d{{4}}-\d\d-\d\d)(?:t| ){_TIME}", _day_of_moment),
    (r"(\d{4})(\d\d)(\d\d)t?\d{4}(?:\d\d)?z?", _compact_moment),
    (r"(\d{4})-?W(\d\d)(?:-?([1-7]))?", _week),
    (r"(?:(\d{4})[ -/]?)?([QH])([1-4])(?:[ -/]?(\d{4}))?", _part_of_year),
    (rf"{_DAY}\.?{_GAP}(?:of )?{_NAMED}{_GAP},?{_GAP}{_YEAR}", _named_month),
    (rf"{_NAMED}{_GAP}{_DAY},?{_GAP}{_YEAR}", _named_month),
    (rf"{_YEAR}{_GAP}{_NAMED}{_GAP}{_DAY}", _named_month),
    (rf"{_NAMED},?{_GAP}{_YEAR}", _named_month),
    (rf"{_YEAR}{_GAP}{_NAMED}", _named_month),
    (r"(?:circa|ca?\.?|about|around|approx\.?|approximately) ?(\d.*)", _about),
    (r"(?:perhaps|possibly|probably) (\d.*)", _perhaps),
    (r"(\d.*?) ?\(\?\)", _perhaps),
    (r"(\d.*?)(?:\?~|~\?)", _both),
    (r"(\d{3})0'?s", _decade),
    (r"[\dxu?*_]{4}(?:-[\dxu?*_]{2}){0,2}", _open_digits),
    (r"(\d{4})-(\d{4})", _interval),
    (r"(.+?)(?: to | until | till | ?\.\. ?| ?至 ?| ?到 ?| - |--)(.+)", _interval),
    (r"(\d.*?)(?:/| to | - |-)(?:open|present|now|today|ongoing)", _open_end),
    (r"(?:since|from) (\d.*)", _open_end),
    (r"(?:until|till|by|open/) ?(\d.*)", _open_start),
)
"""How a date may be written otherwise, and how that is read; the first that is a date is told."""

_NO_WAY: Final = (
    (
        r"-\d.*|(?:.*[\[{,/. ])?[?~%]?-[\dx]{4}.*|y-?\d.*|\+?\d{5}.*|.*\d ?b\.?c\.?(?:e\.?)?",
        later("years run from 0001 to 9999"),
    ),
    (r"\d{4}-\d{3}", later("a year has 365 days, or 366")),
    (
        r"\d{1,2}[-/. ]\d{1,2}[-/. ]\d\d",
        later("it is not in EDTF; write the year with four digits and first, like 2023-09-10"),
    ),
)
"""What has no date in EDTF to offer, and why."""


# --- days that do not exist ------------------------------------------------------------------


def _no_month(match: re.Match[str]) -> Iterator[Reading]:
    year, month = match.groups()
    if month == "00":
        yield year, t("where the month is not known")
    if int(month) in SEASONS:
        yield from _months_of_season(int(year), int(month))
    yield from _years(year, month, only_next=int(month) in SEASONS)


def _months_of_season(year: int, season: int) -> Iterator[Reading]:
    """The three months of a season, in the half of the world that it names or in both."""
    north = 3 + 3 * ((season - SEASONS[0]) % 4)
    if season < 29:
        yield from _three_months(year, north, t("in the north") if season < 25 else "")
    if season < 25 or season >= 29:
        south = (north + 5) % 12 + 1
        yield from _three_months(year, south, t("in the south") if season < 25 else "")


def _three_months(year: int, first: int, where: str) -> Iterator[Reading]:
    if first < 12:
        yield f"{year:04}-{first:02}/{year:04}-{first + 2:02}", where
    else:  # either of the two whose year it may be
        yield f"{year - 1:04}-12/{year:04}-02", where
        yield f"{year:04}-12/{year + 1:04}-02", where


def _no_day(match: re.Match[str]) -> Iterator[Reading]:
    year, month, day = match.groups()
    if month == day == "00":
        yield year, t("where the month is not known")
    elif day == "00":
        yield f"{year}-{month}", t("where the day is not known")
    elif month == "00":
        yield f"{year}-XX-{day}", t("where the month is not known")
    elif int(month) > 12:
        yield _ymd(year, day, month), t("if the day stands before the month")


_NO_SUCH_DAY: Final[tuple[tuple[str, _Read], ...]] = (
    (r"(\d{4})-(\d\d)[?~%]?", _no_month),
    (r"(\d{4})-(\d\d)-(\d\d)[?~%]?", _no_day),
)
"""Forms of EDTF in which a day may be named that does not exist, and what may be meant."""
