"""The same sweep on the sandbox, at every call that changes something, judged by the sandbox's own journal."""

import os
import pathlib
import signal

import pytest
from box import Box
from stories import all_of

STORIES = all_of(pathlib.Path(__file__).resolve().parents[2] / "blueprints")
# A phase of more calls is tried at so many of them, evenly spread; at every one where `SCAFFOLD_FULL` is set.
MOST = 10_000 if os.environ.get("SCAFFOLD_FULL") else 80


def run(box, story, text, **more):
    losing = story.losing(text, {address for _, address in box.numbers()})
    if text is None:
        return box.run("destroy", "--yes", "--confirm", story.stack_name, *losing, **more)
    box.project.write(text)
    return box.run("apply", "--yes", *losing, **more)


def faulted(box, story, fault, whole, kept, text):
    """A phase with a fault, healed and judged; whether it came to the fault."""
    box.put_back()
    result = run(box, story, text, code=None, faults=fault)
    assert "panicked" not in result.text, str(result)
    came = result.code == -signal.SIGABRT
    assert came or result.code == 0 or fault.startswith("lose"), f"{fault}\n{result}"
    run(box, story, text)
    live = box.live()
    assert live == whole, f"{fault}: {sorted(set(live) ^ set(whole))}\n{result}"
    # With what is made anew in its place, its data would be lost.
    assert kept.items() <= box.numbers().items(), f"{fault}: {dict(kept.items() - box.numbers().items())}\n{result}"
    if text is not None:
        box.run("plan", "--detailed-exitcode")
    return came


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_every_boundary(tmp_path, story):
    box = Box(tmp_path)
    story.lay(box.project.folder)
    if story.host:
        box.project.write(story.host)
        box.run("apply", "--yes")
    box.keep()
    others = box.live()
    cases = 0
    for name, text in story.phases:
        box.put_back()
        before, numbers = box.live(), box.numbers()
        entries = box.entries()
        run(box, story, text)
        stride = max(1, -(-(box.entries() - entries) // MOST))
        whole, kept = box.live(), dict(numbers.items() & box.numbers().items())
        assert (whole != others) == (text is not None), f"{name}: {whole}"
        number = 1 - stride
        came = True
        while came:
            number += stride
            came = faulted(box, story, f"abort-before:{number}", whole, kept, text)
            for fault in ("abort-after", "lose") if came else ():
                faulted(box, story, f"{fault}:{number}", whole, kept, text)
        # One call may make two things that AWS counts as one, and no phase is without calls.
        least = 1 if before and whole else max(len(before), len(whole)) / 4
        assert number > least, f"{name}: too few boundaries to be true"
        cases += 3 * (number // stride)
        box.put_back()
        run(box, story, text)
        box.keep()
    assert box.live() == others, "destroyed"
    print(f"{story.name}: {cases} cases")
