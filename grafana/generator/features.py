"""Rows of the pipeline's dashboard that are closed: what only some pipelines have, and what is seen from nearer."""

from .expressions import busy, rate, server, server_rate, window_rate
from .panels import AGE, BUSY, POLL_AGE, graph, row


def features(whole, chosen):
    """The rows of a pipeline, and of the stages of it that are chosen."""
    return [
        row("By worker", *workers(chosen)),
        row("By partition", *partitions(chosen)),
        row("Run-through", *throughs(chosen)),
        row("Priorities", *priorities(chosen)),
        row("Limits, pauses and breakers", *limits(chosen)),
        row("Order by key", keyed(chosen)),
        row("Schedules", schedules(whole)),
        row("Splits", splits(whole)),
        row("Windows", *windows(whole)),
        row("Jobs for other pipelines", *outboxes(whole)),
        row("Taps and readers of results", *readers(whole, chosen)),
    ]


def workers(chosen):
    return [
        graph(
            "Settled by worker",
            "Entries per second of each process. One that lags behind the others: its machine, or its handlers wait for something.",
            "ops",
            [(rate("streamweir_entries_total", chosen, "instance"), "{{instance}}")],
            stack=True,
        ),
        graph(
            "Handlers that are busy, by worker",
            "Share of each process' handlers of a stage that run.",
            "percentunit",
            [(busy(chosen, "instance, stage"), "{{instance}} {{stage}}")],
            BUSY,
        ),
        graph(
            "Age of the last poll",
            "Since Redis last answered the lane that waits longest. A few seconds is normal; above a minute the lane is cut off or"
            " stuck, and the process fails its liveness probe.",
            "s",
            [(f"max by (instance, stage) (streamweir_lane_poll_age_seconds{{{chosen}}})", "{{instance}} {{stage}}")],
            POLL_AGE,
        ),
        graph(
            "Entries in hand",
            "What each process has been given and has not settled.",
            "short",
            [(f"sum by (instance, stage) (streamweir_lane_held_entries{{{chosen}}})", "{{instance}} {{stage}}")],
        ),
    ]


def partitions(chosen):
    return [
        graph(
            "Oldest waiting entry of each partition",
            "One partition alone that is late: a hot key, or the Redis node that holds it. Only where `--metrics-by-partition` is given.",
            "s",
            [(f"max by (stage, partition) (streamweir_partition_oldest_waiting_seconds{{{chosen}}})", "{{stage}}/{{partition}}")],
            AGE,
        ),
        graph(
            "Backlog of each partition",
            "How evenly jobs spread. Jobs with the same key share a partition.",
            "short",
            [(f"max by (stage, partition) (streamweir_partition_backlog_entries{{{chosen}}})", "{{stage}}/{{partition}}")],
        ),
        graph(
            "Settled by partition",
            "Entries settled per second. A partition with a backlog and no settlement has no worker, or its node is away.",
            "ops",
            [(f"max by (stage, partition) (rate(streamweir_partition_settled_total{{{chosen}}}[$__rate_interval]))", "{{stage}}/{{partition}}")],
            width=24,
        ),
    ]


def throughs(chosen):
    run_through = rate("streamweir_entries_run_through_total", chosen, "stage")
    return [
        graph(
            "Ran through",
            "Entries per second that the worker of the stage before handled at once, so that they never lay in the stage's inbox. They do"
            " not arrive there either.",
            "ops",
            [(run_through, "{{stage}}")],
        ),
        graph(
            "Share that ran through",
            "Of the entries that a stage settled. Far below 100 % at a stage that allows it: its inbox is not empty, or workers of the"
            " stage before do not work on it.",
            "percentunit",
            [(f'{run_through} / ({rate("streamweir_entries_total", chosen, "stage")} > 0)', "{{stage}}")],
        ),
    ]


def priorities(chosen):
    return [
        graph(
            "Oldest waiting entry of each priority",
            "Low ones wait while more urgent ones are there, and go at their share. High ones that wait: there are too few workers for"
            " them alone.",
            "s",
            [(server("streamweir_oldest_waiting_seconds", chosen, "max", "stage, priority"), "{{stage}}/{{priority}}")],
            AGE,
        ),
        graph(
            "Settled by priority",
            "Entries settled per second. Where all have a backlog: of 16 high ones about 4 normal and 1 low one beside.",
            "ops",
            [(server_rate("streamweir_inbox_settled_total", chosen, "stage, priority"), "{{stage}}/{{priority}}")],
        ),
    ]


def limits(chosen):
    return [
        graph(
            "Waiting for a limit",
            "Entries that no worker has been given while the stage's rate, or its bound on running entries, let lanes wait. What grows"
            " all day: the limit is below what arrives, StreamweirLimitTooLow.",
            "short",
            [(f"stage:streamweir_limited_entries:sum{{{chosen}}}", "{{stage}}")],
        ),
        graph(
            "Paused, and lanes that wait for a limit",
            "1 while an operator holds the stage; `streamweir status` says since when and why. And the share of lanes that wait for"
            " their stage's limits.",
            "short",
            [
                (f"max by (stage) (streamweir_stage_paused{{{chosen}}})", "{{stage}} paused"),
                (f"avg by (stage) (streamweir_lane_throttled{{{chosen}}})", "{{stage}} lanes throttled"),
            ],
        ),
        graph(
            "Breakers that are open",
            "Workers whose breaker of the stage is open: its attempts failed, so it rests and tries a few now and then. Its entries wait"
            " and use up no attempts, StreamweirBreakerOpen.",
            "short",
            [(f"sum by (stage) (streamweir_stage_breaker_open{{{chosen}}})", "{{stage}}")],
            width=24,
        ),
    ]


