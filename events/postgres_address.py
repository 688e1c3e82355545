"""The address of a log in PostgreSQL: a URL as libpq reads it, and never a secret in what is shown.

One parameter is ours: `schema`, where the log's tables are, `timeline` by default. So several logs
have room in one database. All others are libpq's (https://www.postgresql.org/docs/current/
libpq-connect.html): `sslmode`, `connect_timeout`, `options` and so on, and its files of passwords
and services.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from .errors import BadValue
from .installed import need
from .language import t

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Address", "is_url"]

_BEGINNINGS: Final = ("postgresql://", "postgres://")
_SCHEMA: Final = re.compile(r"[a-z_][a-z0-9_]{0,47}")
"""With room for what is put behind it, in the 63 bytes of a name (`<schema>_writer`)."""


def is_url(path: object) -> bool:
    """Whether a path is the URL of a database in PostgreSQL."""
    return isinstance(path, str) and path.startswith(_BEGINNINGS)


class Address:
    """Where a log is, and how it is reached.

    Args:
        url: as libpq reads it, with `schema=` among its parameters if it is another one.

    Attributes:
        schema: the name of the schema that holds the log.
        name: the URL with user, host, port and database alone.
        public: what a connection is made with, but for the password.

    Raises:
        BadValue: it is no such URL. What it says is not repeated, for a password may be in it.
        NotInstalled: psycopg is not.
    """

    def __init__(self, url: str) -> None:
        need("psycopg", "postgres")
        url, self.schema = _without_schema(url)
        parts = _parts(url)
        self._password = parts.pop("password", None)
        self.public: Mapping[str, Any] = parts
        self.name = _shown(parts, self.schema)

    def __repr__(self) -> str:
        return f"<Address {self.name}>"

    @property
    def parameters(self) -> dict[str, Any]:
        """What a connection is made with."""
        secret = {} if self._password is None else {"password": self._password}
        own = {"client_encoding": "utf8"}
        return {"application_name": "timeline", **self.public, **own, **secret}

    def environment(self) -> dict[str, str]:
        """Where libpq looks for the password that the URL holds, for a process of ours."""
        return {} if self._password is None else {"PGPASSWORD": self._password}

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy without the password, which no pickle shows."""
        return _restored, (dict(self.public), self.schema)


def _restored(public: Mapping[str, Any], schema: str) -> Address:
    address = Address.__new__(Address)
    address._password, address.public, address.schema = None, public, schema
    address.name = _shown(public, schema)
    return address


def _without_schema(url: str) -> tuple[str, str]:
    """A URL without the parameter that is ours, and the schema that it named."""
    base, mark, query = url.partition("?")
    given = query.split("&")
    schemas = [each for each in given if each.startswith("schema=")]
    if not schemas:
        return url, "timeline"
    schema = schemas[-1].removeprefix("schema=")
    if not _SCHEMA.fullmatch(schema) or schema.startswith("pg_"):
        hint = t("a schema is called by small letters, digits and _, 48 at most: schema=acme")
        raise BadValue("path", t("this is no name for a schema"), hint)
    rest = "&".join(each for each in given if each not in schemas)
    return base + (mark + rest if rest else ""), schema


def _parts(url: str) -> dict[str, Any]:
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    try:
        parts = conninfo_to_dict(url)
    except (psycopg.Error, UnicodeError, ValueError):
        parts = None  # what libpq says of it quotes the URL
    if parts is None or "@" in str(parts.get("host", "")) or "\0" in url:
        hint = t(
            "write postgresql://user@host:5432/database; in a password, @ is "
            "%40, : is %3A, / is %2F, ? is %3F and % is %25"
        )
        raise BadValue("path", t("this is no URL of a PostgreSQL database"), hint)
    return dict(parts)


def _shown(parts: Mapping[str, Any], schema: str) -> str:
    hosts = str(parts.get("host") or "").split(",")
    ports = str(parts.get("port") or "").split(",")
    user = f"{parts['user']}@" if parts.get("user") else ""
    query = {"schema": schema} if schema != "timeline" else {}
    if hosts[0].startswith("/"):  # the folder of a socket
        query = {"host": hosts[0], **({"port": ports[0]} if ports[0] else {}), **query}
        hosts = []
    ports = [*ports, *[ports[-1]] * len(hosts)]  # one port may stand for all hosts
    places = [_place(host, port) for host, port in zip(hosts, ports, strict=False)]
    more = f"?{urlencode(query, safe='/')}" if query else ""
    return f"postgresql://{user}{','.join(places)}/{parts.get('dbname') or ''}{more}"


def _place(host: str, port: str) -> str:
    named = f"[{host}]" if ":" in host else host
    return f"{named}:{port}" if port else named
