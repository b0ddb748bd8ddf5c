#!/usr/bin/env node
// Follows how the jobs of ../orders end, with nothing of Streamweir: see ../../docs/protocol.md.
//
//   node follow.mjs REDIS COUNT [FROM]
//
// Prints COUNT ends as JSON, one a line: those that the log of results keeps, then those to come. FROM is the "at" of the
// last line that was printed before, to go on behind it.
import avro from "avsc";
import { createClient, RESP_TYPES } from "redis";

const [address = "redis://127.0.0.1:6379", count = "1", from = "0-0"] = process.argv.slice(2);
const LOG = "sw:{orders/0}:ends"; // the pipeline has one partition; each has a log of its own

const redis = createClient({ url: address });
await redis.connect();
const bytes = redis.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
const types = new Map();

/** Finds the writer's schema by the fingerprint in the payload's head: two bytes of a marker, then eight. */
async function decode(payload) {
  const fingerprint = payload.readBigUInt64LE(2).toString(16).padStart(16, "0");
  if (!types.has(fingerprint)) {
    const schema = await redis.hGet("sw:schemas", fingerprint);
    types.set(fingerprint, avro.Type.forSchema(JSON.parse(schema)));
  }
  return types.get(fingerprint).fromBuffer(payload.subarray(10));
}

/** A result is one line in the form of a URL query, a line feed, then the value's payload, empty if there is none. */
async function read(result) {
  const feed = result.indexOf("\n");
  const end = Object.fromEntries(new URLSearchParams(result.subarray(0, feed).toString()));
  const payload = result.subarray(feed + 1);
  return payload.length > 0 ? { ...end, value: await decode(payload) } : end;
}

let at = from;
let left = Number(count);
while (left > 0) {
  const answers = await bytes.xRead({ key: LOG, id: at }, { COUNT: left, BLOCK: 5000 });
  for (const { id, message } of answers?.[0]?.messages ?? []) {
    at = id.toString();
    left -= 1;
    console.log(JSON.stringify({ at, ...(await read(message.p)) }));
  }
}
await redis.close();
