"""Redis, as workers and monitors see it."""

from .dashboards import DATASOURCE_VARIABLE, SELECTED, dashboard, place_variables
from .expressions import LEVEL, quantile, rate
from .panels import ANY_IS_BAD, ANY_RATE_IS_BAD, ANY_RATE_IS_ODD, LATENCY, NONE_IS_BAD, SHARE, graph, stat


def dashboard_of_this():
    here = SELECTED
    command = "streamweir_redis_command_seconds"
    return dashboard(
        "streamweir-redis",
        "Streamweir: Redis",
        "Redis as workers and monitors see it: memory, how fast it answers, connections",
        [DATASOURCE_VARIABLE, *place_variables(multi=True)],
        [
            stat(
                "Memory used",
                "Share of `maxmemory` that the data take, at the fullest node. At 100 % Redis refuses submits; workers still drain. Empty"
                " or infinite: no bound is set, which is worse.",
                "percentunit",
                [(f"max by (redis, redis_node) (streamweir_redis_memory_used_bytes{{{here}}} / streamweir_redis_memory_max_bytes)", "{{redis}} {{redis_node}}")],
                SHARE,
            ),
            stat(
                "Answers, p99",
                "99 of 100 commands, blocking reads left out, are answered within this time.",
                "s",
                [(quantile(0.99, command, here, "redis"), "{{redis}} p99")],
                LATENCY,
            ),
            stat(
                "Connections",
                "Share of the connections that a node allows. At 100 % workers cannot connect.",
                "percentunit",
                [(f"max by (redis, redis_node) (streamweir_redis_clients{{{here}}} / streamweir_redis_clients_max)", "{{redis}} {{redis_node}}")],
                SHARE,
            ),
            stat(
                "Processes without a connection",
                "Workers and monitors whose shared connection is down now, or has no answer. They try again by themselves.",
                "short",
                [(f"count by (redis) (streamweir_redis_connected{{{here}}}) - sum by (redis) (streamweir_redis_connected{{{here}}})", "{{redis}}")],
                ANY_IS_BAD,
            ),
            graph(
                "Memory of each node",
                "What the data take and what they may take (dashed where it is shown: the bound). It holds waiting, pending, delayed and"
                " dead entries, results until their time is over, and counters.",
                "bytes",
                [
                    (f"max by (redis, redis_node) (streamweir_redis_memory_used_bytes{{{here}}})", "{{redis}} {{redis_node}} used"),
                    (f"max by (redis, redis_node) (streamweir_redis_memory_max_bytes{{{here}}})", "{{redis}} {{redis_node}} maximum"),
                ],
            ),
            graph(
                "Nodes that answer",
                "1 while a node answers. 0: it is down or hangs, and shows nothing else meanwhile. Behind sentinels the name is that of the"
                " master of the moment, so a failover is seen.",
                "short",
                [(f"max by (redis, redis_node) (streamweir_redis_node_up{{{here}}})", "{{redis}} {{redis_node}}")],
                NONE_IS_BAD,
            ),
            graph(
                "Keys evicted",
                "Per second. Anything but 0: the eviction policy is not `noeviction`, and the next key may be an inbox.",
                "ops",
                [(f"max by (redis, redis_node) (rate(streamweir_redis_evicted_total{{{here}}}[$__rate_interval]))", "{{redis}} {{redis_node}}")],
                ANY_RATE_IS_BAD,
            ),
            graph(
                "Answer times, p50",
                "From sending a command or script to its answer, at the median. All of them rise together: the server or the network."
                " One alone: that command has become costly.",
                "s",
                [(quantile(0.5, command, here, "redis, command"), "{{redis}} {{command}}")],
                LATENCY,
            ),
            graph(
                "Answer times, p99",
                "The same for the slowest of a hundred. High where p50 is low: pauses, of Redis (fork, a slow command of somebody else:"
                " `SLOWLOG GET`) or of this JVM.",
                "s",
                [(quantile(0.99, command, here, "redis, command"), "{{redis}} {{command}}")],
                LATENCY,
            ),
            graph(
                "Commands",
                "Commands and scripts per second that were sent.",
                "ops",
                [(rate(command + "_count", here, "redis, command"), "{{redis}} {{command}}")],
                stack=True,
            ),
            graph(
                "Commands that failed",
                "Per second, by the server's own word for it. `NOT_CONNECTED` and `NO_ANSWER`: the way to it. `OOM`: it is full."
                " `NOPERM`: the user lacks a right. Empty: none has failed yet.",
                "ops",
                [(rate("streamweir_redis_failures_total", here, "redis, command, code"), "{{redis}} {{command}} {{code}}")],
                ANY_RATE_IS_BAD,
            ),
            graph(
                "Settlements, p99",
                "How long workers wait for the answer to a batch of settlements, by stage. It bounds how fast a lane may be.",
                "s",
                [(quantile(0.99, "streamweir_settle_seconds", here, LEVEL), "{{redis}} {{pipeline}} {{stage}}")],
                LATENCY,
            ),
            graph(
                "Entries per settlement",
                "The mean. Batches grow under load by themselves, which is what makes a loaded worker cheap for Redis; 1 at high load:"
                " handlers are slower than the lane.",
                "short",
                [(
                    f"{rate('streamweir_settle_batch_entries_sum', here, LEVEL)} / ({rate('streamweir_settle_batch_entries_count', here, LEVEL)} > 0)",
                    "{{redis}} {{pipeline}} {{stage}}",
                )],
            ),
            graph(
                "Connections of each node",
                "Connections of all clients, and how many the node allows. A worker takes one per stage and partition, and one more.",
                "short",
                [
                    (f"max by (redis, redis_node) (streamweir_redis_clients{{{here}}})", "{{redis}} {{redis_node}} open"),
                    (f"max by (redis, redis_node) (streamweir_redis_clients_max{{{here}}})", "{{redis}} {{redis_node}} allowed"),
                ],
            ),
            graph(
                "Reads and settlements that failed",
                "Per second. Workers try again; a burst is a restart or a failover, a plateau is not.",
                "ops",
                [
                    (rate("streamweir_read_failures_total", here, LEVEL), "{{redis}} {{pipeline}} {{stage}} read"),
                    (rate("streamweir_settle_failures_total", here, LEVEL), "{{redis}} {{pipeline}} {{stage}} settle"),
                ],
                ANY_RATE_IS_ODD,
            ),
        ],
    )
