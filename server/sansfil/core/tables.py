"""Tables in Markdown whose cells are as wide as their columns, so that they read well as text, too."""

from collections.abc import Sequence

from sansfil.core.phrases import Locale


def table(header: str, rows: Sequence[Sequence[str]], words: int = 2) -> str:
    """`header` as a line of Markdown; the first `words` columns stand to the left, the others, numbers, to
    the right."""
    titles = [
        title.strip() for title in header.strip().removeprefix("|").removesuffix("|").split("|")
    ]
    widths = [max(3, *map(len, column)) for column in zip(titles, *rows, strict=True)]
    ruler = [
        "-" * width if index < words else f"{'-' * (width - 1)}:"
        for index, width in enumerate(widths)
    ]
    return "\n".join(_row(cells, widths, words) for cells in (titles, ruler, *rows))


def grouped(number: int, locale: Locale) -> str:
    """With the thousands apart, as each language does."""
    return f"{number:,}".replace(",", "\u202f" if locale == "fr" else ",")


def plain(text: str) -> str:
    """`text` as one cell: what would end it, or the line, is taken out."""
    return " ".join(text.replace("|", "/").split())


def _row(cells: Sequence[str], widths: Sequence[int], words: int) -> str:
    both = enumerate(zip(cells, widths, strict=True))
    padded = (
        cell.ljust(width) if index < words else cell.rjust(width) for index, (cell, width) in both
    )
    return f"| {' | '.join(padded)} |"
