"""Draws rows of a terminal as an SVG of text, for light and dark pages."""

import itertools
import re
from xml.sax.saxutils import escape

WIDTH, HEIGHT, SIZE = 8.4, 18, 14  # of a cell, and of the type in it
BASELINE = 13
MARGIN = 14
BLOCKS = "▁▂▃▄▅▆▇█"  # drawn as shapes, since each type has another height of them
STYLE = """<style>
  .screen { fill: #f6f8fa; stroke: #d1d9e0; }
  text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1f2328; white-space: pre; }
  path { fill: #424a53; }
  .bold { font-weight: 700; }
  .faint { fill: #59636e; }
  .green { fill: #1a7f37; }
  .yellow { fill: #9a6700; }
  .red { fill: #cf222e; }
  .cyan { fill: #0a7ea4; }
  @media (prefers-color-scheme: dark) {
    .screen { fill: #151b23; stroke: #3d444d; }
    text { fill: #e6edf3; }
    path { fill: #c9d1d9; }
    .faint { fill: #9198a1; }
    .green { fill: #3fb950; }
    .yellow { fill: #d29922; }
    .red { fill: #f85149; }
    .cyan { fill: #39b0d8; }
  }
</style>
"""
COLOURS = {"default": "", "brown": "yellow"}  # pyte's name of yellow is older


def draw(rows, title, description):
    """The picture of these rows of cells."""
    columns = max(len("".join(cell.data for cell in row).rstrip()) for row in rows)
    width, height = round(columns * WIDTH + 2 * MARGIN), len(rows) * HEIGHT + 2 * MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        ' role="img" aria-labelledby="title desc">\n',
        f'<title id="title">{escape(title)}</title>\n<desc id="desc">{escape(description)}</desc>\n',
        STYLE,
        f'<rect class="screen" x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8"/>\n',
    ]
    for number, row in enumerate(rows):
        parts += _row(row, MARGIN + number * HEIGHT)
    return "".join(parts) + "</svg>\n"


def _row(row, top):
    column = 0
    for style, cells in itertools.groupby(row, _style):
        run = "".join(cell.data for cell in cells)
        # What stands apart by two blanks or more is placed by itself, so that columns stay columns in any type.
        for piece in re.finditer(f"[{BLOCKS}]+|[^ {BLOCKS}]+(?: [^ {BLOCKS}]+)*", run):
            left = MARGIN + (column + piece.start()) * WIDTH
            yield (_shapes if piece.group()[0] in BLOCKS else _text)(piece.group(), left, top, style)
        column += len(run)


def _style(cell):
    colour = COLOURS.get(cell.fg, cell.fg)
    return " ".join(filter(None, [colour, "bold" if cell.bold else ""]))


def _text(piece, left, top, style):
    width = len(piece) * WIDTH
    return (
        f'<text{_class(style)} x="{left:.1f}" y="{top + BASELINE}" textLength="{width:.1f}"'
        f' lengthAdjust="spacingAndGlyphs">{escape(piece)}</text>\n'
    )


def _shapes(blocks, left, top, style):
    """Blocks of one height that stand together are one shape."""
    shapes, x = "", left
    for block, same in itertools.groupby(blocks):
        high = (BLOCKS.index(block) + 1) / len(BLOCKS) * (HEIGHT - 2)
        wide = len(list(same)) * WIDTH
        shapes += f"M{x:.1f} {top + HEIGHT - 1 - high:.1f}h{wide:.1f}v{high:.1f}h{-wide:.1f}z"
        x += wide
    return f'<path{_class(style)} d="{shapes}"/>\n'


def _class(style):
    return f' class="{style}"' if style else ""
