from __future__ import annotations

import importlib
import json
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from timeline.events import (
    Appointed,
    Corrected,
    Departed,
    Document,
    Milestone,
    Post,
    Retracted,
    Source,
    read_yaml,
    yaml_schema,
)

from .conftest import ACME, ROOT

EVENTS = ACME + "events:\n"


def read(events: str) -> Document:
    return read_yaml(EVENTS + events, "org.yaml")


def facts(document: Document) -> list[Any]:
    """The events without the introductions that every test begins with."""
    assert not document.findings, "\n".join(map(str, document.findings))
    return [draft.event for draft in document.drafts[6:]]


def test_the_short_forms_say_the_same_as_the_long_ones() -> None:
    one = read("- {on: 2020-01-01, change: ann -> bob, post: acme/ceo}\n")
    for other in (
        "- {on: 2020-01-01, change: ann→bob, post: acme/ceo}\n",
        "- {on: 2020-01-01, from: ann, to: bob, post: acme/ceo}\n",
        "- {on: 2020-01-01, departed: ann, appointed: bob, post: acme/ceo}\n",
        "- {on: 2020-01-01, change: Ann Li -> BOB, post: Acme/CEO}\n",
        "- {last-day: 2019-12-31, change: 李安 -> bob, post: acme/ceo}\n",
        "- {on: 2020-01-01, departed: ann, post: CEO}\n"
        "- {on: 2020-01-01, to: bob, post: acme/ceo}\n",
    ):
        assert set(facts(read(other))) == set(facts(one))
    departed, appointed = facts(one)
    assert departed == Departed(person="ann", post="acme/ceo", effective="2020-01-01")
    assert appointed == Appointed(person="bob", post="acme/ceo", effective="2020-01-01")


def test_an_entry_may_say_everything() -> None:
    document = read(
        """\
- id: outage
  on: 2019-12
  milestone: An outage
  at: acme
  source: https://example.org/outage
- id: handover
  on: 2020-01-01
  announced: 2019-12-20
  change: ann -> bob
  post: acme/ceo
  capacity: interim
  term-ends: 2021
  reason: [performance, illness]
  because: [outage]
  note: a remark
  source: [{title: Report, quote: "yes", published: 2020}, https://example.org]
"""
    )
    milestone, departed, appointed = facts(document)
    assert isinstance(milestone, Milestone)
    assert milestone.key == "outage"
    assert departed.key == "handover-departed"
    assert departed.reasons == ("dismissed-performance", "illness")
    assert (appointed.key, appointed.capacity) == ("handover", "interim")
    assert str(appointed.term_ends) == "2021"
    assert appointed.because == departed.because == ("outage",)
    assert appointed.sources[0] == Source(title="Report", quote="yes", published="2020")


def test_repairs_are_read() -> None:
    document = read(
        """\
- {corrects: x, why: wrong day, on: 2020-02-01, appointed: ann, post: acme/ceo}
- {retracts: [y, z], why: not Ann}
- {post: acme/ceo, on: 2021, title: President, seats: 2}
"""
    )
    correction, first, second, post = facts(document)
    assert isinstance(correction, Corrected)
    assert correction.replacement == Appointed(
        person="ann", post="acme/ceo", effective="2020-02-01"
    )
    assert [type(e) for e in (first, second)] == [Retracted, Retracted]
    assert isinstance(post, Post)
    assert (post.organization, post.seats, dict(post.titles)) == ("acme", 2, {"und": "President"})


def test_all_scalars_are_text() -> None:
    text = "people: {no: no, 2014: {name: 2014, en: true}, yes: 0x1F}\n"
    people = [draft.event for draft in read_yaml(text).drafts]
    assert [(p.person, dict(p.names)) for p in people] == [  # type: ignore[attr-defined]
        ("no", {"und": "no"}),
        ("2014", {"und": "2014", "en": "true"}),
        ("yes", {"und": "0x1F"}),
    ]


def test_a_comma_inside_a_text_belongs_to_it() -> None:
    text = "sources:\n  s: {title: 热闹的云栖大会,静悄悄的吴泳铭, publisher: 深渡}\n" + EVENTS
    document = read_yaml(text + "- {on: 2020, milestone: M, at: acme, source: s}\n")
    assert facts(document)[0].sources[0].title == "热闹的云栖大会,静悄悄的吴泳铭"


