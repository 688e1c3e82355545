"""A refusal says what it contradicts, and the way out of this case."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

import timeline
from timeline.events import BadInput

from .conftest import ACME, Run


class Mistake(NamedTuple):
    """What a log says, what is appended to it, and what the refusal tells of that."""

    says: str
    log: str
    appended: str
    code: str
    told: tuple[str, ...]


CAME = "- {id: came, on: 2010-01-01, appointed: ann, post: acme/ceo}\n"
MISSING = "append the appointment too"

MISTAKES = (
    Mistake(
        "somebody left already",
        CAME + "- {id: left, on: 2012-01-01, departed: ann, post: acme/ceo}\n",
        "- {on: 2014-01-01, departed: ann, post: acme/ceo}\n",
        "departure-without-appointment",
        (
            "they left on 2012-01-01 (#8)",
            "`timeline correct left effective=DATE`",
            "disputes: left",
        ),
    ),
    Mistake(
        "a planned departure is overtaken",
        CAME + "- {id: plan, on: 2016-01-01, announced: 2011, departed: ann, post: acme/ceo}\n",
        "- {on: 2014-01-01, departed: ann, post: acme/ceo}\n",
        "departure-without-appointment",
        ("the log has departed ann on 2016-01-01 (#8)", "cancels: plan"),
    ),
    Mistake(
        "a planned successor came first",
        CAME + "- {id: plan, on: 2012-01-01, announced: 2011, appointed: bob, post: acme/ceo}\n",
        "- {on: 2014-01-01, departed: ann, post: acme/ceo}\n",
        "overlap",
        ('"bob" took it on 2012-01-01 (#8)', "cancels: plan", "how many seats"),
    ),
    Mistake(
        "the same change on another day",
        CAME + "- {id: swap, on: 2012-01-01, change: ann -> bob, post: acme/ceo}\n",
        "- {on: 2012-02-01, change: ann -> bob, post: acme/ceo}\n",
        "overlap",
        (
            "the log has departed ann on 2012-01-01 (#8)",
            "the same change on another day, correct it (`timeline correct swap-departed",
        ),
    ),
    Mistake(
        "the appointment is missing",
        "",
        "- {on: 2014-01-01, departed: ann, post: acme/ceo}\n",
        "departure-without-appointment",
        (MISSING, "on: unknown"),
    ),
    Mistake(
        "somebody left before they came",
        CAME,
        "- {on: 2008-01-01, departed: ann, post: acme/ceo}\n",
        "departure-without-appointment",
        ("they took it on 2010-01-01 (#7)", "`timeline correct came effective=DATE`"),
    ),
    Mistake(
        "the post has ended",
        CAME + "- {id: end, on: 2014-01-01, abolished: acme/ceo}\n",
        "- {on: 2015-01-01, departed: ann, post: acme/ceo}\n",
        "after-end",
        ("ceased on 2014-01-01 (#8)", "`timeline correct end effective=DATE`"),
    ),
    Mistake(
        "somebody has died",
        CAME + "- {id: end, on: 2014-01-01, departed: ann, post: acme/ceo, reason: death}\n",
        "- {on: 2015-01-01, appointed: ann, post: acme/ceo}\n",
        "after-death",
        ("died on 2014-01-01 (#8), before 2015-01-01", "`timeline correct end effective=DATE`"),
    ),
    Mistake(
        "two entries of one file",
        "",
        CAME
        + "- {on: 2012-01-01, departed: ann, post: acme/ceo}\n"
        + "- {on: 2014-01-01, departed: ann, post: acme/ceo}\n",
        "departure-without-appointment",
        ("they left on 2012-01-01; both are in this batch",),
    ),
)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.says)
def test_a_refusal_has_the_way_out_of_its_case(mistake: Mistake) -> None:
    tl = timeline.memory()
    tl.append_yaml_text(ACME + ("events:\n" + mistake.log if mistake.log else ""))
    with pytest.raises(BadInput) as refused:
        tl.append_yaml_text("events:\n" + mistake.appended)
    (finding,) = refused.value.findings
    assert finding.code == mistake.code
    assert finding.place is not None
    for told in mistake.told:
        assert told in str(finding)
    assert (MISSING in str(finding)) == (MISSING in mistake.told)


EDITED = """\
people: {ann: Ann, bob: Bob}
organizations: {acme: Acme}
posts: {acme/ceo: CEO}
events:
  - {on: 2005-10-01, appointed: ann, post: acme/ceo}
  - {on: 2009-01-01, departed: ann, post: acme/ceo}
"""


def test_an_append_of_an_edited_file_names_sync_which_corrects_it(invoke: Run, home: Path) -> None:
    file = home / "org.yaml"
    file.write_text(EDITED)
    invoke("append", "org.yaml", "--db", "own.db")
    file.write_text(EDITED.replace("2005-10-01", "2005-11-01"))
    told = invoke("append", "org.yaml", "--db", "own.db", "--dry-run")
    assert "org.yaml:5:5: warning: the log has this on 2005-10-01 (#5)" in told.stderr
    assert "`timeline sync` of the file corrects it" in told.stderr
    done = invoke("sync", "org.yaml", "--db", "own.db")
    assert "1 changed, 5 taken-over" in done.stdout, done.stderr
    asked = invoke("succession", "acme/ceo", "--db", "own.db", "--format", "tsv").stdout
    assert "2005-11-01" in asked
    assert "2005-10-01" not in asked
    assert "nothing to record" in invoke("sync", "org.yaml", "--db", "own.db").stdout


def test_a_second_term_in_a_file_that_grows_is_no_edited_entry(invoke: Run, home: Path) -> None:
    file = home / "org.yaml"
    file.write_text(EDITED)
    invoke("append", "org.yaml", "--db", "own.db")
    file.write_text(EDITED + "  - {on: 2012-01-01, appointed: ann, post: acme/ceo}\n")
    assert "the log has this" not in invoke("append", "org.yaml", "--db", "own.db").stderr
