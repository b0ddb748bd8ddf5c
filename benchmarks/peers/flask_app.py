"""A web application that takes jobs, as tutorials show it: into a Redis list by redis-py, or to a Celery task."""
import json
import os
import uuid

import redis
from flask import Flask, jsonify, request

from celery_peer import noop

app = Flask(__name__)
connection = redis.Redis.from_url(os.environ["PEER_REDIS"])


@app.post("/lpush")
def lpush():
    job = {"id": str(uuid.uuid4()), "input": request.get_json()["input"]}
    connection.lpush("jobs", json.dumps(job))
    return jsonify(job=job["id"], state="open"), 202


@app.post("/celery")
def celery():
    result = noop.delay(request.get_json()["input"])
    return jsonify(job=result.id, state="open"), 202
