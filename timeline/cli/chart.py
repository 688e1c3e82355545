"""`timeline chart`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from timeline.events import later, t

from .asking import Question, as_of_option, clip_options
from .days import today
from .naming import posts_argument, posts_of_all
from .options import database_option, knowledge_options, language_option
from .output import tell

if TYPE_CHECKING:
    from timeline.charts.pictures import Picture
    from timeline.events import EdtfDate

    from .asking import Clip

KINDS: Final = (".html", ".svg", ".png")

_SMALLER: Final = later(
    "timeline: drawn at a scale of {fits:.2f}, to be no higher than {most:,} pixels"
)

EPILOG: Final = """\b
Examples:
  timeline chart -o org.html                     a page with a date to move
  timeline chart alibaba-cloud -o cloud.png --as-of 2023-09-10
  timeline chart zhang-yong -o career.svg --from 2012 --name en
  timeline chart --tree -o people.svg            who holds what, as a tree

SVG and PNG need altair and vl-convert: pip install 'role-timeline[charts]'
"""


def _picture_file(context: click.Context, param: click.Parameter, path: Path) -> Path:
    """Read a file's name; one that ends like no picture is a usage error."""
    if path.suffix.lower() not in KINDS:
        raise click.BadParameter(
            t("{path} ends in none of {listed}", path=path, listed=", ".join(KINDS)), context, param
        )
    return path


@click.command("chart", epilog=EPILOG)
@posts_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    callback=_picture_file,
    required=True,
    metavar="FILE",
    help="The picture: its name ends in .html, .svg or .png.",
)
@as_of_option("The day of the line, and of the state in a page")
@clip_options
@click.option("--tree", is_flag=True, help="The organizations on the day with their people.")
@click.option(
    "--width",
    type=click.IntRange(280, 6000),
    metavar="PIXELS",
    default=1000,
    show_default=True,
    help="Of an SVG or a PNG; a page is as wide as its window.",
)
@click.option(
    "--scale",
    type=click.FloatRange(0.5, 8),
    metavar="TIMES",
    default=2.0,
    show_default=True,
    help="Pixels of a PNG for each of its width.",
)
@click.option(
    "--fonts",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="A folder of fonts for a PNG, beside those that are installed.",
)
@knowledge_options
@language_option
@database_option
def command(
    what: tuple[str, ...],
    output: Path,
    as_of: EdtfDate,
    clip: Clip,
    tree: bool,
    width: int,
    scale: float,
    fonts: Path | None,
    announced_by: EdtfDate | None,
    recorded_by: str | None,
    language: str | None,
    db: str | None,
) -> None:
    """Draw who held what as a picture to share: a page, an SVG or a PNG.

    A page needs no network. It has a date to move, with the state on it beside the lanes.
    """
    from timeline.events import need

    kind = output.suffix.lower()
    if kind != ".html" and not tree:
        need("altair", "charts")
    if kind == ".png" or (kind == ".svg" and not tree):
        need("vl_convert", "charts")
    from timeline.charts.api import page_of, picture_of

    asked = Question(announced_by=announced_by, recorded_by=recorded_by, db=db, language=language)
    posts = posts_of_all(asked.histories, what) if what else None
    wanted = asked.timeline, asked.histories, as_of, posts
    drawn: dict[str, Any] = {"language": language, "first": clip.first, "last": clip.last}
    drawn["until"] = today().toordinal()
    if kind == ".html":
        output.write_text(page_of(*wanted, tree=tree, **drawn), encoding="utf-8")
    else:
        _save(picture_of(*wanted, **drawn), output, width, scale, fonts, tree)
    tell(t("wrote {output}", output=output), err=True)


def _save(
    picture: Picture, output: Path, width: int, scale: float, fonts: Path | None, tree: bool
) -> None:
    """Write a picture that stands alone, and say what is missing from it."""
    from timeline.charts.drawing import HIGHEST, png, svg
    from timeline.charts.fonts import undrawable

    if fonts is not None:
        import vl_convert

        vl_convert.register_font_directory(str(fonts))
    is_png = output.suffix.lower() == ".png"
    if is_png:
        drawn, fits = png(picture, width, scale, tree=tree)
        output.write_bytes(drawn)
        if fits < scale:
            tell(t(_SMALLER, fits=fits, most=HIGHEST), err=True)
    else:
        output.write_text(svg(picture, width, tree=tree), encoding="utf-8")
    missing = undrawable(picture.texts()) if is_png else []
    if missing:
        tell(
            t(
                "timeline: no installed font has {listed} characters, and "
                "the picture lacks them; install one (fonts-noto-cjk on Debian and Ubuntu) "
                "or name a folder with --fonts",
                listed=" or ".join(missing),
            ),
            err=True,
        )
