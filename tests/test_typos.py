"""What a suggestion is: the word that was meant, or none; never a word of another meaning."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.events import CAPACITIES, REASONS, nearest


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("fired", REASONS),
        ("sacked", REASONS),
        ("dismissed", REASONS),  # for performance, or for conduct?
        ("dead", REASONS),
        ("acquitted", REASONS),
        ("acting CEO", CAPACITIES),
        ("cfo", ["ceo"]),
        ("acme/cfo", ["acme/ceo"]),
        ("cloud-2022", ["cloud-2023"]),
        ("unseen", ["seen"]),
        ("unannounced", ["announced"]),
        ("zhang", ["zhang-yong", "zhang-jianfeng"]),
        ("", ["a", "ab"]),
    ],
)
def test_another_meaning_is_not_suggested(text: str, known: list[str]) -> None:
    assert nearest(text, known) is None


@pytest.mark.parametrize(
    ("text", "known", "meant"),
    [
        ("reitred", REASONS, "retired"),
        ("resinged", REASONS, "resigned"),
        ("dismissed performence", REASONS, "dismissed-performance"),
        ("actign", CAPACITIES, "acting"),
        ("Acting", CAPACITIES, "acting"),
        ("appoint", ["appointed", "departed"], "appointed"),
        ("wu-yognming", ["wu-yongming", "wu-zeming"], "wu-yongming"),
        ("jianfeng", ["zhang-yong", "zhang-jianfeng"], "zhang-jianfeng"),
        ("张健锋", ["张建锋", "张勇"], "张建锋"),
        ("last day", ["last-day"], "last-day"),
        ("first_day_out", ["first-day-out"], "first-day-out"),
    ],
)
def test_a_slip_is_seen_through(text: str, known: list[str], meant: str) -> None:
    assert nearest(text, known) == meant


@pytest.mark.parametrize("words", [tuple(REASONS), CAPACITIES])
def test_no_word_of_a_vocabulary_is_taken_for_another(words: tuple[str, ...]) -> None:
    for one, other in combinations(words, 2):
        assert nearest(one, [other]) is None
        assert nearest(other, [one]) is None


@given(st.sampled_from(sorted(REASONS)), st.data())
def test_two_letters_in_the_other_order_are_always_seen_through(
    word: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(word) - 2))
    if "-" not in word[at : at + 2]:
        assert nearest(word[:at] + word[at + 1] + word[at] + word[at + 2 :], REASONS) == word
