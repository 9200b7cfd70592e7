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
    process = subprocess.Popen(
        arguments, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    begin = time.monotonic()
    watch = Watch(process.pid)
    chunks = []
    reader = threading.Thread(target=lambda: chunks.append(process.stdout.read()))
    reader.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - begin
    reader.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    memory = max(watch.stop(), usage.ru_maxrss * 1024)
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
        while not self.over.wait(0.01):
            self.peak = max(self.peak, sum(resident(pid) for pid in tree(self.pid)))

    def stop(self):
        self.over.set()
        self.join()
        return self.peak


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
