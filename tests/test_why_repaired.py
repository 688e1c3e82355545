"""`why` says what a repair changed: the answer before it, and the answer after."""

from __future__ import annotations

import timeline

ACME = """\
people: {ann: Ann Li, bob: Bob}
organizations: {acme: Acme}
posts: {acme/ceo: {title: CEO}}
events:
- {id: came, on: 2018, appointed: ann, post: acme/ceo}
- {id: next, on: 2020-06-01, appointed: bob, post: acme/ceo}
"""


def remarks(tl: timeline.Timeline, day: str) -> tuple[str, ...]:
    (answer,) = tl.why("acme/ceo", day)
    return answer.remarks


def test_a_correction_is_told_with_both_answers() -> None:
    tl = timeline.memory()
    tl.append_yaml_text(ACME)
    assert remarks(tl, "2018-07-01")[-1].startswith("possible: ")
    tl.append_yaml_text(
        "events:\n- {corrects: came, why: the month is known, on: 2018-04,"
        " appointed: ann, post: acme/ceo}\n"
    )
    position = tl.log.head().position
    told = (
        f"changed by correction #{position}: before it, ann possibly, since 2018;"
        " after it, ann since 2018-04"
    )
    assert told in remarks(tl, "2018-07-01")
    assert not any("changed" in text for text in remarks(tl, "2021-01-01"))


def test_a_retraction_is_told_where_nobody_holds_the_post() -> None:
    tl = timeline.memory()
    tl.append_yaml_text(ACME)
    tl.append_yaml_text("events:\n- {on: 2022-01-01, departed: bob, post: acme/ceo}\n")
    left = tl.log.head().position
    assert not any("changed" in text for text in remarks(tl, "2023-01-01"))
    tl.append_yaml_text(f"events:\n- {{retracts: {left}, why: he stayed}}\n")
    (told,) = (text for text in remarks(tl, "2023-01-01") if "changed" in text)
    assert told == (
        f"changed by retraction #{left + 1}: before it, nobody held it;"
        " after it, bob since 2020-06-01"
    )


def test_what_was_recorded_later_is_not_told() -> None:
    tl = timeline.memory()
    tl.append_yaml_text(ACME)
    before = [event.recorded for event in tl.log.read()][-1]
    tl.append_yaml_text("events:\n- {retracts: next, why: not so}\n")
    (answer,) = tl.why("acme/ceo", "2021-01-01", recorded_by=before)
    assert not any("changed" in text for text in answer.remarks)
