#!/usr/bin/python3
"""Measures what decisions 1, 4, 6, 9 and 14 compare, on a Redis of your own that it empties: measure.py settlement|sources|hop|one|budget [PORT]

Needs python3-redis. Prints the server's CPU time per entry (INFO cpu), which the client's speed does not blur.
"""
import pathlib
import sys

import redis

SCRIPTS = pathlib.Path(__file__).parents[2] / "pipeline-core/src/main/resources/io/streamweir/internal"
ENTRIES, BATCH = 200_000, 250
JOB, TIME, PAYLOAD = "01M7XP1TPTAWC1RG7NB7E3CPJF", "1795218795226", b"x" * 100

server = redis.Redis(port=int(sys.argv[2]) if len(sys.argv) > 2 else 6379)
for command in ("XACK", "XADD"):
    server.set_response_callback(command, lambda reply, **options: reply)  # QUEUED within MULTI


def script(*texts):
    """Loads texts as one script, as `new Script(...)` names them: each behind its room, the script itself last."""
    return server.script_load("".join((SCRIPTS / f"{text}.lua").read_text() for text in texts))


def hop_script():
    return script("settle/runs", "settle/hop")


def cpu():
    info = server.info("cpu")
    return info["used_cpu_user"] + info["used_cpu_sys"]


def measured(label, work):
    before = cpu()
    work()
    micros = (cpu() - before) * 1e6 / ENTRIES
    memory = server.info("memory")["used_memory"]
    print(f"{label:45} {micros:6.2f} us CPU per entry   {memory / 1e6:7.1f} MB in use afterwards")


def batches(work):
    for first in range(0, ENTRIES, BATCH):
        work(first)


def settlement():
    sha = hop_script()

    def separate(atomic):
        def one(first):
            ids = read()
            pipe = server.pipeline(transaction=False)
            for entry in ids:
                if atomic:
                    pipe.execute_command("MULTI")
                pipe.execute_command("XACK", "in", "workers", entry)
                pipe.execute_command("XADD", "out", "*", "j", JOB, "t", TIME, "p", PAYLOAD)
                if atomic:
                    pipe.execute_command("EXEC")
            pipe.execute()
        return one

    def fused(first):
        args = [part for entry in read() for part in (entry, JOB, TIME, PAYLOAD)]
        server.evalsha(sha, 2, "in", "out", "workers", "handed-back", 1, "F", 1, BATCH, *args)

    def read():
        return [entry for entry, _ in server.xreadgroup("workers", "w", {"in": ">"}, BATCH)[0][1]]

    def run(label, work):
        server.flushall()
        server.xgroup_create("in", "workers", "0", mkstream=True)
        batches(lambda first: fill())
        measured(label, lambda: batches(work))

    def fill():
        pipe = server.pipeline(transaction=False)
        for _ in range(BATCH):
            pipe.xadd("in", {"j": JOB, "t": TIME, "p": PAYLOAD})
        pipe.execute()

    run("read, hop.lua per batch", fused)
    run("read, XACK and XADD apart, pipelined", separate(False))
    run("read, MULTI XACK XADD EXEC, pipelined", separate(True))


