"""The sweep over every boundary of every story: `cargo xtask faults --full`, or one of them again.

A boundary is the k-th call of a phase that changes something, with one step at a time; a case is a
boundary and an instant. Cases of different phases share a life, so that nothing is built up in vain.
"""

import argparse
import datetime
import os
import pathlib
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing.util import Finalize

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "wire"))

from cloud import Cloud  # noqa: E402
from emulator import Emulator  # noqa: E402
from fault import KILLS, Fault  # noqa: E402
from page import between, write_between  # noqa: E402
from stories import all_of  # noqa: E402
from sweep import Broken, Life, measure  # noqa: E402

STORIES = {name: story for name, story in all_of(ROOT / "blueprints").items() if story.is_for_moto}
BEGIN, END = "<!-- sweep: written by `cargo xtask faults --full` -->\n", "<!-- end of sweep -->\n"

worker = {}


def begin():
    """One emulator and one measure of each story for every worker."""
    worker["folder"] = tempfile.TemporaryDirectory(prefix="scaffold-faults-")
    folder = pathlib.Path(worker["folder"].name)
    worker["emulator"] = Emulator(folder / "moto.log")
    worker["cleans"] = {}
    worker["number"] = 0


def begin_in_pool():
    begin()
    # A pool's processes end without `atexit`; only this is heeded.
    Finalize(None, stop_worker, exitpriority=10)


def fresh_cloud():
    worker["number"] += 1
    worker["emulator"].reset()
    return Cloud(worker["emulator"], pathlib.Path(worker["folder"].name) / str(worker["number"]))


def cleans_of(story):
    if story.name not in worker["cleans"]:
        cloud = fresh_cloud()
        worker["cleans"][story.name] = measure(cloud, story, parallelism=1)
        cloud.proxy.stop()
    return worker["cleans"][story.name]


def live(name, instant, number):
    """One life, killed at its number-th boundary in each phase that has so many; the cases' results."""
    story, results = STORIES[name], []
    cleans = cleans_of(story)
    cloud = fresh_cloud()
    life = Life(cloud, story, parallelism=1)
    try:
        for phase, text in story.phases:
            if number > len(cleans[phase].writes):
                life.clean(text)
                continue
            case = f"{name}/{phase}/{instant}@{number}"
            try:
                results.append((case, life.faulted(text, Fault(instant, str(number)), cleans[phase]), None))
            except AssertionError as broken:
                results.append((case, None, str(broken)))
                return results
    finally:
        cloud.proxy.stop()
    return results


def boundaries(name):
    """Calls that change something, by phase."""
    return {phase: len(clean.writes) for phase, clean in cleans_of(STORIES[name]).items()}


def stop_worker():
    if worker:
        worker["emulator"].stop()
        worker["folder"].cleanup()


def replay(case):
    """One case with its whole life before it, and what comes of it."""
    name, phase, fault = case.split("/", 2)
    begin()
    try:
        story = STORIES[name]
        cleans = cleans_of(story)
        cloud = fresh_cloud()
        life = Life(cloud, story, parallelism=1)
        for each, text in story.phases:
            if each != phase:
                life.clean(text)
                continue
            runs = life.faulted(text, Fault.parse(fault), cleans[each])
            print(f"{case}: {f'healed by {runs} run' if runs else 'it never came to that'}")
            break
        transcript = pathlib.Path(os.environ.get("SCAFFOLD_TRANSCRIPTS", tempfile.gettempdir())) / "replay.jsonl"
        transcript.parent.mkdir(parents=True, exist_ok=True)
        transcript.unlink(missing_ok=True)
        cloud.proxy.write_transcript(transcript)
        print(f"its calls: {transcript}")
        cloud.proxy.stop()
    finally:
        stop_worker()


def sweep(names, workers):
    """Every case of the stories; results, and how long it took."""
    started = time.monotonic()
    begin()
    sizes = {name: boundaries(name) for name in names}
    stop_worker()
    lives = [
        (name, instant, number)
        for name in names
        for instant in KILLS
        for number in range(1, max(sizes[name].values()) + 1)
    ]
    results = []
    with ProcessPoolExecutor(workers, initializer=begin_in_pool) as pool:
        running = [pool.submit(live, *each) for each in lives]
        for done, each in enumerate(as_completed(running), start=1):
            results += each.result()
            for case, runs, broken in each.result():
                if broken:
                    print(f"{case}: {broken}\n  again: cargo xtask faults --replay '{case}'", flush=True)
            if done % 20 == 0:
                print(f"{done} of {len(lives)} lives, {len(results)} cases, {time.monotonic() - started:.0f} s", flush=True)
    return sizes, results, time.monotonic() - started


HEAD = """| story | phase | boundaries | cases | not healed | needed a second run | never came to it | moto 5.2.5 |
|---|---|---|---|---|---|---|---|
"""


def rows(name, sizes, results):
    """One line for each phase of a story, as Markdown."""
    today = datetime.date.today().isoformat()
    for phase, size in sizes.items():
        mine = [each for each in results if each[0].startswith(f"{name}/{phase}/")]
        broken = sum(1 for each in mine if each[2])
        again = sum(1 for each in mine if each[1] and each[1] > 1)
        never = sum(1 for each in mine if each[1] == 0)
        yield f"| {name} | {phase} | {size} | {len(mine)} | {broken} | {again} | {never} | {today} |\n"


def write_page(names, sizes, results):
    """Puts the lines of the stories that were swept in the place of their older ones."""
    old = between(BEGIN, END)
    kept = [line for line in old.splitlines(True) if line.startswith("| ") and not line.startswith("| story ")]
    kept = [line for line in kept if line.split(" | ")[0].removeprefix("| ") in set(STORIES) - set(names)]
    fresh = [row for name in names for row in rows(name, sizes[name], results)]
    lines = sorted(kept + fresh, key=lambda line: list(STORIES).index(line.split(" | ")[0].removeprefix("| ")))
    write_between(BEGIN, END, HEAD + "".join(lines))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replay", metavar="STORY/PHASE/FAULT@AT")
    parser.add_argument("--story", action="append", choices=list(STORIES), help="only this one")
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    if arguments.replay:
        try:
            return replay(arguments.replay)
        except Broken as broken:
            sys.exit(f"{arguments.replay}: {broken}")
    names = arguments.story or list(STORIES)
    sizes, results, seconds = sweep(names, arguments.workers)
    broken = sum(1 for each in results if each[2])
    print(f"{len(results)} cases, {broken} not healed, {seconds / 60:.0f} minutes")
    write_page(names, sizes, results)
    sys.exit(1 if any(each[2] for each in results) else 0)


if __name__ == "__main__":
    main()
