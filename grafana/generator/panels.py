"""Panels as Grafana loads them, and the steps at which they change colour."""

from .expressions import NEVER_SECONDS

DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}
PROCESSES = "Several processes export the same number; the panel takes the largest of them."

# Steps of thresholds: the colour, and the value from which it holds. Those of prometheus/rules/streamweir.yml are the same.
AGE = [("green", None), ("yellow", 30), ("red", 120)]
PENDING_AGE = [("green", None), ("yellow", 60), ("red", 300)]
POLL_AGE = [("green", None), ("yellow", 30), ("red", 60)]
DRAIN = [("green", None), ("yellow", 120), ("red", 900)]
ERRORS = [("green", None), ("yellow", 0.01), ("red", 0.05)]
SUCCESS = [("red", None), ("yellow", 0.95), ("green", 0.99)]
SHARE = [("green", None), ("yellow", 0.7), ("red", 0.8)]
BUSY = [("green", None), ("yellow", 0.8), ("red", 0.95)]
TROUBLE = [("green", None), ("yellow", 1), ("red", 5)]
ANY_IS_BAD = [("green", None), ("red", 1)]
ANY_IS_ODD = [("green", None), ("yellow", 1)]
ANY_RATE_IS_BAD = [("green", None), ("red", 0.001)]
ANY_RATE_IS_ODD = [("green", None), ("yellow", 0.001)]
NONE_IS_BAD = [("red", None), ("green", 1)]
LATENCY = [("green", None), ("yellow", 0.01), ("red", 0.1)]
NO_JUDGEMENT = [("blue", None)]

NEVER = {
    "type": "range",
    "options": {"from": NEVER_SECONDS, "to": None, "result": {"text": "never", "color": "red"}},
}
# The ranks of the rule stage:streamweir_trouble:rank.
REASONS = {
    8: "no worker",
    7: "attempts fail",
    6: "rests, breaker open",
    5: "an entry is stuck",
    4: "a later stage is full",
    3: "its own limit",
    2: "handlers busy",
    1: "paused by an operator",
}
TROUBLES = {
    "type": "value",
    "options": {
        str(rank): {"text": text, "color": "red" if rank >= 5 else "yellow", "index": index}
        for index, (rank, text) in enumerate(REASONS.items())
    },
}
MAPPINGS = {"time to drain": [NEVER], "why": [TROUBLES]}
def thresholds(steps):
    return {"mode": "absolute", "steps": [{"color": color, "value": value} for color, value in steps]}


def targets(queries, instant):
    """Queries are pairs of expression and legend; a table's legends are its column names."""
    for index, (expression, legend) in enumerate(queries):
        target = {"refId": chr(ord("A") + index), "datasource": DATASOURCE, "editorMode": "code", "expr": expression}
        if instant:
            target |= {"instant": True, "range": False, "format": "table"}
        else:
            target |= {"range": True, "legendFormat": legend}
        yield target


def panel(kind, title, description, queries, options, defaults, overrides=(), width=12, height=8, **more):
    return {
        "type": kind,
        "title": title,
        "description": description,
        "datasource": DATASOURCE,
        "targets": list(targets(queries, instant=kind == "table")),
        "options": options,
        "fieldConfig": {"defaults": defaults, "overrides": list(overrides)},
        "gridPos": {"h": height, "w": width, "x": 0, "y": 0},
    } | more


def graph(title, description, unit, queries, steps=NO_JUDGEMENT, stack=False, **size):
    judged = steps is not NO_JUDGEMENT
    custom = {
        "drawStyle": "line",
        "lineWidth": 1,
        "fillOpacity": 20 if stack else 0,
        "showPoints": "never",
        "spanNulls": False,
        "stacking": {"mode": "normal" if stack else "none"},
        "thresholdsStyle": {"mode": "dashed" if judged else "off"},
        "axisSoftMin": 0,
    }
    defaults = {"unit": unit, "color": {"mode": "palette-classic"}, "custom": custom, "thresholds": thresholds(steps)}
    options = {
        "legend": {"displayMode": "table", "placement": "bottom", "showLegend": True, "calcs": ["lastNotNull", "max"]},
        "tooltip": {"mode": "multi", "sort": "desc"},
    }
    return panel("timeseries", title, description, queries, options, defaults, **size)


