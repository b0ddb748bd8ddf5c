"""The stages of one pipeline side by side, and what each feature of it does in rows that are closed."""

from .dashboards import DATASOURCE_VARIABLE, SELECTED, dashboard, place_variables, query_variable
from .expressions import busy, done, drain, errors, quantile, rate, server, server_rate, trouble
from .features import features
from .panels import (
    AGE,
    ANY_IS_ODD,
    ANY_RATE_IS_ODD,
    BUSY,
    DRAIN,
    ERRORS,
    NO_JUDGEMENT,
    PENDING_AGE,
    PROCESSES,
    SHARE,
    TROUBLE,
    graph,
    row,
    stat,
    table,
)

WHOLE = SELECTED + ', pipeline="$pipeline"'
CHOSEN = WHOLE + ', stage=~"$stage"'
THIRD = {"width": 8, "height": 7}


def dashboard_of_this():
    return dashboard(
        "streamweir-pipeline",
        "Streamweir: pipeline",
        "The stages of one pipeline side by side: which is behind, and whether for want of workers, slow handlers, failures or Redis",
        variables(),
        [
            row("Stages in their order"),
            oldest_of_each(),
            all_stages(),
            row("How late, and how much"),
            *lateness(),
            row("Why: failures"),
            *failures(),
            row("Why: time and room"),
            *times(),
            *features(WHOLE, CHOSEN),
        ],
    )


def variables():
    return [
        DATASOURCE_VARIABLE,
        *place_variables(multi=False),
        query_variable("pipeline", "Pipeline", f"label_values(streamweir_backlog_up{{{SELECTED}}}, pipeline)", "One pipeline"),
        query_variable(
            "stage",
            "Stage",
            f"query_result(sort(max by (stage) (streamweir_stage_position{{{WHOLE}}})))",
            "Its stages, in the order in which it defines them",
            multi=True,
            sort=0,
            regex='/stage="([^"]+)"/',
        ),
    ]


def oldest_of_each():
    return stat(
        "$stage: oldest waiting",
        "Age of the oldest entry that no worker of this stage has been given. The first red one from the right holds up those"
        " before it.",
        "s",
        [(server("streamweir_oldest_waiting_seconds", WHOLE + ', stage=~"$stage"', "max"), "{{stage}}")],
        AGE,
        width=24,
        height=4,
        repeat="stage",
        repeatDirection="h",
        maxPerRow=8,
    )


def all_stages():
    filled = f"max by (stage) (streamweir_inbox_filled_ratio{{{CHOSEN}}})"
    return table(
        "All stages now",
        "One line per stage in the pipeline's order. Why: what is wrong, and of which exception. Entries arrive at a stage as fast as"
        " the one before gets them done. Busy: the share of handlers that run; near 100 %, add workers. `streamweir status` says since"
        " when a stage is paused, and why.",
        [
            ("why", "short", TROUBLE, trouble(CHOSEN, "stage")),
            ("position", "short", NO_JUDGEMENT, f"max by (stage) (streamweir_stage_position{{{CHOSEN}}})"),
            ("oldest waiting", "s", AGE, server("streamweir_oldest_waiting_seconds", CHOSEN, "max", "stage")),
            ("oldest pending", "s", PENDING_AGE, server("streamweir_oldest_pending_seconds", CHOSEN, "max", "stage")),
            ("overdue", "s", AGE, server("streamweir_oldest_overdue_seconds", CHOSEN, "max", "stage")),
            ("oldest job", "s", NO_JUDGEMENT, server("streamweir_oldest_job_seconds", CHOSEN, "max", "stage")),
            ("waiting", "short", NO_JUDGEMENT, server("streamweir_lag_entries", CHOSEN, "sum", "stage")),
            ("pending", "short", NO_JUDGEMENT, server("streamweir_pending_entries", CHOSEN, "sum", "stage")),
            ("arrives/s", "ops", NO_JUDGEMENT, server_rate("streamweir_inbox_added_total", CHOSEN, "stage")),
            ("done/s", "ops", NO_JUDGEMENT, done(CHOSEN, "stage")),
            ("failed", "percentunit", ERRORS, errors(CHOSEN, "stage")),
            ("time to drain", "s", DRAIN, drain(CHOSEN, "stage")),
            ("inbox filled", "percentunit", SHARE, filled),
            ("busy", "percentunit", NO_JUDGEMENT, busy(CHOSEN, "stage")),
            ("delayed", "short", NO_JUDGEMENT, server("streamweir_delayed_entries", CHOSEN, "sum", "stage")),
            ("dead letters", "short", ANY_IS_ODD, server("streamweir_dead_entries", CHOSEN, "sum", "stage")),
            ("consumers", "short", NO_JUDGEMENT, server("streamweir_consumers", CHOSEN, "min", "stage")),
        ],
        "position",
        descending=False,
        height=7,
    )


