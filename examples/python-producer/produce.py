#!/usr/bin/env python3
"""Submits an order to the pipeline of ../orders and prints how it ended, with nothing of Streamweir: see ../../docs/protocol.md.

Needs redis-py (python3-redis). Exits 0 with what the customer reads, 1 if the order failed, 3 if no result came in time.
"""
import argparse
import sys
import time
import urllib.parse
import uuid
import zlib

import redis

PIPELINE, STAGE = "orders", "check"
ORDER = '{"name":"orders.Order","type":"record","fields":[{"name":"number","type":"string"},{"name":"cents","type":"long"}]}'


def fingerprint(canonical_form):
    """CRC-64-AVRO of a schema's parsing canonical form, as Avro's specification defines it."""
    empty = 0xC15D213AA4D7A795
    crc = empty
    for byte in canonical_form.encode():
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (empty if crc & 1 else 0)
    return crc


def avro_long(number):
    """Zigzag, then seven bits per byte, the lowest first."""
    zigzag, out = (number << 1) ^ (number >> 63), bytearray()
    while zigzag > 0x7F:
        out.append(zigzag & 0x7F | 0x80)
        zigzag >>= 7
    out.append(zigzag)
    return bytes(out)


def avro_order(number, cents):
    """Marker, fingerprint of the schema, then the fields in their order. A string is its length and its bytes."""
    text = number.encode()
    return b"\xc3\x01" + fingerprint(ORDER).to_bytes(8, "little") + avro_long(len(text)) + text + avro_long(cents)


def confirmation(payload):
    """The text of a Confirmation, which has this one field: behind marker and fingerprint its length and its bytes."""
    at, shift, zigzag = 10, 0, 0
    while True:
        byte = payload[at]
        zigzag |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return payload[at : at + (zigzag >> 1)].decode()


class Producer:
    def __init__(self, server, namespace):
        self.server, self.namespace = server, namespace
        server.hsetnx(f"{namespace}:schemas", f"{fingerprint(ORDER):016x}", ORDER)
        meta = server.hgetall(f"{namespace}:{{{PIPELINE}}}:meta")
        if meta and meta[b"format"] != b"1":
            sys.exit(f"this program knows wire format 1, not {meta[b'format'].decode()}")
        self.partitions = int(meta.get(b"partitions", 1))

    def key(self, job, name):
        """All keys of a job are in the partition that the job's id says."""
        partition = zlib.crc32(job.encode()) % self.partitions
        return f"{self.namespace}:{{{PIPELINE}/{partition}}}:{name}"

    def submit(self, job, number, cents):
        fields = {"j": job, "t": int(time.time() * 1000), "p": avro_order(number, cents)}
        self.server.xadd(self.key(job, f"inbox:{STAGE}"), fields)

    def wait(self, job, seconds):
        """Subscribes, then reads the stored result, so that no end is missed."""
        channel = self.server.pubsub(ignore_subscribe_messages=True)
        channel.subscribe(self.key(job, "results"))
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            result = self.server.get(self.key(job, f"result:{job}"))
            if result is not None:
                return result
            channel.get_message(timeout=0.5)
        return None


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--redis", default="redis://127.0.0.1:6379")
    options.add_argument("--namespace", default="sw")
    options.add_argument("--timeout", type=float, default=30, help="seconds to wait for a result")
    options.add_argument("number")
    options.add_argument("cents", type=int)
    given = options.parse_args()

    producer = Producer(redis.Redis.from_url(given.redis), given.namespace)
    job = uuid.uuid4().hex
    producer.submit(job, given.number, given.cents)
    result = producer.wait(job, given.timeout)
    if result is None:
        print(f"no result of job {job} within {given.timeout} s", file=sys.stderr)
        return 3
    head, payload = result.split(b"\n", 1)
    end = dict(urllib.parse.parse_qsl(head.decode()))
    if end["status"] != "finished":
        print(f"order {given.number} failed: {end.get('error', end['status'])}")
        return 1
    print(confirmation(payload))
    return 0


if __name__ == "__main__":
    sys.exit(main())