@pytest.mark.parametrize(
    ("entry", "place", "says"),
    [
        (
            "- {on: 2020, change: an -> bob, post: acme/ceo}",
            (11, 22),
            'no person "an"; did you mean "ann"?',
        ),
        ("- {on: 2020, change: ann -> bbo, post: acme/ceo}", (11, 29), 'did you mean "bob"?'),
        ("- {on: 2021-02-30, to: ann, post: acme/ceo}", (11, 8), "February 2021 has 28 days"),
        (
            "- {on: 2020, to: ann, post: acme/coe}",
            (11, 29),
            'no post "acme/coe"; did you mean "acme/ceo"',
        ),
        (
            "- {on: 2020, to: ann, psot: acme/ceo}",
            (11, 23),
            'unknown key "psot"; did you mean "post"?',
        ),
        ("- {on: 2020, to: ann, to: bob, post: acme/ceo}", (11, 23), "stands in line 11 too"),
        ("- {on: 2020, to: ann}", (11, 3), "which post?"),
        ("- {to: ann, post: acme/ceo}", (11, 3), "when?"),
        ("- {on: 2020, last-day: 2020, from: ann, post: acme/ceo}", (11, 24), "two ways"),
        (
            "- {on: 2020, to: ann, post: acme/ceo, capacity: actng}",
            (11, 49),
            'did you mean "acting"?',
        ),
        ("- {on: 2020, from: ann, post: acme/ceo, reason: sacked}", (11, 49), 'no reason "sacked"'),
        (
            "- {on: 2020, from: ann, post: acme/ceo, capacity: acting}",
            (11, 41),
            'unknown key "capacity"',
        ),
        ("- {on: 2020, change: ann, post: acme/ceo}", (11, 22), "written like ann -> bob"),
        ("- {on: 2020, change: ann -> bob -> cy, post: acme/ceo}", (11, 22), "written like"),
        ("- {on: 2020, milestone: M}", (11, 3), "at which organization?"),
        ("- {on: 2020, milestone: M, at: acmee}", (11, 32), 'did you mean "acme"?'),
        ("- {on: 2020, milestone: M, at: acme, source: repport}", (11, 46), 'no source "repport"'),
        ("- {on: 2020, milestone: M, at: acme, source: {quote: q}}", (11, 46), "title or a url"),
        ("- {on: 2020, note: hm}", (11, 3), "nothing that happened"),
        ("- {corrects: x, on: 2020, to: ann, post: acme/ceo}", (11, 3), "why?"),
        (
            "- {corrects: x, why: w, on: 2020, change: ann -> bob, post: acme/ceo}",
            (11, 14),
            "one event",
        ),
        ("- {retracts: x}", (11, 3), "why?"),
        ("- {cancels: x}", (11, 3), "when was it known?"),
        ("- nonsense", (11, 3), "mapping"),
        ("- {on: 2020, to: [ann], post: acme/ceo}", (11, 18), "a list stands where one is meant"),
        ("- {on: , to: ann, post: acme/ceo}", (11, 8), "empty"),
        ("- {on: 2020, to: ann, post: acme/ceo}}", (11, 38), "not YAML"),
        ("\t- x", (11, 1), "not YAML"),
        ("- {on: 2020, to: *x, post: acme/ceo}", (11, 18), 'into quotes: "*x"'),
        ("- {on: 2020, to: \x07, post: acme/ceo}", (11, 18), "U+0007"),
    ],
)
def test_a_mistake_is_located(entry: str, place: tuple[int, int], says: str) -> None:
    finding, *others = read(entry + "\n").findings
    assert not others
    assert finding.place is not None
    assert (finding.place.line, finding.place.column) == place
    assert says in str(finding)
    assert finding.severity == "error"


def test_an_error_reads_like_a_compilers() -> None:
    (finding,) = read("- {on: 2020, post: acme/ceo, change: 李安 -> bbo}\n").findings
    assert str(finding) == (
        'org.yaml:11:44: error: no person "bbo"; did you mean "bob"?\n'
        "   11 | - {on: 2020, post: acme/ceo, change: 李安 -> bbo}\n"
        "      |                                              ^^^"
    )


def test_all_mistakes_of_a_file_are_found_at_once_and_each_once() -> None:
    document = read(
        "- {on: 2020-13-01, change: ann -> bob, post: acme/ceo}\n"
        "- {on: 2020, to: nobody, post: acme/ceo}\n"
        "- {on: 2021, to: cy, post: acme/ceo}\n"
    )
    lines = [finding.place.line for finding in document.findings if finding.place]
    assert lines == [11, 12]
    assert len(document.drafts) == 7, "what can be read is read"
    assert document.unsure == frozenset({"acme/ceo"})


@pytest.mark.parametrize(
    "entry", ["{on: 2020, apointed: ann, post: acme/ceo}", "{person: ann, nme: A}"]
)
def test_a_word_that_is_misspelt_is_one_mistake(entry: str) -> None:
    (finding,) = read(f"- {entry}\n").findings
    assert finding.code == "unknown-key"