def lateness():
    return [
        graph(
            "Oldest waiting entry",
            f"How late each stage is. Rising one second per second: it settles nothing. {PROCESSES}",
            "s",
            [(server("streamweir_oldest_waiting_seconds", CHOSEN, "max", "stage"), "{{stage}}")],
            AGE,
            **THIRD,
        ),
        graph(
            "Oldest pending entry",
            "Age, since it entered the inbox, of the oldest entry that a worker has and has not settled. Far above the time that"
            " entries wait: a handler hangs, or nobody takes over from a worker that died.",
            "s",
            [(server("streamweir_oldest_pending_seconds", CHOSEN, "max", "stage"), "{{stage}}")],
            PENDING_AGE,
            **THIRD,
        ),
        graph(
            "Overdue entries",
            "For how long the first delayed entry, as a retry, is due and not in the inbox. Above a second or two: no worker of the stage"
            " runs, StreamweirNoWorker, or its inbox is full.",
            "s",
            [(server("streamweir_oldest_overdue_seconds", CHOSEN, "max", "stage"), "{{stage}}")],
            AGE,
            **THIRD,
        ),
        graph(
            "Oldest unfinished job",
            "Age, since its submit, of the oldest job of which an entry waits, is in hand or is delayed. Far above the usual: it is"
            " retried again and again, or stuck. `streamweir jobs --stage STAGE` finds it.",
            "s",
            [(server("streamweir_oldest_job_seconds", CHOSEN, "max", "stage"), "{{stage}}")],
            **THIRD,
        ),
        graph(
            "Backlog",
            "Entries waiting or in hand. Growing at one stage and not at the next: that stage is the bottleneck.",
            "short",
            [(server("streamweir_backlog_entries", CHOSEN, "sum", "stage"), "{{stage}}")],
            **THIRD,
        ),
        graph(
            "Arriving and settled",
            "Entries per second that enter each inbox and that leave it, in whichever way. Where the first line stays above the second"
            " the stage falls behind. What runs through a stage is in the row Run-through instead.",
            "ops",
            [
                (server_rate("streamweir_inbox_added_total", CHOSEN, "stage"), "{{stage}} arrives"),
                (server_rate("streamweir_inbox_settled_total", CHOSEN, "stage"), "{{stage}} settled"),
            ],
            **THIRD,
        ),
    ]


def failures():
    exceptions = rate("streamweir_attempts_failed_total", CHOSEN, "stage, exception")
    return [
        graph(
            "Failures by exception",
            "Attempts per second that failed, by the class of what was thrown; `none`: the handler rejected the entry, or asked for"
            " another attempt. One class that rises: what its handler needs is down, or an input is broken.",
            "ops",
            [(exceptions, "{{stage}} {{exception}}")],
            stack=True,
            **THIRD,
        ),
        graph(
            "Error ratio",
            "Share of settlements that were retries or dead letters, by stage. Red: 5 %, StreamweirStageErrors.",
            "percentunit",
            [(errors(CHOSEN, "stage"), "{{stage}}")],
            ERRORS,
            **THIRD,
        ),
        graph(
            "Outcomes",
            "What became of settled entries, per second.",
            "ops",
            [(rate("streamweir_entries_total", CHOSEN, "stage, outcome"), "{{stage}} {{outcome}}")],
            stack=True,
            **THIRD,
        ),
        graph(
            "Dead letters by reason",
            "Entries per second that became dead letters. Rejected: the handler says that the input is wrong. Any other: `streamweir"
            " dead show` tells why.",
            "ops",
            [(rate("streamweir_dead_letters_total", CHOSEN, "stage, reason"), "{{stage}} {{reason}}")],
            **THIRD,
        ),
        graph(
            "Retries",
            "Entries per second that handlers failed, and entries that wait for their next attempt. Waiting ones that only grow:"
            " the cause persists.",
            "short",
            [
                (rate("streamweir_entries_total", CHOSEN + ', outcome="retried"', "stage"), "{{stage}} retried/s"),
                (server("streamweir_delayed_entries", CHOSEN, "sum", "stage"), "{{stage}} delayed"),
            ],
            **THIRD,
        ),
        graph(
            "Dead letters",
            "How many there are. They stay until `streamweir dead replay` or `dead drop`.",
            "short",
            [(server("streamweir_dead_entries", CHOSEN, "sum", "stage"), "{{stage}}")],
            ANY_IS_ODD,
            **THIRD,
        ),
    ]


