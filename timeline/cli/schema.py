"""`timeline schema`."""

from __future__ import annotations

from typing import Final

import click

from .output import write_json

EPILOG: Final = """\b
Examples:
  timeline schema > timeline.schema.json

\b
In an editor that uses the YAML language server, begin a file with:
  # yaml-language-server: $schema=timeline.schema.json
"""


@click.command("schema", epilog=EPILOG)
def command() -> None:
    """Print the JSON Schema of the YAML format, so that editors complete and check files."""
    from timeline.events import yaml_schema

    write_json(yaml_schema())
