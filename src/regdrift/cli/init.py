"""``regdrift init``: three commented files to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from regdrift.cli.options import Common, common_options
from regdrift.cli.output import print_json, print_record, print_rows, say
from regdrift.errors import InputError, UsageError


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@click.option("--pack", default=None, help="The starter pack (default: the first of --list-packs).")
@click.option("--list-packs", is_flag=True, help="List the starter packs and stop.")
@click.option(
    "--schema",
    type=click.Choice(["sources", "practices", "alerts"]),
    help="Print the JSON Schema of one file instead, for editors.",
)
@common_options
def init(
    common: Common,
    folder: Path,
    pack: str | None,
    list_packs: bool,
    schema: Literal["sources", "practices", "alerts"] | None,
) -> None:
    """Write sources.yaml, practices.yaml and alerts.yaml into FOLDER; never overwrites a file.

    \b
    Examples:
      regdrift init
      regdrift init watch --pack us-privacy
      regdrift init --schema sources > sources.schema.json
    """
    from regdrift.config import PACKS, json_schema, starter_files

    if schema is not None:
        print_json(json_schema(schema))
        return
    if list_packs:
        rows = [{"pack": name, "text": watches} for name, watches in PACKS.items()]
        print_rows(rows, ("pack", "text"), common.format, color=common.color)
        return
    chosen = pack or next(iter(PACKS))
    if chosen not in PACKS:
        raise UsageError(f"there is no pack {chosen!r}; choose one of {', '.join(PACKS)}")
    written = _write(folder, starter_files(chosen))
    if common.format != "table":
        row = {"folder": str(folder), "written": [path.name for path in written]}
        print_record(row, tuple(row), common.format)
    if written:
        say("next: edit them, then `regdrift practices check` and `regdrift check`")


def _write(folder: Path, contents: dict[str, str]) -> list[Path]:
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in contents.items():
            path = folder / name
            try:
                with path.open("x", encoding="utf-8") as file:
                    file.write(text)
            except FileExistsError:
                say(f"kept {path}: it is there already")
                continue
            written.append(path)
            say(f"wrote {path}")
    except OSError as error:
        raise InputError(f"cannot write into {folder}: {error.strerror}") from error
    return written
