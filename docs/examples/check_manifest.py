#!/usr/bin/env python3
"""Checks a manifest against the files, knowing the format of docs/manifest.md and nothing else.

    check_manifest.py DIR FILE.sha256

Reads FILE.sha256.jsonl, reads every file below DIR, and says what differs. Exits 1 where something does.
"""

import hashlib
import json
import os
import sys


def leaf(data):
    return hashlib.sha256(b"\0" + data).digest()


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def root(leaves):
    """The Merkle tree hash of RFC 6962, section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return node(root(leaves[:k]), root(leaves[k:]))


def digests(path, range_bytes):
    whole, leaves, size = hashlib.sha256(), [], 0
    with open(path, "rb") as file:
        while data := file.read(range_bytes):
            whole.update(data)
            leaves.append(leaf(data))
            size += len(data)
    return size, whole.hexdigest(), root(leaves).hex()


def found(top):
    """What is below the directory, by path; a directory's ends in a slash."""
    entries = {}
    for folder, folders, files in os.walk(top):
        inside = os.path.relpath(folder, top)
        for name in folders + files:
            path = os.path.join(folder, name)
            key = name if inside == b"." else inside + b"/" + name
            if os.path.islink(path):
                entries[key] = "link"
            elif os.path.isdir(path):
                entries[key + b"/"] = "directory"
            else:
                entries[key] = "file" if os.path.isfile(path) else "other"
    return entries


def lines_of(sums):
    """The file of JSON lines, whose name is cut where it would have more than 255 bytes."""
    folder, name = os.path.split(os.fsencode(sums))
    ending = b".jsonl"
    if len(name) + len(ending) > 255:
        end = 255 - len(ending) - 17
        while name[end] & 0xC0 == 0x80:
            end -= 1
        name = name[:end] + b"~" + hashlib.sha256(name).hexdigest()[:16].encode()
    return os.path.join(folder, name + ending)


def main(top, sums):
    with open(lines_of(sums), encoding="utf-8") as file:
        *lines, summary = [json.loads(line) for line in file]
    names = [bytes.fromhex(line["pathHex"]) if "pathHex" in line else line["path"].encode() for line in lines]
    listed = {name: line["type"] for name, line in zip(names, lines)}
    own = os.path.relpath(os.path.abspath(sums), os.path.abspath(top)).encode()
    there = {name: kind for name, kind in found(top.encode()).items() if not name.startswith(own)}
    problems = []
    if names != sorted(set(names)):
        problems.append("the paths are not in order, or one is there twice")
    for name in sorted(set(listed) ^ set(there)):
        problems.append(f"{name!r} is only {'in the manifest' if name in listed else 'in the directory'}")
    for name, line in zip(names, lines):
        if "error" in line:
            problems.append(f"{name!r}: {line['error']}")
        elif there.get(name) != line["type"]:
            problems.append(f"{name!r} is no {line['type']}")
        elif line["type"] == "file":
            size, sha256, merkle = digests(os.path.join(top.encode(), name), summary["rangeBytes"])
            if (size, sha256, merkle) != (line["size"], line["sha256"], line["merkle"]):
                problems.append(f"{name!r} differs")
    files = [line for line in lines if line["type"] == "file" and "error" not in line]
    if (summary["files"], summary["bytes"]) != (len(files), sum(line["size"] for line in files)):
        problems.append("the summary counts other files")
    with open(sums, "rb") as file:
        if hashlib.sha256(file.read()).hexdigest() != summary["sha256"]:
            problems.append(f"{sums} is not what the summary says")
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(files)} files, {len(problems)} problems")
    return 1 if problems or not summary["complete"] else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
