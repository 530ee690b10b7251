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
    from regdrift.past.publishers import ListVersions
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
    legi: Path | None
    wayback: str | None
    timemap: str | None
    skip_failed: bool


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
@click.option("--file", help="The file in the repository, its name below the folder, or the text's id in LEGI.")
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
@click.option(
    "--from-legi",
    "legi",
    type=click.Path(path_type=Path, exists=True),
    help="DILA's archives of LEGI (French law): a file, a folder of them, or one in which they were unpacked.",
)
@click.option(
    "--from-wayback",
    "wayback",
    metavar="[URL]",
    is_flag=False,
    flag_value="https://web.archive.org",
    help="The captures of the source's page in a Wayback Machine (default: the Internet Archive's).",
)
@click.option(
    "--from-timemap",
    "timemap",
    metavar="PREFIX",
    help="The captures of the source's page in a web archive (Memento): what stands before the page in its TimeMap.",
)
@click.option("--step", metavar="DAYS", type=click.IntRange(min=1), help="Take only versions so many days apart.")
@click.option("--skip-failed", is_flag=True, help="Go on past a version that its archive does not give now.")
@click.option("--dry-run", is_flag=True, help="Only list what would be read.")
@common_options
def backfill(
    common: Common,
    source_id: str,
    since: date,
    until: date | None,
    step: int | None,
    dry_run: bool,
    **archive: Any,  # noqa: ANN401
) -> int:
    """Fill the history of SOURCE with versions from before the first check.

    They come from the publisher's own service (eCFR, legislation.gov.uk, Federal Register, CELLAR, Fedlex), for a
    plain page from the Internet Archive, from DILA's dumps of French law (--from-legi), or from an archive of your
    own (--from-git, --from-dir). They carry the day of the archive and the instant of the backfill, and neither alert
    nor ask for work. A stopped backfill goes on where it ended when it is run again.

    Exit code 0: done; 3: a version could not be read (the others are kept).

    \b
    Examples:
      regdrift backfill us-ecfr-16-314 --since 2019-01-01 --dry-run
      regdrift backfill us-me-isp --since 2015-01-01 --from-git ~/statutes --file title35-A.html
      regdrift backfill us-me-isp --since 10y --from-dir ~/archive --dry-run
    """
    from regdrift.backfill import Filled, choose_versions

    configuration = load_configuration(common.config)
    (source,) = choose_sources(configuration.sources, [source_id])
    kept = _Archive(**archive)
    with writing(common) as history:
        history.sync_sources(configuration.sources)
        with _versions(history, source, kept, (since, until or now().date())) as origin:
            wanted = [one for one in origin.found if since <= one.on and (until is None or one.on <= until)]
            missing = choose_versions(history, source, _apart(wanted, step))
            say(_estimate(source, origin, missing))
            if dry_run:
                planned = (Filled(one, "planned") for one in missing)
                print_rows([_row(one) for one in planned], _COLUMNS, common.format, color=common.color)
                return 0
            done = _fill((history, configuration), source, missing, common, skip_failed=kept.skip_failed)
    bad = [one for one in done if one.outcome in {"unreadable", "failed", "stopped"}]
    if common.format != "table":
        print_rows([_row(one) for one in done], _COLUMNS, common.format)
    elif bad:
        print_rows([_row(one) for one in bad], _COLUMNS, "table", color=common.color)
    stored = [one for one in done if one.outcome == "stored"]
    say(f"{source.id}: {len(stored)} versions with {sum(one.changes for one in stored)} changes, {len(bad)} not read")
    if done and done[-1].outcome == "stopped":
        say(f"{source.id}: stopped at {done[-1].version.on}; run it again, or with --skip-failed to leave that one out")
    return 3 if bad else 0


@dataclass(frozen=True, slots=True)
class _Origin:
    """What an archive has."""

    found: Sequence[DatedVersion]
    seconds_each: float = _SECONDS_TO_READ
    """About what one version costs."""


