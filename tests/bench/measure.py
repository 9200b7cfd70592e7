"""Runs a command and tells what it cost: wall time, processor time, peak memory of its process tree."""

import os
import subprocess
import threading
import time

PAGE = os.sysconf("SC_PAGE_SIZE")


class Cost:
    def __init__(self, code, wall, processor, memory, out):
        self.code = code
        # Seconds.
        self.wall = wall
        self.processor = processor
        # Bytes, summed over processes that lived at the same time.
        self.memory = memory
        self.out = out


def run(arguments, folder, environment, codes=(0,)):
    begin = time.monotonic()
    process = subprocess.Popen(
        arguments, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    watch = Watch(process.pid)
    chunks = []
    reader = threading.Thread(target=lambda: chunks.append(process.stdout.read()))
    reader.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - begin
    reader.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    memory = watch.stop()
    out = b"".join(chunks).decode("utf-8", "replace")
    if process.returncode not in codes:
        raise RuntimeError(f"{' '.join(map(str, arguments))} gave {process.returncode}\n{out}")
    return Cost(process.returncode, wall, usage.ru_utime + usage.ru_stime, memory, out)


class Watch(threading.Thread):
    """Looks every few milliseconds at the memory of a process and its descendants."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid = pid
        self.peak = 0
        self.over = threading.Event()
        self.start()

    def run(self):
        while not self.over.wait(0.005):
            family = list(tree(self.pid))
            # One process knows its own peak; of several the sum at one time counts. What `wait4` says
            # begins with the memory of this Python, from which the process was forked.
            now = most_resident(self.pid) if len(family) == 1 else sum(resident(pid) for pid in family)
            self.peak = max(self.peak, now)

    def stop(self):
        self.over.set()
        self.join()
        return self.peak


def most_resident(pid):
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            lines = [line for line in status if line.startswith("VmHWM:")]
        return int(lines[0].split()[1]) * 1024
    except (OSError, IndexError, ValueError):
        return 0


def resident(pid):
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as statm:
            return int(statm.read().split()[1]) * PAGE
    except (OSError, IndexError, ValueError):
        return 0


def tree(pid):
    yield pid
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children", encoding="ascii") as children:
                for child in children.read().split():
                    yield from tree(int(child))
    except OSError:
        return
