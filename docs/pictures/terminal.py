"""A command in a terminal of its own, and what the terminal shows."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time

import pyte
from pyte.screens import Char

FAINT = 2  # the code of a rendition that pyte leaves out


class Screen(pyte.Screen):
    """Keeps faint text apart, as a colour."""

    def select_graphic_rendition(self, *codes):
        super().select_graphic_rendition(*codes)
        if FAINT in codes:
            self.cursor.attrs = self.cursor.attrs._replace(fg="faint")


class Terminal:
    """Runs a command until it ends or is closed. The environment is this process's, with the given variables."""

    def __init__(self, command, rows, columns, **variables):
        self.screen = Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._pid, self._output = pty.fork()
        if self._pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            environment = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **variables}
            environment.pop("NO_COLOR", None)
            os.execvpe(command[0], command, environment)

    def watch(self, seconds):
        """Takes in what the command prints for so long. False where it has ended."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self._output], [], [], left)[0]:
                try:
                    printed = os.read(self._output, 65536)
                except OSError:
                    return False
                self._stream.feed(printed)
        return True

    def until_end(self, seconds):
        """Takes in all that the command prints. An error where it still runs after so long, or fails."""
        if self.watch(seconds):
            raise RuntimeError(f"still runs after {seconds} s:\n" + "\n".join(self.screen.display))
        status = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
        self._pid = 0
        if status != 0:
            raise RuntimeError(f"ended with {status}:\n" + "\n".join(self.screen.display))

    def rows(self):
        """The rows down to the last one that shows something: a list of cells each."""
        rows = [[self.screen.buffer[y][x] for x in range(self.screen.columns)] for y in range(self.screen.lines)]
        while rows and not text(rows[-1]):
            rows.pop()
        return rows

    def close(self):
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        os.close(self._output)


def text(row):
    """What the cells of a row say."""
    return "".join(cell.data for cell in row).rstrip()


def typed(command):
    """A row in which a command was typed at a prompt."""
    return [Char("$", fg="faint"), Char(" ")] + [Char(letter, bold=True) for letter in command]


def note(words):
    """A row in which something was left out."""
    return [Char(letter, fg="faint") for letter in words]