@contextmanager
def _versions(history: History, source: Source, archive: _Archive, span: tuple[date, date]) -> Iterator[_Origin]:
    places = (archive.git, archive.folder, archive.legi, archive.wayback, archive.timemap)
    if sum(place is not None for place in places) > 1:
        raise UsageError(
            "say one place from which the versions come: git, a folder, LEGI, a Wayback Machine or TimeMaps"
        )
    if archive.git is not None:
        from regdrift.past.git import GitFile

        if archive.file is None:
            raise UsageError("--from-git needs --file: the file in the repository")
        with GitFile(archive.git, archive.file, "author" if archive.git_date == "author" else "committer") as kept:
            yield _Origin(kept.versions())
    elif archive.folder is not None:
        yield _Origin(_folder(archive.folder, archive))
    elif archive.legi is not None:
        yield _Origin(_legi(archive.legi, source, archive.file, span[0]))
    else:
        with _online(history, source, archive, span) as origin:
            yield origin


def _apart(versions: Sequence[DatedVersion], step: int | None) -> list[DatedVersion]:
    """Leave out versions that follow the last one taken, from the oldest on, in less than ``step`` days."""
    taken: list[DatedVersion] = []
    for version in sorted(versions, key=lambda one: one.on):
        if step is None or not taken or (version.on - taken[-1].on).days >= step:
            taken.append(version)
    return taken


def _folder(folder: Path, archive: _Archive) -> list[DatedVersion]:
    from regdrift.past.folder import DAY_IN_NAME, folder_versions

    found, undated = folder_versions(folder, archive.pattern or DAY_IN_NAME)
    if undated:
        say(f"{len(undated)} files have no day in their names and are left out, {undated[0]} among them")
    return [one for one in found if archive.file is None or one.address.endswith(f"/{archive.file}")]


def _legi(place: Path, source: Source, text: str | None, since: date) -> list[DatedVersion]:
    from regdrift.past.legi import find_text, legi_versions

    asked = text or find_text(source)
    if asked is None:
        raise UsageError(f"{source.id}: say with --file which text of LEGI it is, such as LEGITEXT000006070987")
    return legi_versions(place, asked, since)


@contextmanager
def _online(history: History, source: Source, archive: _Archive, span: tuple[date, date]) -> Iterator[_Origin]:
    """Ask a publisher or a web archive; what the fetcher learns of hosts is kept, as after a check."""
    from functools import partial

    from regdrift.fetch.client import Fetcher
    from regdrift.past.memento import memento_versions
    from regdrift.past.publishers import find_publisher
    from regdrift.past.wayback import wayback_versions

    list_versions: ListVersions
    if archive.wayback is not None:
        list_versions = partial(wayback_versions, archive=archive.wayback)
    elif archive.timemap is not None:
        list_versions = partial(memento_versions, archive=archive.timemap)
    else:
        list_versions = find_publisher(source)
    with Fetcher(clock=now) as fetcher:
        fetcher.restore(history.fetch_state())
        try:
            found = list_versions(fetcher, source, *span)
            yield _Origin(found, _SECONDS_TO_READ + max(1.0, source.delay_seconds))
        finally:
            history.keep_fetch_state(fetcher.snapshot())


def _estimate(source: Source, origin: _Origin, missing: Sequence[DatedVersion]) -> str:
    if not missing:
        return (
            f"{source.id}: nothing is missing; {len(origin.found)} versions were found, none before the history begins"
        )
    seconds = len(missing) * origin.seconds_each
    about = f"{seconds / 60:.0f} min" if seconds >= 90 else f"{max(1, round(seconds))} s"
    span = f"{missing[-1].on} to {missing[0].on}"
    return f"{source.id}: {len(missing)} of {len(origin.found)} versions to read, {span}; up to about {about}"


def _fill(
    place: tuple[History, Configuration],
    source: Source,
    missing: Sequence[DatedVersion],
    common: Common,
    *,
    skip_failed: bool,
) -> tuple[Filled, ...]:
    from regdrift.backfill import Filler
    from regdrift.data.load_rules import load_rule_book
    from regdrift.reading import Reader

    history, configuration = place
    with Reader() as reader, progress_bar("reading", len(missing), common) as step:
        filler = Filler(history, reader, configuration.register, load_rule_book(), now, skip_failed)
        return filler.fill(source, missing, lambda one: step(f"{one.version.on}: {one.outcome}"))


def _row(one: Filled) -> dict[str, Any]:
    return {
        "dated_on": one.version.on.isoformat(),
        "outcome": one.outcome,
        "changes": one.changes,
        "address": one.version.address,
        "message": one.message,
    }
