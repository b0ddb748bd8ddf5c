"""Flask behind gunicorn, in 4 processes of 2 threads that keep connections open. Nobody works on its jobs."""
import os
import sys

import redis

import driver

URI = sys.argv[1]


def main():
    os.environ["PEER_REDIS"] = URI
    server = driver.Workers()

    def start(settings):
        redis.Redis.from_url(URI).ping()
        command = ["/usr/bin/gunicorn", "--bind", "127.0.0.1:" + settings["port"], "--workers", "4", "--worker-class", "gthread",
                   "--threads", "2", "--keep-alive", "60", "--log-level", "info", "flask_app:app"]
        server.start(command, "Booting worker")

    driver.serve({"start": start, "stop": lambda s: server.stop()})


if __name__ == "__main__":
    main()
