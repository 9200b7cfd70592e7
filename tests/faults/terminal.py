"""A real terminal, with `scaffold` at its other end."""

import fcntl
import os
import pty
import struct
import subprocess
import termios
import threading


class Terminal:
    """Runs a program as the foreground of a terminal of its own; what it shows is read all the time."""

    def __init__(self, command, folder, environment, size=(24, 80)):
        self.master, slave = pty.openpty()
        self._size(size)
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env={"TERM": "xterm-256color", **environment},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            # Of this session, so that its keys are signals and its end is a hangup.
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(slave)
        self._shown = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        while True:
            try:
                piece = os.read(self.master, 65536)
            except OSError:
                return
            if not piece:
                return
            self._shown.append(piece)

    def _size(self, size):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))

    def type(self, keys):
        os.write(self.master, keys)

    def resize(self, rows, columns):
        """The program is told by SIGWINCH."""
        self._size((rows, columns))

    def close(self):
        """The window is gone: whoever reads or writes here sees the end, and its session is hung up."""
        os.close(self.master)

    def wait(self, timeout=120):
        """The exit code."""
        try:
            return self.process.wait(timeout=timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"not done in {timeout} s:\n{self.shown}") from None

    @property
    def shown(self):
        self._reader.join(timeout=1)
        return b"".join(self._shown).decode("utf-8", "replace")
