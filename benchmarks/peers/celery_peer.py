"""Celery: a task that does nothing, results ignored, as its guide to optimizing says."""
import os
import sys

from celery import Celery
from celery.signals import worker_ready

URI = os.environ.get("PEER_REDIS") or sys.argv[1]

app = Celery("celery_peer", broker=URI + "/0")
app.conf.update(
    task_ignore_result=True,
    worker_prefetch_multiplier=int(os.environ.get("PEER_PREFETCH", "128")),
    worker_send_task_events=False,
    broker_pool_limit=1,
)


@app.task(name="noop")
def noop(payload):
    pass


@worker_ready.connect
def say_so(**_):
    os.write(1, b"READY\n")  # what is printed becomes a log line, and those are off


def main():
    import redis
    import driver

    os.environ["PEER_REDIS"] = URI
    os.environ["C_FORCE_ROOT"] = "1"
    workers = driver.Workers()
    gate = driver.Gate(redis.Redis.from_url(URI), "celery")

    def enqueue(settings):
        with app.producer_pool.acquire(block=True) as producer:
            for _ in range(int(settings["count"])):
                noop.apply_async((driver.PAYLOAD,), producer=producer)

    def start(settings):
        gate.close()
        command = [sys.executable, "-m", "celery", "-A", "celery_peer", "worker", "--loglevel=ERROR",
                   "--pool", settings.get("pool", "prefork"), "--concurrency", settings.get("concurrency", "2"),
                   "--without-gossip", "--without-mingle", "--without-heartbeat"]
        workers.start(command, "READY", int(settings.get("processes", "1")))

    driver.serve({"run": enqueue, "start": start, "open": lambda s: gate.open(), "stop": lambda s: workers.stop()})


if __name__ == "__main__":
    main()
