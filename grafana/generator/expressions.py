"""PromQL, as panels ask for it."""

PIPELINE = "redis, redis_namespace, pipeline"
LEVEL = PIPELINE + ", stage"
INBOX = LEVEL + ", partition, priority"
NEVER_SECONDS = 10**9  # more than 30 years
DONE = 'outcome=~"forwarded|finished|dropped"'


def server(metric, selector, how, by=LEVEL):
    """A gauge of the server's side: the largest of what processes say of each inbox, then sum or max of those."""
    return f"{how} by ({by}) (max by ({INBOX}) ({metric}{{{selector}}}))"


def server_rate(metric, selector, by=LEVEL):
    """A counter of the server's side, per second."""
    return f"sum by ({by}) (max by ({INBOX}) (rate({metric}{{{selector}}}[$__rate_interval])))"


def window_rate(metric, selector):
    """A counter of windows, per second."""
    return f"sum by (window) (max by (window, partition) (rate({metric}{{{selector}}}[$__rate_interval])))"


def rate(metric, selector, by):
    """A counter of workers, per second: each counts its own."""
    return f"sum by ({by}) (rate({metric}{{{selector}}}[$__rate_interval]))"


def quantile(q, metric, selector, by):
    return f"histogram_quantile({q}, sum by (le, {by}) (rate({metric}_bucket{{{selector}}}[$__rate_interval])))"


def done(selector, by):
    """Entries per second that left a stage without having failed."""
    return rate("streamweir_entries_total", f"{selector}, {DONE}", by)


def ended(selector, by, outcomes="finished|dropped"):
    """Entries per second with which a job, or a part of it, came to its end."""
    return rate("streamweir_entries_total", f'{selector}, outcome=~"{outcomes}"', by)


def used(expression):
    """Leaves out pipelines that never had an entry, as those that are shipped and that nobody runs."""
    return f"{expression} and on ({PIPELINE}) (sum by ({PIPELINE}) (streamweir_inbox_added_total) > 0)"


def trouble(selector, by):
    """What is wrong with each stage, as a rule has it: the worse, the higher."""
    return f"max by ({by}, exception) (stage:streamweir_trouble:rank{{{selector}}})"


def errors(selector, by):
    bad = rate("streamweir_entries_total", selector + ', outcome=~"retried|dead"', by)
    return f'{bad} / ({rate("streamweir_entries_total", selector, by)} > 0)'


def drain(selector, by):
    """The gauge is infinite where a backlog does not shrink, which no axis can show."""
    return f"max by ({by}) (clamp_max(streamweir_drain_seconds{{{selector}}} >= 0, {NEVER_SECONDS}))"


def busy(selector, by):
    seconds = rate("streamweir_entry_handling_seconds_sum", selector, by)
    return f"{seconds} / sum by ({by}) (streamweir_lane_concurrency{{{selector}}})"
