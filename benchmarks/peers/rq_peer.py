"""RQ: a job that does nothing, its result not kept, worked on by SimpleWorker, which does not fork per job."""
import sys

import redis
from rq import Queue, SimpleWorker, Worker

import driver
from rq_jobs import noop

URI = sys.argv[1]
BATCH = 1000


def work(kind):
    queue = Queue("default", connection=redis.Redis.from_url(URI))
    worker = (SimpleWorker if kind == "simple" else Worker)([queue], connection=queue.connection)
    print("READY", flush=True)
    worker.work(logging_level="ERROR")


def main():
    connection = redis.Redis.from_url(URI)
    queue = Queue("default", connection=connection)
    workers = driver.Workers()
    gate = driver.Gate(connection, "rq:queue:default")

    def enqueue(settings):
        left = int(settings["count"])
        while left > 0:
            some = min(left, BATCH)
            queue.enqueue_many([Queue.prepare_data(noop, (driver.PAYLOAD,), result_ttl=0) for _ in range(some)])
            left -= some

    def start(settings):
        gate.close()
        command = [sys.executable, __file__, URI, settings.get("worker", "simple")]
        workers.start(command, "READY", int(settings.get("processes", "2")))

    driver.serve({"run": enqueue, "start": start, "open": lambda s: gate.open(), "stop": lambda s: workers.stop()})


if __name__ == "__main__":
    work(sys.argv[2]) if len(sys.argv) > 2 else main()