def test_a_hostile_text_cannot_draw_on_the_terminal() -> None:
    (finding,) = read('- {on: "2020\\e[31m\\u202e", to: ann, post: acme/ceo}\n').findings
    assert "\x1b" not in str(finding)
    assert "\u202e" not in str(finding)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_is_refused_and_does_not_crash(opening: str) -> None:
    (finding,) = read_yaml("events: \n  " + opening * 50_000).findings
    assert "nests deeper" in finding.message or "not YAML" in finding.message


def test_an_empty_file_says_nothing() -> None:
    for text in ("", "# nothing yet\n", "people:\nevents:\n", "---\n"):
        document = read_yaml(text)
        assert (document.drafts, document.findings) == ((), ())


@pytest.mark.parametrize(
    "text", ["- a\n", "text\n", "people: [ann]\n", "peple: {}\n", "a: 1\n---\nb: 2\n"]
)
def test_a_file_of_another_shape_is_an_error(text: str) -> None:
    assert read_yaml(text).findings


def load_as_text(text: str) -> Any:
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - it makes texts only


def test_the_schema_accepts_what_the_reader_reads() -> None:
    schema = json.loads(json.dumps(yaml_schema()))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    seed = (ROOT / "seeds" / "alibaba.yaml").read_text(encoding="utf-8")
    plain = seed.replace("大会,静", "大会，静")  # a schema checker knows nothing of our commas
    assert not list(validator.iter_errors(load_as_text(plain)))


@pytest.mark.parametrize(
    "entry", ["{on: 2020, psot: x}", "{on: 2020}", "{to: a, post: b, capacity: actng}"]
)
def test_the_schema_refuses_what_the_reader_refuses(entry: str) -> None:
    document = load_as_text(f"events: [{entry}]")
    assert list(jsonschema.Draft202012Validator(yaml_schema()).iter_errors(document))
    assert read_yaml(f"events: [{entry}]").findings


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("- {on: 2020, apointed: ann, post: acme/ceo}", 'did you mean "appointed"?'),
        ("- {on: 2020, post: acme/ceo}", "says nothing new"),
        ("- {on: 2020, person: ann}", "says nothing new"),
        ("- {id: 7, on: 2020, appointed: ann, post: acme/ceo}", "taken for a position"),
    ],
)
def test_an_entry_that_is_not_meant_so_is_told(entry: str, says: str) -> None:
    assert says in "\n".join(map(str, read(entry + "\n").findings))


def test_event_keys_are_no_languages() -> None:
    for text in ("organizations: {o: {name: O, on: 1990}}", "people: {p: {name: P, xx: Q}}"):
        assert "unknown key" in str(read_yaml(text).findings[0])


def test_an_introduction_is_corrected_without_a_date() -> None:
    (correction,) = facts(read("- {corrects: x, why: typo, post: acme/ceo, title: Chief}\n"))
    assert correction.replacement.effective is None


_HIDDEN = st.text("[]{}, \n#a", max_size=6)
"""What brackets are hidden among, in a text or in a comment."""


@st.composite
def _flow(draw: st.DrawFn, deeper: int = 5) -> str:
    """A list in brackets, with lists in it, texts that hold brackets, and comments that do."""
    parts = ["["]
    for _ in range(draw(st.integers(0, 3))):
        kind = draw(st.sampled_from(["list", '"', "'"] if deeper else ['"', "'"]))
        parts.append(draw(_flow(deeper - 1)) if kind == "list" else f"{kind}{draw(_HIDDEN)}{kind}")
        comment = draw(_HIDDEN).replace("\n", "")
        parts.append(draw(st.sampled_from([", ", ",\n", " ,", f", # {comment}\n"])))
    return "".join([*parts, "]"])


@settings(max_examples=500)
@given(_flow())
@example('["\n]]]] " , [[[[ "a" ]]]], "\n"]')
@example('[ "a\n]]]]", [[[["b", "]]]]"]]]]]')
@example('["a\n] ", [ "\n] ", [ "\n] ", [ "x"]]]]')  # each line ends a text and begins one
@example("[[ # ]]]\n[[ # ]]]\n[[]]]]]]")
def test_what_nests_deep_is_never_taken_for_flat(text: str) -> None:
    nodes: Any = importlib.import_module("timeline.events.nodes")
    deepest, nodes.DEEPEST = nodes.DEEPEST, 3
    try:
        assert nodes._too_deep(text) is None or nodes._may_nest_deep(text)
    except yaml.YAMLError:
        pass  # the parser stops before it has gone deep
    finally:
        nodes.DEEPEST = deepest
