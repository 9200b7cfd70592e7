"""Kill it anywhere, run it again: lives of a stack in which every phase is killed at one boundary.

`python sweep.py` sweeps every boundary and writes the result; `--replay` does one again.
"""

import signal
from collections import Counter

from fault import Fault

CREATING = ("Create", "Allocate", "Run")
# Two runs at most: the one that heals, and one more where AWS was in the way.
RUNS = 2


class Broken(AssertionError):
    """After healing it is not as it should be."""


class Clean:
    """What a phase does and leaves when nothing goes wrong: the measure of the healed ones."""

    def __init__(self, proxy, listing, stack):
        self.writes = [line["action"] for line in proxy.transcript if line["write"] and line["carried_out"]]
        self.made = made(proxy)
        self.addresses = sorted(listing.addresses(stack))
        self.counts = listing.counts(stack)


def made(proxy):
    """Creating calls that were carried out, by action."""
    return Counter({action: n for action, n in proxy.answered().items() if action.startswith(CREATING)})


class Life:
    """One stack on an empty account, phase after phase."""

    def __init__(self, cloud, story, parallelism=None):
        self.cloud = cloud
        self.story = story
        self.project = cloud.project(story.name, through_proxy=True)
        self.account = cloud.listing().without(story.stack)
        self.more = [] if parallelism is None else ["--parallelism", str(parallelism)]

    def command(self, text):
        more = [*self.story.losing(text, self.cloud.listing().addresses(self.story.stack)), *self.more]
        if text is None:
            return ("destroy", "--yes", "--confirm", self.story.stack_name, *more)
        self.project.write(text)
        return ("apply", "--yes", *more)

    def clean(self, text):
        """A phase in which nothing goes wrong."""
        self.cloud.proxy.reset()
        self.project.run(*self.command(text))
        return Clean(self.cloud.proxy, self.cloud.listing(), self.story.stack)

    def faulted(self, text, fault, clean):
        """A phase with a fault, healed and judged. How many runs it took; 0 when the fault never came."""
        proxy = self.cloud.proxy
        proxy.reset()
        fault.install(proxy)
        fault.process = self.project.start(*self.command(text))
        out, err = fault.process.communicate(timeout=240)
        proxy.settle()
        proxy.before, proxy.after, proxy.delivered = (lambda call: None,) * 3
        if fault.fired and fault.kind.startswith("kill-") and fault.process.returncode != -signal.SIGKILL:
            # It was on its way out already: after the last call there is nothing more to be killed.
            if fault.kind != "kill-answered":
                raise Broken(f"{fault}: the process ended with {fault.process.returncode}\n{out}\n{err}")
        runs = self.heal(text, fault)
        self.judge(text, clean, fault)
        return runs if fault.fired else 0

    def heal(self, text, fault):
        for run in range(1, RUNS + 1):
            result = self.project.run(*self.command(text), code=None)
            if result.code == 0:
                return run
        raise Broken(f"{fault}: not healed by {RUNS} runs\n{result}")

    def judge(self, text, clean, fault):
        """The account's complete listing by another client, the calls carried out, and the plan."""
        listing = self.cloud.listing()
        addresses = sorted(listing.addresses(self.story.stack))
        if addresses != clean.addresses or listing.counts(self.story.stack) != clean.counts:
            twice = Counter(addresses) - Counter(clean.addresses)
            missing = Counter(clean.addresses) - Counter(addresses)
            counts = f"{listing.counts(self.story.stack)}, not {clean.counts}"
            raise Broken(f"{fault}: too many {dict(twice)}, missing {dict(missing)}, {counts}")
        if listing.without(self.story.stack) != self.account:
            raise Broken(f"{fault}: something is left that belongs to nobody")
        again = made(self.cloud.proxy) - clean.made
        if again and fault.kind in ("kill-before", "kill-sent", "kill-answered"):
            raise Broken(f"{fault}: made more often than needed: {dict(again)}")
        if text is not None:
            self.project.assert_converged()


def measure(cloud, story, parallelism=None):
    """Every phase once, without faults."""
    life = Life(cloud, story, parallelism)
    return {name: life.clean(text) for name, text in story.phases}


def operations(cleans):
    """Where each operation of a story is killed in a sample: phase and place, evenly over the phases."""
    phases = {}
    for name, clean in cleans.items():
        for action in clean.writes:
            phases.setdefault(action, []).append(name)
    load = Counter()
    places = {name: [] for name in cleans}
    for action, names in sorted(phases.items(), key=lambda each: (len(set(each[1])), each[0])):
        name = min(set(names), key=lambda each: (load[each], each))
        load[name] += 1
        places[name].append(f"{action}#1")
    return places
