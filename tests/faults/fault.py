"""What goes wrong, where: `kill-sent@7` is the seventh call that changes something, `swallow@CreateVpc#1`
the first of an action."""

import random
import re
import threading
import time

import protocol
from proxy import Reset, Swallow
from strict.fresh import MAKES, NOT_FOUND

KILLS = ("kill-before", "kill-sent", "kill-answered")
# What a storm throws.
PASSING = (
    "throttle",
    "error",
    "error-sent",
    "unavailable",
    "swallow",
    "reset",
    "delay",
    "twice",
    "html",
    "html-sent",
)
FAULTS = (*KILLS, *PASSING, "denied")

REPLIES = {
    "throttle": protocol.throttle,
    "error": protocol.internal_error,
    "unavailable": protocol.unavailable,
    "denied": protocol.denial,
    "html": lambda request: protocol.web_page(),
}
DELAY = 0.7


class Fault:
    """One fault at one place. Ask `fired` whether it came to it."""

    def __init__(self, kind, place):
        assert kind in FAULTS, kind
        self.kind = kind
        self.place = place
        self.fired = None
        self.process = None

    @classmethod
    def parse(cls, text):
        kind, _, place = text.partition("@")
        return cls(kind, place)

    def __str__(self):
        return f"{self.kind}@{self.place}"

    def install(self, proxy):
        proxy.before, proxy.after, proxy.delivered = self.before, self.after, self.delivered

    def is_here(self, call):
        action, _, number = self.place.rpartition("#")
        if action:
            return call.action == action and call.number == int(number)
        return call.write == int(self.place)

    def before(self, call):
        if not self.is_here(call):
            return None
        self.fired = call.action
        return before(self.kind, call, self.kill)

    def after(self, call):
        return after(self.kind, call, self.kill) if self.is_here(call) else None

    def delivered(self, call):
        if self.is_here(call) and self.kind == "kill-answered":
            # Time to read the reply, not to do much with it.
            time.sleep(0.003)
            self.kill()

    def kill(self):
        """SIGKILL: nothing is left to do anything in an orderly way."""
        self.process.kill()
        self.process.wait()


def before(kind, call, kill=None):
    """What happens to a request that has not gone on; a reply in place of the emulator's, or none."""
    if kind == "kill-before":
        kill()
        raise Swallow
    if kind == "reset":
        raise Reset
    if kind == "delay":
        time.sleep(DELAY)
    if kind == "twice":
        reply = call.forward()
        call.forward()
        return reply
    return REPLIES[kind](call.request) if kind in REPLIES else None


def after(kind, call, kill=None):
    """What happens when the emulator has carried it out; another reply in place of its own, or none."""
    if kind == "kill-sent":
        kill()
        raise Swallow
    if kind == "swallow":
        raise Swallow
    if kind.endswith("-sent"):
        return REPLIES[kind.removesuffix("-sent")](call.request)
    return None


class Storm:
    """Each call goes wrong with a probability; the same seed and order of calls give the same faults."""

    def __init__(self, seed, probability, kinds=PASSING):
        self.dice = random.Random(seed)
        self.probability = probability
        self.kinds = kinds
        self.thrown = []
        self._lock = threading.Lock()
        self._of = {}

    def install(self, proxy):
        proxy.before, proxy.after = self.before, self.after

    def before(self, call):
        if call.request.of_ledger:
            return None  # What becomes of a run that cannot keep its lease is told in tests of the lease.
        with self._lock:
            if self.dice.random() >= self.probability:
                return None
            kind = self.dice.choice(self.kinds)
            self._of[call] = kind
            self.thrown.append(f"{call.action}#{call.number} {kind}")
        return before(kind, call)

    def after(self, call):
        kind = self._of.get(call)
        return after(kind, call) if kind else None


class Stale:
    """Lists answer with what they answered before the last write, and then again with what is: back and forth.

    It ends: `seconds` after the last write everything is seen as it is.
    """

    def __init__(self, seed, seconds=2.0, probability=0.5):
        self.dice = random.Random(seed)
        self.seconds = seconds
        self.probability = probability
        self.told = []
        self._lock = threading.Lock()
        self._written = 0.0
        # By action and what is asked: the last two answers that differ.
        self._answers = {}
        self._made = set()

    def install(self, proxy):
        proxy.before = self.before

    def before(self, call):
        if call.changes:
            return self._write(call)
        if call.request.of_ledger or not call.action.startswith(("Describe", "List")):
            return None
        reply = call.forward()
        key = call.action, str(sorted(call.parameters.items()))
        with self._lock:
            older, newer = self._answers.get(key, (self._unknown(call), None))
            if newer is None or reply[2] != newer[2]:
                older, newer = newer or older, reply
                self._answers[key] = older, newer
            is_stale = time.monotonic() < self._written + self.seconds and self.dice.random() < self.probability
            if not is_stale or older is None or older[2] == reply[2]:
                return reply
            self.told.append(call.action)
            return older

    def _write(self, call):
        reply = call.forward()
        with self._lock:
            self._written = time.monotonic()
            if call.action in MAKES:
                self._made |= set(re.findall(rb"<%s>([^<]+)<" % MAKES[call.action].encode(), reply[2]))
        return reply

    def _unknown(self, call):
        """What a list by id said before there was such a thing."""
        named = next((value for key, value in call.parameters.items() if key.endswith("Id.1")), "")
        if named.encode() not in self._made:
            return None
        prefix = named.split("-")[0]
        return protocol.refusal(call.request, 400, NOT_FOUND[prefix], f"The ID '{named}' does not exist")