def stat(title, description, unit, queries, steps, mappings=(), **more):
    options = {
        "colorMode": "background" if steps is not NO_JUDGEMENT else "value",
        "graphMode": "area",
        "justifyMode": "auto",
        "orientation": "auto",
        "percentChangeColorMode": "standard",
        "showPercentChange": False,
        "textMode": "auto",
        "wideLayout": True,
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
    }
    defaults = {"unit": unit, "color": {"mode": "thresholds"}, "thresholds": thresholds(steps), "mappings": list(mappings)}
    return panel("stat", title, description, queries, options, defaults, **({"width": 6, "height": 5} | more))


# Labels, in this order before all values; `exception` explains the first value, which is what is wrong.
FIRST = ["redis", "redis_namespace", "pipeline", "stage", "Value #A", "exception"]


def table(title, description, columns, sort, descending=True, hidden=(), links=None, **size):
    """Columns: name, unit, threshold steps, expression. Rows are joined by the labels that the expressions keep.

    Sorted by the column `sort`, or by several of them, of which the first counts most.
    """
    sorts = [sort] if isinstance(sort, str) else sort
    names = {f"Value #{chr(ord('A') + index)}": column[0] for index, column in enumerate(columns)}
    order = {name: index for index, name in enumerate(["alertname", "severity", "alertstate", *FIRST, *names])}
    transformations = [
        {"id": "merge", "options": {}},
        {
            "id": "organize",
            "options": {"excludeByName": {name: True for name in ("Time", *hidden)}, "indexByName": order, "renameByName": names},
        },
    ]
    if len(columns) == 1:  # Grafana numbers values only where there are several queries
        transformations[1]["options"]["renameByName"] = {"Value": columns[0][0], "Value #A": columns[0][0]}
    overrides = [
        {
            "matcher": {"id": "byName", "options": name},
            "properties": [
                {"id": "unit", "value": unit},
                {"id": "thresholds", "value": thresholds(steps)},
                {"id": "custom.cellOptions", "value": {"type": "color-text"}},
            ]
            + ([{"id": "mappings", "value": MAPPINGS[name]}] if name in MAPPINGS else []),
        }
        for name, unit, steps, _ in columns
    ]
    if links:
        field, link = links
        overrides.append({"matcher": {"id": "byName", "options": field}, "properties": [{"id": "links", "value": [link]}]})
    options = {"showHeader": True, "cellHeight": "sm", "frameIndex": 0, "sortBy": [{"displayName": name, "desc": descending} for name in sorts]}
    defaults = {"unit": "short", "custom": {"align": "auto", "cellOptions": {"type": "auto"}, "inspect": False}}
    queries = [(expression, name) for name, _, _, expression in columns]
    return panel(
        "table", title, description, queries, options, defaults, overrides, **({"width": 24} | size)
    ) | {"transformations": transformations}


TO_PIPELINE = {
    "title": "The pipeline's stages",
    "url": "/d/streamweir-pipeline?${datasource:queryparam}&var-redis=${__data.fields.redis}&var-redis_namespace=${__data.fields.redis_namespace}"
    "&var-pipeline=${__data.fields.pipeline}&${__url_time_range}",
}
TO_PIPELINE_OF_SERIES = {
    "title": "The pipeline's stages",
    "url": "/d/streamweir-pipeline?${datasource:queryparam}&var-redis=${__field.labels.redis}&var-redis_namespace=${__field.labels.redis_namespace}"
    "&var-pipeline=${__field.labels.pipeline}&${__url_time_range}",
}


def linked(panel_):
    """Every series of the panel leads to its pipeline."""
    panel_["fieldConfig"]["defaults"]["links"] = [TO_PIPELINE_OF_SERIES]
    return panel_


def row(title, *folded):
    """A title above the panels that follow, or a closed one that hides those that are given."""
    size = {"h": 1, "w": 24, "x": 0, "y": 0}
    return {"type": "row", "title": title, "collapsed": bool(folded), "panels": list(folded), "gridPos": size}