def hop():
    """What the parts of a hop cost."""
    acks = "local c, A, K = redis.call, ARGV, KEYS for k = 1, #A, 4 do c('XACK', K[1], 'workers', A[k]) end"
    adds = "local c, A, K = redis.call, ARGV, KEYS for k = 1, #A, 4 do c('XADD', K[2], '*', 'j', A[k + 1], 't', A[k + 2], 'p', A[k + 3]) end"
    calls = "local c, A, K = redis.call, ARGV, KEYS for k = 1, #A, 4 do c('PING') end"
    no_calls = "local A, x = ARGV for k = 1, #A, 4 do x = A[k] end"
    at_once = "local ids, A = {}, ARGV for k = 1, #A, 4 do ids[#ids + 1] = A[k] end redis.call('XACK', KEYS[1], 'workers', unpack(ids)) "

    def entries():
        return [entry for entry, _ in server.xreadgroup("workers", "w", {"in": ">"}, BATCH)[0][1]]

    def scripted(source):
        sha = server.script_load(source)

        def work(first):
            args = [part for entry in entries() for part in (entry, JOB, TIME, PAYLOAD)]
            server.evalsha(sha, 2, "in", "out", *args)
        return work

    def piped(acknowledge, append):
        def work(first):
            ids = entries()
            pipe = server.pipeline(transaction=False)
            if append:
                for _ in ids:
                    pipe.execute_command("XADD", "out", "*", "j", JOB, "t", TIME, "p", PAYLOAD)
            if acknowledge:
                pipe.execute_command("XACK", "in", "workers", *ids)
            pipe.execute()
        return work

    def settle(first, sha=hop_script()):
        args = [part for entry in entries() for part in (entry, JOB, TIME, PAYLOAD)]
        server.evalsha(sha, 2, "in", "out", "workers", "handed-back", 1, "F", 1, BATCH, *args)

    for label, work in (
        ("read only", lambda first: entries()),
        ("read; XADD each, one XACK, pipelined", piped(True, True)),
        ("read; XADD each, pipelined", piped(False, True)),
        ("read; hop.lua", settle),
        ("read; script: XACK, XADD each", scripted(acks + " " + adds)),
        ("read; script: one XACK, XADD each", scripted(at_once + adds)),
        ("read; script: XADD each", scripted(adds)),
        ("read; script: XACK each", scripted(acks)),
        ("read; script: PING each", scripted(calls)),
        ("read; script that calls nothing", scripted(no_calls)),
    ):
        server.flushall()
        server.xgroup_create("in", "workers", "0", mkstream=True)
        for _ in range(ENTRIES // BATCH):
            pipe = server.pipeline(transaction=False)
            for _ in range(BATCH):
                pipe.xadd("in", {"j": JOB, "t": TIME, "p": PAYLOAD})
            pipe.execute()
        measured(label, lambda: batches(work))


def one_by_one(label, sha, keys, rest):
    """The time of a call that settles one entry, by the server's own count."""
    server.flushall()
    for stream in ("in", "out"):
        server.xgroup_create(stream, "workers", "0", mkstream=True)
    for _ in range(0, ENTRIES // 4, BATCH):
        pipe = server.pipeline(transaction=False)
        for _ in range(BATCH):
            pipe.xadd("in", {"j": JOB, "t": TIME, "p": PAYLOAD})
        pipe.execute()
    server.config_resetstat()
    for _ in range(0, ENTRIES // 4, BATCH):
        pipe = server.pipeline(transaction=False)
        for entry, _ in server.xreadgroup("workers", "w", {"in": ">"}, BATCH)[0][1]:
            pipe.evalsha(sha, len(keys), *keys, "workers", "handed-back", *(entry if part == "ID" else part for part in rest))
        pipe.execute()
    micros = server.info("commandstats")["cmdstat_evalsha"]["usec_per_call"]
    print(f"{label:45} {micros:6.2f} us per call")


def appending(label, sha, keys, rest):
    """The time of a call that appends one job, by the server's own count."""
    server.flushall()
    server.config_resetstat()
    for _ in range(0, ENTRIES // 4, BATCH):
        pipe = server.pipeline(transaction=False)
        for _ in range(BATCH):
            pipe.evalsha(sha, len(keys), *keys, "workers", 1_000_000, *rest, JOB, TIME, PAYLOAD)
        pipe.execute()
    print(f"{label:45} {server.info('commandstats')['cmdstat_evalsha']['usec_per_call']:6.2f} us per call")


def budget():
    """What each part of a settlement of one entry costs: each script does what the one above it does, and one thing more."""
    head = "local call, KEYS, ARGV = redis.call, KEYS, ARGV "
    steps = (
        ("a script that does nothing", ""),
        ("XACK", "local acked = call('XACK', KEYS[1], ARGV[1], ARGV[7]) "),
        ("XADD: the bare script", "if acked == 1 then call('XADD', KEYS[2], '*', 'j', ARGV[8], 't', ARGV[9], 'p', ARGV[10]) end "),
        ("XLEN: how full the target is", "local length = call('XLEN', KEYS[2]) "),
        ("TYPE: whether the target is a stream", "if call('TYPE', KEYS[2]).ok ~= 'stream' then return end "),
        ("the right to XADD", "if not redis.acl_check_cmd('XADD', KEYS[2], '0', '0', '0') then return end "),
        ("the right to XCLAIM", "if not redis.acl_check_cmd('XCLAIM', KEYS[1], '0', '0', '0', '0') then return end "),
        ("the right to XLEN", "if not redis.acl_check_cmd('XLEN', KEYS[2]) then return end "),
    )
    source = head
    for label, step in steps:
        source += step
        one_by_one(label, server.script_load(source + "return 1"), ("in", "out"), (1, "F", 1, 1, "ID", JOB, TIME, PAYLOAD))
    for label, wanted in (("forward.lua", 0), ("forward.lua, with XLEN", 1)):
        one_by_one(label, script("settle/forward"), ("in", "out"), (wanted, "ID", JOB, TIME, PAYLOAD))
    one_by_one("hop.lua: functions, lists, runs", hop_script(), ("in", "out"), (1, "F", 1, 1, "ID", JOB, TIME, PAYLOAD))

    keys, end = ("in", "results", "cancelled", "result:" + JOB), b"job=" + JOB.encode() + b"&status=finished&stage=last\n" + PAYLOAD
    one_by_one("finish.lua", script("entry/ends", "settle/finish"), keys, ("PUBLISH", 256, 60_000, "ID", end))
    settle = script("wire/checks", "entry/ends", "settle/runs", "settle/effects", "settle/settle")
    uses = ("any", 1, 0, "any", 1, 1, "SET")
    told = (0, "PUBLISH", 3, 0, 0, 0, 256, 2, *uses)
    one_by_one("settle.lua, which does the same", settle, keys, (*told, "G", "ID", 5, "store", 3, 4, 60_000, end))

    appending("append-plain.lua, one job", script("entry/append-plain"), ("in", "closed"), ())
    appending("append.lua, one job", script("wire/checks", "entry/room", "entry/append"), ("in",) * 4 + ("closed",), (0, 0, 0, "F", 1))


def one():
    """What a settlement of one entry costs, by the server's own count: with hop.lua, and with the questions that it does not ask."""
    ids_asked = (SCRIPTS / "wire/checks.lua").read_text() + "exhausted(KEYS[2]) "
    asking = server.script_load(ids_asked + "".join((SCRIPTS / f"settle/{text}.lua").read_text() for text in ("runs", "hop")))
    forward = ("F", 1, 1, "ID", JOB, TIME, PAYLOAD)
    for label, sha, keys, rest in (
        ("goes on, hop.lua", hop_script(), ("in", "out"), (1, *forward)),
        ("goes on, asking for ids first", asking, ("in", "out"), (1, *forward)),
        ("ends, hop.lua", hop_script(), ("in",), (0, "X", 1, "ID")),
        ("changes a counter, hop.lua", script("settle/counters", "settle/runs", "settle/hop"), ("in", "count"),
         (0, "X", 1, "ID", "C", 6, 1, 2, "field", 1, 1, "1:1")),
    ):
        one_by_one(label, sha, keys, rest)


def sources():
    sha = script("wire/checks", "entry/room", "entry/append")

    def numbered(first):
        jobs = [part for _ in range(BATCH) for part in (JOB, TIME, PAYLOAD)]
        server.evalsha(sha, 4, "in", "later", "source", "in", "workers", 10_000_000, first + 1, 604_800_000, 0, "F", BATCH, *jobs)

    def keyed(first):
        keys = [f"sw:{{access-log/0}}:unique:8f2fa7ed22b763db:{first + k}" for k in range(BATCH)]
        jobs = []
        for k in range(BATCH):
            jobs += ["G", JOB, 0, "-", 5 + k, 604_800_000, 6, "j", JOB, "t", TIME, "p", PAYLOAD]
        server.evalsha(sha, 4 + BATCH, "in", "later", "in", "in", *keys, "workers", 10_000_000, 0, 0, 0, *jobs)

    for label, work in (("a position per source", numbered), ("a dedupe key per line", keyed)):
        server.flushall()
        measured(label, lambda: batches(work))
        server.delete("in")
        print(f"{'':45} {server.info('memory')['used_memory'] / 1e6:7.1f} MB without the entries themselves")


{"settlement": settlement, "sources": sources, "hop": hop, "one": one, "budget": budget}[sys.argv[1]]()
