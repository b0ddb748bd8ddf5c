"""Which stage of which pipeline is in trouble, since when, and why."""

from .dashboards import DATASOURCE_VARIABLE, SELECTED, dashboard, place_variables
from .expressions import LEVEL, PIPELINE, done, drain, ended, errors, rate, server, server_rate, trouble, used
from .panels import (
    AGE,
    ANY_IS_ODD,
    DRAIN,
    ERRORS,
    NEVER,
    NO_JUDGEMENT,
    PENDING_AGE,
    PROCESSES,
    SHARE,
    SUCCESS,
    TO_PIPELINE,
    TROUBLE,
    graph,
    linked,
    row,
    stat,
    table,
)

OF_PIPELINE, OF_STAGE = "{{redis}} {{pipeline}}", "{{redis}} {{pipeline}} {{stage}}"
# What an alert may be of: the worst partition or priority stands for all of them.
ALERTED = "alertname, alertstate, severity, redis, redis_namespace, pipeline, stage, target, reader, redis_node, instance"


def dashboard_of_this():
    return dashboard(
        "streamweir-overview",
        "Streamweir: overview",
        "Which stage of which pipeline is in trouble, since when, why, and how long until it has caught up",
        [DATASOURCE_VARIABLE, *place_variables(multi=True)],
        [*numbers(), alerts(), stages(), row("Over time"), *graphs()],
    )


def numbers():
    """One number for each pipeline."""
    ends = ended(SELECTED, PIPELINE)
    return [
        linked(stat(
            "Oldest waiting entry",
            "How late each pipeline is: the age of the oldest entry that no worker has been given yet, at its worst stage. 0 where"
            " nothing waits. Red: the stage has been behind for two minutes. Click to see its stages.",
            "s",
            [(used(server("streamweir_oldest_waiting_seconds", SELECTED, "max", PIPELINE)), OF_PIPELINE)],
            AGE,
        )),
        linked(stat(
            "Time to drain",
            "How long the worst stage needs for what it has, at the pace at which its backlog shrank in the last minute: settled less"
            " arriving. Never: the backlog does not shrink, so it will not catch up as it is. 0 where nothing waits.",
            "s",
            [(used(drain(SELECTED, PIPELINE)), OF_PIPELINE)],
            DRAIN,
            [NEVER],
        )),
        linked(stat(
            "Done per second",
            "Entries per second with which jobs, or parts of them, came to their end and had not failed. Compare it with what is usual"
            " at this time of the day. Retries and dead letters are not in it.",
            "ops",
            [(ends, OF_PIPELINE)],
            NO_JUDGEMENT,
        )),
        linked(stat(
            "Success ratio",
            "Of the entries that came to their end, the share that did not become dead letters. Nothing is shown where nothing ends.",
            "percentunit",
            [(f'{ends} / ({ended(SELECTED, PIPELINE, "finished|dropped|dead")} > 0)', OF_PIPELINE)],
            SUCCESS,
        )),
    ]


def alerts():
    return table(
        "Alerts, and since when",
        "Rules of Prometheus that fire or are about to. The runbook is in docs/operations.md, under the alert's name. Empty is"
        " good; empty with rules not loaded is not, see Prometheus' page of rules.",
        [(
            "since",
            "dateTimeFromNow",
            NO_JUDGEMENT,
            f'min by ({ALERTED}) (1000 * ALERTS_FOR_STATE{{alertname=~"Streamweir.+"}}'
            ' * ignoring (alertstate) group_right () ALERTS{alertname=~"Streamweir.+"})',
        )],
        "since",
        descending=False,
        height=6,
    )


