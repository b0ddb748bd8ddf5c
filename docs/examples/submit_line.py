#!/usr/bin/python3
"""Submits one line to the pipeline access-log and prints how the job ended, with nothing of Streamweir: see ../protocol.md.

Needs python3-redis. Exits 0 with the result as JSON, 1 where the job failed, and 3 where no result came in time: most
lines end silently, and only a suspicious request or a server error has a result.
"""
import argparse
import io
import json
import os
import sys
import time
import urllib.parse
import uuid
import zlib

import redis

PIPELINE, STAGE = "access-log", "parse"
LOG_LINE = '{"name":"io.streamweir.schemas.accesslog.LogLine","type":"record","fields":[{"name":"line","type":"string"}]}'


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


def encode_line(line):
    """Marker, little-endian fingerprint, body; the body of a LogLine is one string: its length and its bytes."""
    text = line.encode()
    return b"\xc3\x01" + fingerprint(LOG_LINE).to_bytes(8, "little") + avro_long(len(text)) + text


def read_long(data):
    shift, zigzag = 0, 0
    while True:
        byte = data.read(1)[0]
        zigzag |= (byte & 0x7F) << shift
        if byte < 0x80:
            return (zigzag >> 1) ^ -(zigzag & 1)
        shift += 7


def read_value(schema, data):
    """Reads what the records of access-log are made of: records, enums, unions, texts and whole numbers."""
    if isinstance(schema, list):
        return read_value(schema[read_long(data)], data)
    kind = schema["type"] if isinstance(schema, dict) else schema
    if kind == "record":
        return {field["name"]: read_value(field["type"], data) for field in schema["fields"]}
    if kind == "enum":
        return schema["symbols"][read_long(data)]
    if kind == "string":
        return data.read(read_long(data)).decode()
    if kind in ("int", "long"):
        return read_long(data)
    if kind == "null":
        return None
    raise ValueError(f"this example does not read {kind}")


def decode(payload, schemas):
    """The writer's schema is found by the fingerprint in the payload's head."""
    name = f"{int.from_bytes(payload[2:10], 'little'):016x}"
    return read_value(json.loads(schemas(name)), io.BytesIO(payload[10:]))


class Client:
    def __init__(self, server, namespace):
        self.server, self.namespace = server, namespace
        self.schemas_key = f"{namespace}:schemas"
        server.hsetnx(self.schemas_key, f"{fingerprint(LOG_LINE):016x}", LOG_LINE)
        meta = server.hgetall(f"{namespace}:{{{PIPELINE}}}:meta")
        if meta and meta[b"format"] != b"1":
            sys.exit(f"this program knows wire format 1, not {meta[b'format'].decode()}")
        self.partitions = int(meta.get(b"partitions", 1))

    def key(self, job, name):
        partition = zlib.crc32(job.encode()) % self.partitions
        return f"{self.namespace}:{{{PIPELINE}/{partition}}}:{name}"

    def submit_and_wait(self, job, line, seconds):
        """Subscribes before it appends, so that no message is missed; reads the stored result all the same."""
        channel = self.server.pubsub(ignore_subscribe_messages=True)
        channel.subscribe(self.key(job, "results"))
        fields = {"j": job, "t": int(time.time() * 1000), "p": encode_line(line)}
        self.server.xadd(self.key(job, f"inbox:{STAGE}"), fields)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            message = self.server.get(self.key(job, f"result:{job}"))
            if message is not None:
                return message
            channel.get_message(timeout=0.5)
        return None


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--redis", default=os.environ.get("STREAMWEIR_REDIS", "redis://127.0.0.1:6379"))
    options.add_argument("--namespace", default="sw")
    options.add_argument("--timeout", type=float, default=10, help="seconds to wait for a result")
    options.add_argument("--job", default=uuid.uuid4().hex, help="the job's id")
    options.add_argument("line")
    given = options.parse_args()

    client = Client(redis.Redis.from_url(given.redis), given.namespace)
    message = client.submit_and_wait(given.job, given.line, given.timeout)
    if message is None:
        print(f"no result of job {given.job} within {given.timeout} s", file=sys.stderr)
        return 3
    head, payload = message.split(b"\n", 1)
    result = dict(urllib.parse.parse_qsl(head.decode(), keep_blank_values=True))
    if payload:
        result["value"] = decode(payload, lambda name: client.server.hget(client.schemas_key, name))
    print(json.dumps(result))
    return 0 if result["status"] == "finished" else 1


if __name__ == "__main__":
    sys.exit(main())
