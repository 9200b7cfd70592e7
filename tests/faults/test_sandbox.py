"""The same sweep on the sandbox, at every call that changes something, judged by the sandbox's own journal."""

import pathlib
import signal

import pytest
from box import Box
from stories import all_of

STORIES = all_of(pathlib.Path(__file__).resolve().parents[2] / "blueprints")


def command(box, story, text):
    if text is None:
        return ("destroy", "--yes", "--confirm", story.stack_name)
    box.project.write(text)
    return ("apply", "--yes")


def faulted(box, arguments, fault, whole, text):
    """A phase with a fault, healed and judged; whether it came to the fault."""
    box.put_back()
    result = box.run(*arguments, code=None, faults=fault)
    assert "panicked" not in result.text, str(result)
    came = result.code == -signal.SIGABRT
    assert came or result.code == 0 or fault.startswith("lose"), f"{fault}\n{result}"
    box.run(*arguments)
    live = box.live()
    assert live == whole, f"{fault}: {sorted(set(live) ^ set(whole))}\n{result}"
    if text is not None:
        box.run("plan", "--detailed-exitcode")
    return came


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_every_boundary(tmp_path, story):
    box = Box(tmp_path)
    box.keep()
    cases = 0
    for name, text in story.phases:
        arguments = command(box, story, text)
        box.put_back()
        before = box.live()
        box.run(*arguments)
        whole = box.live()
        assert bool(whole) == (text is not None), f"{name}: {whole}"
        number = 0
        came = True
        while came:
            number += 1
            came = faulted(box, arguments, f"abort-before:{number}", whole, text)
            for fault in ("abort-after", "lose") if came else ():
                faulted(box, arguments, f"{fault}:{number}", whole, text)
        # One call may make two things that AWS counts as one, and no phase is without calls.
        least = 1 if before and whole else max(len(before), len(whole)) / 4
        assert number > least, f"{name}: too few boundaries to be true"
        cases += 3 * (number - 1)
        box.put_back()
        box.run(*arguments)
        box.keep()
    assert box.live() == [], "destroyed"
    print(f"{story.name}: {cases} cases")