def stages():
    return table(
        "Stages, the one in most trouble first",
        "The state of every stage now. Read it from the left: what is wrong and of which exception, how late it is (overdue: delayed entries"
        " that are due and that no worker has moved into the inbox), how much waits,"
        " whether more arrives than gets done, and how much fails. Click a pipeline to see more. Pipelines that never had an entry are"
        " left out.",
        [
            ("why", "short", TROUBLE, trouble(SELECTED, LEVEL)),
            ("oldest waiting", "s", AGE, used(server("streamweir_oldest_waiting_seconds", SELECTED, "max"))),
            ("oldest pending", "s", PENDING_AGE, used(server("streamweir_oldest_pending_seconds", SELECTED, "max"))),
            ("overdue", "s", AGE, used(server("streamweir_oldest_overdue_seconds", SELECTED, "max"))),
            ("oldest job", "s", NO_JUDGEMENT, used(server("streamweir_oldest_job_seconds", SELECTED, "max"))),
            ("backlog", "short", NO_JUDGEMENT, used(server("streamweir_backlog_entries", SELECTED, "sum"))),
            (
                "inbox filled",
                "percentunit",
                SHARE,
                used(f"max by ({LEVEL}) (streamweir_inbox_filled_ratio{{{SELECTED}}})"),
            ),
            ("arrives/s", "ops", NO_JUDGEMENT, used(server_rate("streamweir_inbox_added_total", SELECTED))),
            ("done/s", "ops", NO_JUDGEMENT, done(SELECTED, LEVEL)),
            ("failed", "percentunit", ERRORS, errors(SELECTED, LEVEL)),
            ("time to drain", "s", DRAIN, used(drain(SELECTED, LEVEL))),
            ("delayed", "short", NO_JUDGEMENT, used(server("streamweir_delayed_entries", SELECTED, "sum"))),
            ("dead letters", "short", ANY_IS_ODD, used(server("streamweir_dead_entries", SELECTED, "sum"))),
            ("consumers", "short", NO_JUDGEMENT, used(server("streamweir_consumers", SELECTED, "min"))),
        ],
        ["why", "oldest waiting"],
        links=("pipeline", TO_PIPELINE),
        height=10,
    )


def graphs():
    failed = rate("streamweir_attempts_failed_total", SELECTED, LEVEL + ", exception")
    return [
        linked(graph(
            "Oldest waiting entry of each stage",
            "A line that rises by one second per second: that stage settles nothing. A saw-tooth: it catches up again and again."
            f" {PROCESSES}",
            "s",
            [(used(server("streamweir_oldest_waiting_seconds", SELECTED, "max")), OF_STAGE)],
            AGE,
            height=7,
        )),
        linked(graph(
            "Backlog of each stage",
            "Entries waiting or in hand. Depth is not delay: a deep inbox that drains fast is well. What is behind a full stage"
            " pauses, so look at the last stage that has a backlog.",
            "short",
            [(used(server("streamweir_backlog_entries", SELECTED, "sum")), OF_STAGE)],
            height=7,
        )),
        linked(graph(
            "Done, of each pipeline",
            "Entries that left a stage and had not failed, per second over all stages. A fall with a backlog: workers are gone,"
            " handlers got slow, or Redis is.",
            "ops",
            [(done(SELECTED, PIPELINE), OF_PIPELINE)],
            height=7,
        )),
        linked(graph(
            "Attempts that failed, by exception",
            "Per second, the ten most frequent. Each became a retry or a dead letter. A jump right after a deploy is the deploy; one"
            " class at all stages is what they all need.",
            "ops",
            [(f"topk(10, {failed} > 0)", OF_STAGE + " {{exception}}")],
            height=7,
        )),
        linked(graph(
            "Error ratio of each stage",
            "Share of settlements that were retries or dead letters. Red: 5 %, StreamweirStageErrors.",
            "percentunit",
            [(errors(SELECTED, LEVEL), OF_STAGE)],
            ERRORS,
            height=7,
        )),
        linked(graph(
            "Dead letters",
            "Entries that nobody will handle until somebody replays or drops them (`streamweir dead list`). A flat line is old"
            " news, a rising one is not.",
            "short",
            [(used(server("streamweir_dead_entries", SELECTED, "sum")), OF_STAGE)],
            height=7,
        )),
        linked(graph(
            "Consumers of each stage",
            "Workers that asked for work within 30 s, on the partition that has the fewest. 0 with a backlog: nobody works on that"
            " stage, StreamweirNoWorker.",
            "short",
            [(used(server("streamweir_consumers", SELECTED, "min")), OF_STAGE)],
            height=7,
        )),
        linked(graph(
            "Delayed entries of each stage",
            "Retries and delayed jobs that wait for their time. What only grows: the cause of the retries persists.",
            "short",
            [(used(server("streamweir_delayed_entries", SELECTED, "sum")), OF_STAGE)],
            height=7,
        )),
    ]
