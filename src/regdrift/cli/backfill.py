"""``regdrift backfill``: versions from before the first check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from regdrift.cli.options import DATE, Common, common_options, writing
from regdrift.cli.output import print_rows, say
from regdrift.cli.progress import progress_bar
from regdrift.cli.settings import choose_sources, load_configuration
from regdrift.clock import now
from regdrift.errors import UsageError

if TYPE_CHECKING:
    from regdrift.backfill import Filled
    from regdrift.config import Configuration
    from regdrift.model.source import Source
    from regdrift.past import DatedVersion
    from regdrift.store.history import History

_COLUMNS = ("dated_on", "outcome", "changes", "address", "message")
_SECONDS_TO_READ = 0.3
"""About what one version of a long law costs, for the estimate."""


@dataclass(frozen=True, slots=True)
class _Archive:
    """What the options say of where versions come from."""

    git: Path | None
    file: str | None
    git_date: str
    folder: Path | None
    pattern: str | None


@click.command()
@click.argument("source_id", metavar="SOURCE")
@click.option("--since", type=DATE, required=True, help="The first day: 2001-01-01, 10y.")
@click.option("--until", type=DATE, help="The last day (default: the day before the history begins).")
@click.option(
    "--from-git",
    "git",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A git repository in which each commit of --file is a version.",
)
@click.option("--file", help="The file in the repository, or its name below the folder.")
@click.option(
    "--git-date",
    type=click.Choice(["author", "committer"]),
    default="author",
    show_default=True,
    help="Which of a commit's dates is the law's.",
)
@click.option(
    "--from-dir",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder of files with a day in their names.",
)
@click.option("--date-pattern", "pattern", help="How the day is found in a name: groups year, month, day.")
@click.option("--dry-run", is_flag=True, help="Only list what would be read.")
@common_options
def backfill(
    common: Common,
    source_id: str,
    since: date,
    until: date | None,
    dry_run: bool,
    **archive: Any,  # noqa: ANN401
) -> int:
    """Fill the history of SOURCE with versions from before the first check.

    They come from an archive of your own (--from-git, --from-dir). They carry the day of the archive and the
    instant of the backfill, and neither alert nor ask for work. A stopped backfill goes on where it ended when it
    is run again.

    Exit code 0: done; 3: a version could not be read (the others are kept).

    \b
    Examples:
      regdrift backfill us-me-isp --since 2015-01-01 --from-git ~/statutes --file title35-A.html
      regdrift backfill us-me-isp --since 10y --from-dir ~/archive --dry-run
    """
    from regdrift.backfill import Filled, choose_versions

    configuration = load_configuration(common.config)
    (source,) = choose_sources(configuration.sources, [source_id])
    with _versions(_Archive(**archive)) as found:
        wanted = [version for version in found if since <= version.on and (until is None or version.on <= until)]
        with writing(common) as history:
            history.sync_sources(configuration.sources)
            missing = choose_versions(history, source, wanted)
            say(_estimate(source, found, missing))
            if dry_run:
                planned = (Filled(one, "planned") for one in missing)
                print_rows([_row(one) for one in planned], _COLUMNS, common.format, color=common.color)
                return 0
            done = _fill((history, configuration), source, missing, common)
    bad = [one for one in done if one.outcome in {"unreadable", "failed"}]
    if common.format != "table":
        print_rows([_row(one) for one in done], _COLUMNS, common.format)
    elif bad:
        print_rows([_row(one) for one in bad], _COLUMNS, "table", color=common.color)
    stored = [one for one in done if one.outcome == "stored"]
    say(f"{source.id}: {len(stored)} versions with {sum(one.changes for one in stored)} changes, {len(bad)} not read")
    return 3 if bad else 0


@contextmanager
def _versions(archive: _Archive) -> Iterator[Sequence[DatedVersion]]:
    if (archive.git is None) == (archive.folder is None):
        raise UsageError("say where the versions come from: --from-git REPOSITORY --file NAME, or --from-dir FOLDER")
    if archive.git is not None:
        from regdrift.past.git import GitFile

        if archive.file is None:
            raise UsageError("--from-git needs --file: the file in the repository")
        with GitFile(archive.git, archive.file, "author" if archive.git_date == "author" else "committer") as kept:
            yield kept.versions()
        return
    from regdrift.past.folder import DAY_IN_NAME, folder_versions

    assert archive.folder is not None
    found, undated = folder_versions(archive.folder, archive.pattern or DAY_IN_NAME)
    if undated:
        say(f"{len(undated)} files have no day in their names and are left out, {undated[0]} among them")
    yield [one for one in found if archive.file is None or one.address.endswith(f"/{archive.file}")]


def _estimate(source: Source, found: Sequence[DatedVersion], missing: Sequence[DatedVersion]) -> str:
    if not missing:
        return f"{source.id}: nothing is missing; {len(found)} versions were found, none before the history begins"
    seconds = len(missing) * _SECONDS_TO_READ
    about = f"{seconds / 60:.0f} min" if seconds >= 90 else f"{max(1, round(seconds))} s"
    span = f"{missing[-1].on} to {missing[0].on}"
    return f"{source.id}: {len(missing)} of {len(found)} versions to read, {span}; up to about {about}"


def _fill(
    place: tuple[History, Configuration], source: Source, missing: Sequence[DatedVersion], common: Common
) -> tuple[Filled, ...]:
    from regdrift.backfill import Filler
    from regdrift.data.load_rules import load_rule_book
    from regdrift.reading import Reader

    history, configuration = place
    with Reader() as reader, progress_bar("reading", len(missing), common) as step:
        filler = Filler(history, reader, configuration.register, load_rule_book(), now)
        return filler.fill(source, missing, lambda one: step(f"{one.version.on}: {one.outcome}"))


def _row(one: Filled) -> dict[str, Any]:
    return {
        "dated_on": one.version.on.isoformat(),
        "outcome": one.outcome,
        "changes": one.changes,
        "address": one.version.address,
        "message": one.message,
    }
