"""The harness tells a peer what to do, one command per line on standard input; each is answered by one line."""
import atexit
import os
import subprocess
import sys
import threading
import traceback

# Nobody but answer() may write to the harness.
_answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

PAYLOAD = "x" * 100


def serve(commands):
    """Calls commands[word](settings) for each line, settings being its words of the form name=value."""
    for line in sys.stdin:
        word, *rest = line.split()
        settings = dict(pair.split("=", 1) for pair in rest)
        try:
            if word in commands:
                commands[word](settings)
            elif word not in ("mark", "usage"):
                raise ValueError("unknown command " + word)
            print("ok", file=_answers, flush=True)
        except Exception as e:
            traceback.print_exc()
            print("failed", repr(e), file=_answers, flush=True)


class Workers:
    """Worker processes that have said that they are ready. They end with the peer, which ends when the harness closes its input."""

    def __init__(self):
        self.processes = []
        atexit.register(self.stop)

    def start(self, command, ready, count=1):
        for _ in range(count):
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                       stderr=subprocess.STDOUT, text=True)
            self.processes.append(process)
            for line in process.stdout:
                if ready in line:
                    break
            else:
                raise RuntimeError("a worker ended before it was ready")
            # A full pipe would stop the worker.
            threading.Thread(target=lambda out=process.stdout: sum(len(line) for line in out), daemon=True).start()

    def stop(self):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.processes.clear()


class Gate:
    """Hides a queue while workers start, so that the clock measures work and no start."""

    def __init__(self, redis, queue):
        self.redis, self.queue = redis, queue

    def close(self):
        self.redis.rename(self.queue, "hidden:" + self.queue)

    def open(self):
        self.redis.rename("hidden:" + self.queue, self.queue)
