"""The write side of timeline: what an event is, and the log that keeps events.

Import it as `timeline.events`. The names are loaded when they are first used, so that reading a
log does not load the YAML reader, nor writing one the readers of other formats.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .batch import Batch, Draft, prepare
    from .checkpoint import Checkpoint
    from .content import content_id, event_to_dict
    from .dates import AFTER_ALL, BEFORE_ALL, UNKNOWN, EdtfDate, to_date
    from .directory import Directory, NameIndex, What
    from .entries import Entry, subject_of
    from .errors import (
        Ambiguous,
        BadDate,
        BadInput,
        BadValue,
        LogBusy,
        LogError,
        NewerLog,
        NotALog,
        NotFound,
        PositionConflict,
        ReadOnlyLog,
        TimelineError,
    )
    from .event import Event, Origin, Source
    from .findings import Finding, Passage, Place
    from .follow import Subscription
    from .installed import NotInstalled, need
    from .intake import Intake
    from .integrity import Fault, check_chain
    from .jsonl import decode_lines, read_jsonl, write_json
    from .jsontext import canonical, parse
    from .kinds import (
        EVERYTHING,
        KINDS,
        REFERRING,
        Abolished,
        AnyEvent,
        Appointed,
        Cancelled,
        Cited,
        Corrected,
        Covered,
        Departed,
        Disputed,
        Dissolved,
        Merged,
        Milestone,
        Organization,
        Person,
        Post,
        Retracted,
        Seen,
        fact_of,
        named_by,
    )
    from .labels import NO_LABELS, Labels
    from .log import EventLog, Expected, Writer
    from .log_lines import Copied, line_of, read_log_lines
    from .memory import MemoryLog
    from .nodes import Node, Sheet, compose
    from .recorded import AnyRecorded, RecordedEvent, recorded_event
    from .rows import Row, Span, span_of
    from .schema import yaml_schema
    from .sqlite import SqliteLog
    from .text import nearest, printable
    from .vocabulary import CAPACITIES, REASONS, UNKNOWN_PERSON, UNKNOWN_SEATS
    from .wire import event_from_dict, find_faults
    from .yaml_reader import Assertion, Document, decode_text, read_files, read_yaml

_HOMES = {
    "batch": "Batch Draft prepare",
    "checkpoint": "Checkpoint",
    "dates": "AFTER_ALL BEFORE_ALL UNKNOWN EdtfDate to_date",
    "directory": "Directory NameIndex What",
    "entries": "Entry subject_of",
    "errors": (
        "Ambiguous BadDate BadInput BadValue LogBusy LogError NewerLog NotALog NotFound"
        " PositionConflict ReadOnlyLog TimelineError"
    ),
    "findings": "Finding Passage Place",
    "follow": "Subscription",
    "installed": "NotInstalled need",
    "intake": "Intake",
    "integrity": "Fault check_chain",
    "jsontext": "canonical parse",
    "nodes": "Node Sheet compose",
    "jsonl": "decode_lines read_jsonl write_json",
    "event": "Event Origin Source",
    "kinds": (
        "EVERYTHING KINDS REFERRING Abolished AnyEvent Appointed Cancelled Cited Corrected Covered"
        " Departed Disputed Dissolved Merged Milestone Organization Person Post Retracted Seen"
        " fact_of named_by"
    ),
    "labels": "NO_LABELS Labels",
    "log": "EventLog Expected Writer",
    "log_lines": "Copied line_of read_log_lines",
    "rows": "Row Span span_of",
    "memory": "MemoryLog",
    "recorded": "AnyRecorded RecordedEvent recorded_event",
    "schema": "yaml_schema",
    "sqlite": "SqliteLog",
    "text": "nearest printable",
    "vocabulary": "CAPACITIES REASONS UNKNOWN_PERSON UNKNOWN_SEATS",
    "content": "content_id event_to_dict",
    "wire": "event_from_dict find_faults",
    "yaml_reader": "Assertion Document decode_text read_files read_yaml",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [
    "AFTER_ALL",
    "BEFORE_ALL",
    "CAPACITIES",
    "EVERYTHING",
    "KINDS",
    "NO_LABELS",
    "REASONS",
    "REFERRING",
    "UNKNOWN",
    "UNKNOWN_PERSON",
    "UNKNOWN_SEATS",
    "Abolished",
    "Ambiguous",
    "AnyEvent",
    "AnyRecorded",
    "Appointed",
    "Assertion",
    "BadDate",
    "BadInput",
    "BadValue",
    "Batch",
    "Cancelled",
    "Checkpoint",
    "Cited",
    "Copied",
    "Corrected",
    "Covered",
    "Departed",
    "Directory",
    "Disputed",
    "Dissolved",
    "Document",
    "Draft",
    "EdtfDate",
    "Entry",
    "Event",
    "EventLog",
    "Expected",
    "Fault",
    "Finding",
    "Intake",
    "Labels",
    "LogBusy",
    "LogError",
    "MemoryLog",
    "Merged",
    "Milestone",
    "NameIndex",
    "NewerLog",
    "Node",
    "NotALog",
    "NotFound",
    "NotInstalled",
    "Organization",
    "Origin",
    "Passage",
    "Person",
    "Place",
    "PositionConflict",
    "Post",
    "ReadOnlyLog",
    "RecordedEvent",
    "Retracted",
    "Row",
    "Seen",
    "Sheet",
    "Source",
    "Span",
    "SqliteLog",
    "Subscription",
    "TimelineError",
    "What",
    "Writer",
    "canonical",
    "check_chain",
    "compose",
    "content_id",
    "decode_lines",
    "decode_text",
    "event_from_dict",
    "event_to_dict",
    "fact_of",
    "find_faults",
    "line_of",
    "named_by",
    "nearest",
    "need",
    "parse",
    "prepare",
    "printable",
    "read_files",
    "read_jsonl",
    "read_log_lines",
    "read_yaml",
    "recorded_event",
    "span_of",
    "subject_of",
    "to_date",
    "write_json",
    "yaml_schema",
]


if not TYPE_CHECKING:  # to a type checker it would say that every name is there

    def __getattr__(name: str) -> object:
        home = _HOME_OF.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f".{home}", __name__), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return __all__