def keyed(chosen):
    return graph(
        "Keyed stages: owned, blocked, parked",
        "Of stages with an order or limits per key: partitions that a worker owns, keys whose first entry waits for its next attempt"
        " or permit, and entries that wait with them. Fewer owned than there are: StreamweirPartitionNotOwned.",
        "short",
        [
            (f"sum by (stage) (max by (stage, partition) (streamweir_partition_owned{{{chosen}}}))", "{{stage}} partitions owned"),
            (f"sum by (stage) (max by (stage, partition) (streamweir_blocked_keys{{{chosen}}}))", "{{stage}} keys blocked"),
            (f"sum by (stage) (max by (stage, partition) (streamweir_parked_entries{{{chosen}}}))", "{{stage}} entries parked"),
        ],
    )


def schedules(whole):
    return graph(
        "Schedules: late, and fired",
        "Since when the latest schedule is due, in seconds, and fires per second. Late by more than a second or two: no worker"
        " of the pipeline runs, or the first inbox is full. `streamweir schedule list` shows which.",
        "short",
        [
            (f"max(streamweir_schedules_late_seconds{{{whole}}})", "late, in seconds"),
            (f"sum(rate(streamweir_schedule_fires_total{{{whole}}}[$__rate_interval]))", "fires/s"),
        ],
        AGE,
    )


def splits(whole):
    return graph(
        "Splits that are open",
        "Splits whose gather has not fired: jobs whose parts run. What grows: the stages between fall behind. `streamweir job ID`"
        " shows how far one has come.",
        "short",
        [(f"sum by (pipeline) (max by (pipeline, partition) (streamweir_gathers_open{{{whole}}}))", "open")],
    )


def windows(whole):
    return [
        graph(
            "Windows: open, closed, and updates that came too late",
            "Spans that have not been closed; spans closed per second, each of which is one summary; and events per second that are"
            " in no summary, since their span was closed already (late) or is far ahead of the server's clock (early).",
            "short",
            [
                (f"sum by (window) (max by (window, partition) (streamweir_windows_open{{{whole}}}))", "{{window}} open"),
                (window_rate("streamweir_windows_closed_total", whole), "{{window}} closed/s"),
                (window_rate("streamweir_window_late_total", whole), "{{window}} late/s"),
                (window_rate("streamweir_window_early_total", whole), "{{window}} early/s"),
            ],
        ),
        graph(
            "Windows: watermark behind the newest event",
            "Event time for which windows still wait, in the worst partition. Some of it is normal: the span that is filling, and the"
            " allowed lateness. What grows: an entry under way holds it back, or no worker runs. `streamweir doctor` says which.",
            "s",
            [(f"max by (window) (streamweir_window_lag_seconds{{{whole}}})", "{{window}}")],
            width=24,
        ),
    ]


def outboxes(whole):
    return [
        graph(
            "Jobs for other pipelines",
            "Jobs in outboxes that another pipeline has not taken, and jobs that it took per second. What grows: its first inbox is full,"
            " or no worker of this pipeline may append there, StreamweirOutboxStuck.",
            "short",
            [
                (f"sum by (target) (max by (target, partition) (streamweir_outbox_jobs{{{whole}}}))", "{{target}} waiting"),
                (f"sum by (target) (rate(streamweir_jobs_chained_total{{{whole}}}[$__rate_interval]))", "{{target}} taken/s"),
            ],
        ),
        graph(
            "Oldest job for another pipeline",
            "Since when the oldest job of an outbox waits, in the worst partition. Usually well below a second.",
            "s",
            [(f"max by (target) (streamweir_outbox_oldest_seconds{{{whole}}})", "{{target}}")],
            AGE,
        ),
    ]


def readers(whole, chosen):
    return [
        graph(
            "Taps: not seen yet",
            "Entries that a tap has not acknowledged. They are kept for it up to the workers' bound, beyond which they are lost to"
            " it: StreamweirTapLost. `streamweir tap list` shows the same, `tap remove` forgets one.",
            "short",
            [(f"max by (stage, tap) (streamweir_tap_unseen_entries{{{chosen}}})", "{{stage}} {{tap}}")],
        ),
        graph(
            "Readers of results: not read yet",
            "Ends in the log of results that a reader has not acknowledged. What grows: its program hangs or is gone, and misses them once the"
            " log no longer keeps them, StreamweirResultsUnread.",
            "short",
            [(f"max by (reader) (streamweir_results_unread_ends{{{whole}}})", "{{reader}}")],
        ),
    ]
