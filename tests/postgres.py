"""A PostgreSQL server of the tests' own, on a socket and on loopback, in a folder that goes."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import pytest

__all__ = ["Server", "free_port", "other_user", "postgres_server", "skip_without"]

SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "listen_addresses": "127.0.0.1",
    "max_connections": "60",
    "log_min_messages": "fatal",
    "timezone": "UTC",
}
"""Nothing here has to outlive a power cut."""


def programs() -> Path | None:
    """The folder with PostgreSQL's programs: the newest of Debian's, or that of the path."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3])
    )
    named = shutil.which("initdb")
    return found[-1].parent if found else Path(named).parent if named else None


def _reason_without() -> str | None:
    """Why there is no server to test with; None if there is one."""
    if find_spec("psycopg") is None:
        return "psycopg is not installed: pip install -e '.[test]'"
    if programs() is None:
        return "there is no PostgreSQL here; Debian's package is `postgresql`"
    return None


def skip_without(**how: bool) -> None:
    """Skip where there is no server to test with; where `.ci/run` has installed one, fail."""
    reason = _reason_without()
    assert reason is None or not os.environ.get("CI"), reason
    if reason is not None:
        pytest.skip(reason, **how)


class Server:
    """A server that is at work, and what starts and ends it.

    Attributes:
        folder: of its data and its socket.
        port: on 127.0.0.1, and in the name of the socket.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._numbers = count(1)
        bin_ = programs()
        assert bin_ is not None
        self._bin = bin_
        self._process: subprocess.Popen[bytes] | None = None
        self._as = other_user(folder)

    @classmethod
    def made(cls, folder: Path) -> Server:
        """A server with a database cluster of its own."""
        server = cls(folder)
        server.run(
            *("initdb", "-D", str(folder / "data"), "-U", "owner", "-E", "UTF8"),
            *("--locale=C.UTF-8", "--auth-local=trust", "--auth-host=scram-sha-256", "-N"),
        )
        return server

    def run(self, program: str, *args: str) -> None:
        subprocess.run(
            [*self._as, str(self._bin / program), *args], check=True, capture_output=True, cwd="/"
        )

    def start(self) -> None:
        settings = {**SETTINGS, "port": self.port, "unix_socket_directories": self.folder}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*self._as, str(self._bin / "postgres"), "-D", str(self.folder / "data"), *options],
                stdout=log,
                stderr=log,
                cwd="/",
            )
        ready = [str(self._bin / "pg_isready"), "-q", "-h", str(self.folder), "-p", str(self.port)]
        for _ in range(600):
            if subprocess.run([*ready, "-t", "5"], check=False).returncode == 0:
                return
            assert self._process.poll() is None, (self.folder / "log").read_text()
        raise AssertionError("the server does not come up")

    def stop(self, by: int = signal.SIGQUIT) -> None:
        """End the server, by default at once, as a machine that loses its power ends it."""
        if self._process is not None:
            self._process.send_signal(by)
            self._process.wait()
            self._process = None

    def kill(self) -> None:
        """Kill the server and all its processes; nothing is said to anybody."""
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text()
        self._process.kill()
        for child in map(int, children.split()):
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        self._process.wait()
        self._process = None

    def new_url(self) -> str:
        """The URL of a log that is not there yet, in a schema of its own."""
        return self.url(f"log{next(self._numbers)}")

    def url(self, schema: str, user: str = "owner") -> str:
        return f"postgresql://{user}@/postgres?host={self.folder}&port={self.port}&schema={schema}"

    @contextmanager
    def superuser(self) -> Iterator[Any]:
        """A connection that may do anything."""
        import psycopg

        with psycopg.connect(
            f"postgresql://owner@/postgres?host={self.folder}&port={self.port}", autocommit=True
        ) as connection:
            yield connection

    def change(self, url: str, statements: Sequence[str]) -> None:
        """Change a log behind its guards' back, as a superuser can.

        Each text may be several statements.
        """
        schema = url.rpartition("schema=")[2]
        with self.superuser() as connection:
            connection.execute(
                f"SET search_path = {schema}; SET session_replication_role = replica"
            )
            for statement in statements:
                connection.execute(statement)


def other_user(folder: Path) -> list[str]:
    """What runs a program as somebody who may run a server, which root may not.

    They get the folder.
    """
    if os.getuid() != 0:
        return []
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        user = pwd.getpwnam("nobody")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def postgres_server() -> Iterator[Server]:
    """A server that is at work for the block; skips the test where there is none."""
    skip_without()
    with tempfile.TemporaryDirectory(prefix="timeline-pg-", ignore_cleanup_errors=True) as folder:
        server = Server.made(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()
