"""docs/reliability.md, as far as commands write it."""

import pathlib

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "reliability.md"


def between(begin, end):
    """What stands between two marks."""
    _, found, rest = PAGE.read_text(encoding="utf-8").partition(begin)
    text, ended, _ = rest.partition(end)
    assert found and ended, f"{PAGE} lacks {begin.strip()} or {end.strip()}"
    return text


def write_between(begin, end, text):
    page = PAGE.read_text(encoding="utf-8")
    old = between(begin, end)
    PAGE.write_text(page.replace(begin + old + end, begin + text + end), encoding="utf-8")