def percentiles(metric, title, description, steps):
    queries = [(quantile(q, metric, CHOSEN, "stage"), f"{{{{stage}}}} {name}") for q, name in ((0.5, "p50"), (0.95, "p95"), (0.99, "p99"))]
    return graph(title, description, "s", queries, steps, **THIRD)


def times():
    finished = [(quantile(q, "streamweir_job_duration_seconds", CHOSEN, "stage"), name) for q, name in ((0.5, "p50"), (0.99, "p99"))]
    return [
        percentiles(
            "streamweir_entry_waiting_seconds",
            "Waiting in the inbox",
            "From an entry's arrival in the inbox to the start of its handler. Rises while handling does not: too few workers, or"
            " lanes wait for room downstream, or an operator has paused the stage.",
            AGE,
        ),
        percentiles(
            "streamweir_entry_handling_seconds",
            "Handling",
            "How long handlers run, retries within one attempt included. Rises: the handler, or what it calls, got slower; more"
            " workers may make that worse.",
            NO_JUDGEMENT,
        ),
        graph(
            "From submit to finish",
            "The whole life of jobs that finished with a result, by the stage at which they did. This is what callers notice."
            " Empty where no stage finishes jobs with a result.",
            "s",
            [(expression, f"{{{{stage}}}} {name}") for expression, name in finished],
            AGE,
            **THIRD,
        ),
        graph(
            "Handlers that are busy",
            "Share of the handlers of all workers of a stage that run. Near 100 %: add workers or concurrency. Low with a backlog:"
            " the lane waits for Redis or for room downstream.",
            "percentunit",
            [(busy(CHOSEN, "stage"), "{{stage}}")],
            BUSY,
            **THIRD,
        ),
        graph(
            "Inbox filled, and lanes that wait for room",
            "Backlog as a share of what the inbox may hold: above 80 % submits are about to be refused. A lane that waits for"
            " room downstream is told below: help the next stage.",
            "percentunit",
            [
                (f"max by (stage) (streamweir_inbox_filled_ratio{{{CHOSEN}}})", "{{stage}} filled"),
                (f"avg by (stage) (streamweir_lane_paused{{{CHOSEN}}})", "{{stage}} lanes wait for room"),
            ],
            SHARE,
            **THIRD,
        ),
        graph(
            "Taken over, fenced, lost",
            "Per second. Reclaimed: a worker died or was cut off. Fenced: it came back too late and its work had no effect. Lost:"
            " somebody deleted entries from the inbox; that one must be 0.",
            "ops",
            [
                (rate("streamweir_entries_reclaimed_total", CHOSEN, "stage"), "{{stage}} reclaimed"),
                (rate("streamweir_entries_fenced_total", CHOSEN, "stage"), "{{stage}} fenced"),
                (rate("streamweir_leases_lost_total", CHOSEN, "stage"), "{{stage}} leases lost"),
                (rate("streamweir_entries_lost_total", CHOSEN, "stage"), "{{stage}} lost"),
            ],
            ANY_RATE_IS_ODD,
            **THIRD,
        ),
    ]
