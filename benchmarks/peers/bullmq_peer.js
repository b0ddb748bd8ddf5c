// BullMQ: a job that does nothing, removed when done, added in bulk.
import { createInterface } from "node:readline";
import { Queue, Worker } from "bullmq";

const uri = new URL(process.argv[2]);
const connection = { host: uri.hostname, port: Number(uri.port), maxRetriesPerRequest: null };
const PAYLOAD = "x".repeat(100);
const BATCH = 1000;
const options = { removeOnComplete: true, removeOnFail: true };

const queue = new Queue("bench", { connection });
let workers = [];
let cpu = process.cpuUsage();

const commands = {
  async run(settings) {
    for (let left = Number(settings.count); left > 0; left -= BATCH) {
      const jobs = Array.from({ length: Math.min(left, BATCH) }, () => ({ name: "noop", data: { p: PAYLOAD }, opts: options }));
      await queue.addBulk(jobs);
    }
  },
  async start(settings) {
    await queue.pause();
    const concurrency = Number(settings.concurrency ?? 100);
    for (let i = 0; i < Number(settings.workers ?? 1); i++) {
      const worker = new Worker("bench", async () => {}, { connection, concurrency });
      worker.on("error", (e) => console.error(e));
      await worker.waitUntilReady();
      workers.push(worker);
    }
  },
  async open() {
    await queue.resume();
  },
  async stop() {
    await Promise.all(workers.map((worker) => worker.close()));
    workers = [];
  },
  async mark() {
    cpu = process.cpuUsage();
  },
  async usage() {
    const used = process.cpuUsage(cpu);
    return ` cpu=${used.user + used.system}`;
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const [word, ...rest] = line.trim().split(/\s+/);
  try {
    const settings = Object.fromEntries(rest.map((pair) => pair.split("=")));
    console.log("ok" + ((await commands[word](settings)) ?? ""));
  } catch (e) {
    console.error(e);
    console.log("failed " + e);
  }
}
await queue.close();
process.exit(0);
