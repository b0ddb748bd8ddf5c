"""The frame of a dashboard: its variables, its links, and where its panels stand."""

from itertools import count

from .panels import DATASOURCE

SCHEMA_VERSION = 39  # of Grafana 11; newer ones migrate it when they load it
def placed(panels, numbers, top=0):
    """Numbers the panels and sets them from left to right, a new line where one does not fit."""
    x = line = 0
    y = top
    for each in panels:
        size = each["gridPos"]
        if x + size["w"] > 24:
            x, y, line = 0, y + line, 0
        each = {"id": next(numbers)} | each | {"gridPos": {"h": size["h"], "w": size["w"], "x": x, "y": y}}
        if each.get("panels"):  # those of a closed row stand below it, where they are when it is opened
            each["panels"] = list(placed(each["panels"], numbers, y + 1))
        x, line = x + size["w"], max(line, size["h"])
        yield each


def query_variable(name, label, query, description, multi=False, sort=1, regex=""):
    variable = {
        "name": name,
        "label": label,
        "description": description,
        "type": "query",
        "datasource": DATASOURCE,
        "query": {"qryType": 3 if query.startswith("query_result") else 1, "query": query, "refId": "Variables"},
        "refresh": 2,
        "regex": regex,
        "sort": sort,
        "hide": 0,
        "multi": multi,
        "includeAll": multi,
    }
    if multi:
        variable |= {"allValue": ".*" if name != "stage" else "", "current": {"text": ["All"], "value": ["$__all"]}}
        if not variable["allValue"]:
            del variable["allValue"]  # each stage by name, so that panels repeat over all of them
    return variable


DATASOURCE_VARIABLE = {
    "name": "datasource",
    "label": "Prometheus",
    "description": "The data source that holds Streamweir's metrics",
    "type": "datasource",
    "query": "prometheus",
    "refresh": 1,
    "regex": "",
    "hide": 0,
    "multi": False,
    "includeAll": False,
}


def place_variables(multi):
    """Which Redis, and what all its keys begin with: several of them, or one of each."""
    which = "label_values(streamweir_backlog_up, redis)"
    prefix = 'label_values(streamweir_backlog_up{redis=~"$redis"}, redis_namespace)'
    return [
        query_variable("redis", "Redis", which, "Which Redis: its configured name, or the identity that it keeps", multi),
        query_variable("redis_namespace", "Namespace", prefix, "What all keys in Redis begin with", multi),
    ]


SELECTED = 'redis=~"$redis", redis_namespace=~"$redis_namespace"'


def dashboard(uid, title, description, variables, panels):
    return {
        "uid": uid,
        "title": title,
        "description": description,
        "tags": ["streamweir"],
        "schemaVersion": SCHEMA_VERSION,
        "editable": True,
        "graphTooltip": 1,
        "refresh": "10s",
        "time": {"from": "now-1h", "to": "now"},
        "timezone": "browser",
        "links": [
            {
                "type": "dashboards",
                "title": "Streamweir",
                "tooltip": "The other dashboards, with the same time and variables",
                "tags": ["streamweir"],
                "icon": "external link",
                "asDropdown": False,
                "includeVars": True,
                "keepTime": True,
                "targetBlank": False,
            }
        ],
        "templating": {"list": variables},
        "annotations": {"list": []},
        "panels": list(placed(panels, count(1))),
    }
