"""Interrupted at random instants in a real terminal, hung up, resized: said plainly, and the next run ends it."""

import os
import random
import signal
import time

import pytest
from blueprints import GROUPS, STACK, network
from box import Box
from terminal import Terminal

BLUEPRINT = network(zones="1", more=GROUPS)
APPLY = ("apply", "--yes")
SEEDS = range(8)


class OnMoto:
    """A project on the emulator, slowed down by the proxy so that a run lasts."""

    def __init__(self, cloud):
        self.cloud = cloud
        self.project = cloud.project(through_proxy=True)
        self.project.write(BLUEPRINT)
        self.account = cloud.listing().without(STACK)
        # A clean run has some hundred calls, many of them side by side.
        self.seconds = 7.0
        cloud.proxy.before = lambda call: time.sleep(0.1)

    def terminal(self):
        command = [os.environ["SCAFFOLD_BIN"], *APPLY]
        return Terminal(command, self.project.folder, self.project.environment())

    def is_untouched(self):
        return self.cloud.proxy.changes() == {}

    def judge(self):
        self.cloud.proxy.reset()
        self.project.apply()
        self.project.assert_converged()
        listing = self.cloud.listing()
        listing.assert_each_once(STACK)
        assert listing.without(STACK) == self.account


class OnSandbox:
    """The same on the sandbox, whose waits are made short."""

    def __init__(self, folder):
        self.box = Box(folder)
        self.box.project.write(BLUEPRINT)
        self.seconds = 3.0

    def terminal(self):
        command = [os.environ["SCAFFOLD_BIN"], *APPLY, "--sandbox"]
        environment = self.box.project.environment(SCAFFOLD_SANDBOX_SPEED="40")
        return Terminal(command, self.box.project.folder, environment)

    def is_untouched(self):
        return self.box.live() == []

    def judge(self):
        self.box.run(*APPLY)
        self.box.run("plan", "--detailed-exitcode")
        live = self.box.live()
        assert len(live) == len(set(live)) > 10, live


@pytest.fixture(params=["moto", "sandbox"])
def place(request, tmp_path):
    if request.param == "sandbox":
        return OnSandbox(tmp_path)
    return OnMoto(request.getfixturevalue("cloud"))


def ended_by(place, code, sent, expected):
    """Before anything was changed a signal may end it as it ends every program."""
    return code == expected or code == -sent and place.is_untouched()


def assert_no_crash(terminal):
    assert "panicked" not in terminal.shown and "RUST_BACKTRACE" not in terminal.shown, terminal.shown


@pytest.mark.parametrize("seed", SEEDS)
def test_interrupted_at_any_instant(place, seed):
    """The even ones lose patience and ask twice."""
    dice = random.Random(seed)
    terminal = place.terminal()
    time.sleep(dice.uniform(0.05, place.seconds))
    was_running = terminal.process.poll() is None
    terminal.type(b"\x03")
    if seed % 2 == 0:
        time.sleep(dice.uniform(0.0, 0.5))
        if terminal.process.poll() is None:
            terminal.type(b"\x03")
    code = terminal.wait()
    stopped = ended_by(place, code, signal.SIGINT, 130)
    # Too late to stop anything, it says how it went.
    is_over = not was_running or " steps done in " in terminal.shown
    assert stopped or code == 0 and is_over, f"exit {code}\n{terminal.shown[-3000:]}"
    assert_no_crash(terminal)
    if seed % 2 and not place.is_untouched() and code:
        assert "Interrupted" in terminal.shown and "again" in terminal.shown, terminal.shown
    place.judge()


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_hung_up(place, seed):
    terminal = place.terminal()
    time.sleep(random.Random(seed).uniform(0.3, place.seconds / 2))
    terminal.close()
    code = terminal.wait()
    assert ended_by(place, code, signal.SIGHUP, 143), code
    place.judge()


def test_resized_all_the_time(place):
    terminal = place.terminal()
    sizes = [(24, 80), (5, 20), (1, 1), (60, 250), (24, 3), (0, 0), (24, 80)]
    number = 0
    while terminal.process.poll() is None:
        terminal.resize(*sizes[number % len(sizes)])
        number += 1
        time.sleep(0.05)
    assert terminal.wait() == 0, terminal.shown
    assert number > 10
    assert_no_crash(terminal)
    place.judge()
