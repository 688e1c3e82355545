"""The write side of timeline: what an event is, and the log that keeps events.

Import it as `timeline.events`. The names are loaded when they are first used, so that reading a
log does not load the YAML reader, nor writing one the readers of other formats.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .batch import Batch, Draft, prepare
    from .checkpoint import GENESIS, Checkpoint
    from .code_lists import CODE_LISTS, CodeList, code_list, reasons_of_code
    from .compiled import compiled_core, table_of_kinds
    from .content import content_id, event_to_dict
    from .dates import AFTER_ALL, BEFORE_ALL, UNKNOWN, EdtfDate, parse_date, to_date
    from .directory import Directory, NameIndex
    from .entries import AddedEvents, Entry, RowMaker, subject_of
    from .errors import (
        Ambiguous,
        BadDate,
        BadInput,
        BadValue,
        DamagedLog,
        LogBusy,
        LogClosed,
        LogError,
        NewerLog,
        NotALog,
        NotFound,
        PositionConflict,
        ReadOnlyLog,
        TimelineError,
    )
    from .event import Event, Origin, Source
    from .findings import Finding, Passage, Place, errors_in, told
    from .follow import Subscription
    from .installed import NotInstalled, need
    from .intake import Intake
    from .integrity import Fault, check_chain
    from .json_lines import JsonLines
    from .jsonl import LineOrigin, bounded, decode_lines, read_jsonl, write_json
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
    from .language import DOMAIN, LANGUAGES, catalogues, english, later, speak, spoken, t
    from .log import Database, EventLog, Expected, Writer, check_expected
    from .log_lines import Copied, line_of, read_log_lines
    from .memory import MemoryLog
    from .names_seen import NamesSeen
    from .nodes import Node, Sheet, compose
    from .postgres import PostgresLog
    from .postgres_address import Address, is_url
    from .recorded import AnyRecorded, RecordedEvent, bare_by_subject, recorded_event
    from .rows import ALL_SUBJECTS, Clock, Row, SubjectRange, now, range_of
    from .schema import yaml_schema
    from .sqlite import SqliteLog
    from .sqlite_errors import Connection
    from .text import Words, nearest, printable, shortened
    from .vocabulary import CAPACITIES, REASONS, UNKNOWN_PERSON, UNKNOWN_SEATS, What
    from .wire import event_from_dict, find_faults
    from .yaml_reader import (
        Assertion,
        Document,
        decode_text,
        read_bytes,
        read_files,
        read_yaml,
    )

_HOMES = {
    "batch": "Batch Draft prepare",
    "checkpoint": "GENESIS Checkpoint",
    "compiled": "compiled_core table_of_kinds",
    "dates": "AFTER_ALL BEFORE_ALL UNKNOWN EdtfDate parse_date to_date",
    "directory": "Directory NameIndex",
    "entries": "AddedEvents Entry RowMaker subject_of",
    "errors": (
        "Ambiguous BadDate BadInput BadValue DamagedLog LogBusy LogClosed LogError NewerLog"
        " NotALog NotFound PositionConflict ReadOnlyLog TimelineError"
    ),
    "findings": "Finding Passage Place errors_in told",
    "follow": "Subscription",
    "installed": "NotInstalled need",
    "intake": "Intake",
    "integrity": "Fault check_chain",
    "jsontext": "canonical parse",
    "nodes": "Node Sheet compose",
    "json_lines": "JsonLines",
    "jsonl": "LineOrigin bounded decode_lines read_jsonl write_json",
    "event": "Event Origin Source",
    "kinds": (
        "EVERYTHING KINDS REFERRING Abolished AnyEvent Appointed Cancelled Cited Corrected Covered"
        " Departed Disputed Dissolved Merged Milestone Organization Person Post Retracted Seen"
        " fact_of named_by"
    ),
    "language": "DOMAIN LANGUAGES catalogues english later speak spoken t",
    "log": "Database EventLog Expected Writer check_expected",
    "rows": "ALL_SUBJECTS Clock Row SubjectRange now range_of",
    "labels": "NO_LABELS Labels",
    "log_lines": "Copied line_of read_log_lines",
    "memory": "MemoryLog",
    "names_seen": "NamesSeen",
    "postgres": "PostgresLog",
    "postgres_address": "Address is_url",
    "recorded": "AnyRecorded RecordedEvent bare_by_subject recorded_event",
    "schema": "yaml_schema",
    "sqlite": "SqliteLog",
    "sqlite_errors": "Connection",
    "text": "Words nearest printable shortened",
    "vocabulary": "CAPACITIES REASONS UNKNOWN_PERSON UNKNOWN_SEATS What",
    "code_lists": "CODE_LISTS CodeList code_list reasons_of_code",
    "content": "content_id event_to_dict",
    "wire": "event_from_dict find_faults",
    "yaml_reader": "Assertion Document decode_text read_bytes read_files read_yaml",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [
    "AFTER_ALL",
    "ALL_SUBJECTS",
    "BEFORE_ALL",
    "CAPACITIES",
    "CODE_LISTS",
    "DOMAIN",
    "EVERYTHING",
    "GENESIS",
    "KINDS",
    "LANGUAGES",
    "NO_LABELS",
    "REASONS",
    "REFERRING",
    "UNKNOWN",
    "UNKNOWN_PERSON",
    "UNKNOWN_SEATS",
    "Abolished",
    "AddedEvents",
    "Address",
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
    "Clock",
    "CodeList",
    "Connection",
    "Copied",
    "Corrected",
    "Covered",
    "DamagedLog",
    "Database",
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
    "JsonLines",
    "Labels",
    "LineOrigin",
    "LogBusy",
    "LogClosed",
    "LogError",
    "MemoryLog",
    "Merged",
    "Milestone",
    "NameIndex",
    "NamesSeen",
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
    "PostgresLog",
    "ReadOnlyLog",
    "RecordedEvent",
    "Retracted",
    "Row",
    "RowMaker",
    "Seen",
    "Sheet",
    "Source",
    "SqliteLog",
    "SubjectRange",
    "Subscription",
    "TimelineError",
    "What",
    "Words",
    "Writer",
    "bare_by_subject",
    "bounded",
    "canonical",
    "catalogues",
    "check_chain",
    "check_expected",
    "code_list",
    "compiled_core",
    "compose",
    "content_id",
    "decode_lines",
    "decode_text",
    "english",
    "errors_in",
    "event_from_dict",
    "event_to_dict",
    "fact_of",
    "find_faults",
    "is_url",
    "later",
    "line_of",
    "named_by",
    "nearest",
    "need",
    "now",
    "parse",
    "parse_date",
    "prepare",
    "printable",
    "range_of",
    "read_bytes",
    "read_files",
    "read_jsonl",
    "read_log_lines",
    "read_yaml",
    "reasons_of_code",
    "recorded_event",
    "shortened",
    "speak",
    "spoken",
    "subject_of",
    "t",
    "table_of_kinds",
    "to_date",
    "told",
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
