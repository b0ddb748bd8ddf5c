package io.streamweir.client;

import io.streamweir.client.SubmitObserving.Answered;
import io.streamweir.internal.entry.AppendScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Many jobs on their way at once: gathers them by partition and appends each chunk when it is full.
 * The first chunks are small, so that Redis has something to do while the next ones are encoded.
 * For one thread.
 */
final class BulkSubmit {
  private static final int FIRST_CHUNK = 64;

  private final Append append;
  private final Refused refused;
  private final Receipt[] receipts;
  private final Map<Integer, Chunk> open = new TreeMap<>(); // by partition
  private final List<Sent> sent = new ArrayList<>();
  private int added;

  /** Appends jobs to a partition's first inbox; the answer never fails. */
  @FunctionalInterface
  interface Append {
    CompletableFuture<Answered> append(int partition, List<AppendScript.Job> jobs);
  }

  /** A chunk that is on its way. */
  private record Sent(Chunk chunk, CompletableFuture<Answered> answer) {}

  /** Makes a receipt for a job that was not appended, or throws what says why it was not. */
  @FunctionalInterface
  interface Refused {
    Receipt receipt(int partition, AppendScript.Refusal refusal);
  }

  /** Jobs of one partition that leave together, with their places among all. */
  private static final class Chunk {
    final int partition;
    final int size;
    final List<Integer> places = new ArrayList<>();
    final List<AppendScript.Job> jobs = new ArrayList<>();
    long bytes;

    Chunk(int partition, int size) {
      this.partition = partition;
      this.size = size;
    }

    boolean full() {
      return jobs.size() >= size || bytes >= Appender.MAX_BATCH_BYTES;
    }
  }

  /** For so many jobs. */
  BulkSubmit(int jobs, Append append, Refused refused) {
    this.append = append;
    this.refused = refused;
    this.receipts = new Receipt[jobs];
  }

  /** Adds the next job; waits where too many are unanswered. */
  void add(int partition, AppendScript.Job job) {
    Chunk chunk = open.computeIfAbsent(partition, p -> new Chunk(p, FIRST_CHUNK));
    chunk.places.add(added++);
    chunk.jobs.add(job);
    chunk.bytes += job.payloadBytes();
    if (chunk.full()) {
      send(chunk);
      open.put(partition, new Chunk(partition, Math.min(2 * chunk.size, Appender.MAX_BATCH)));
    }
  }

  /**
   * Waits until all are answered and tells of each answer.
   *
   * @return the receipts in the order of the jobs
   * @throws RuntimeException the first failure
   */
  List<Receipt> await(Consumer<Answered> told) {
    open.values().stream().filter(chunk -> !chunk.jobs.isEmpty()).forEach(this::send);
    List<Answered> answers = sent.stream().map(each -> each.answer().join()).toList();
    answers.forEach(told);
    for (int i = 0; i < answers.size(); i++) {
      receive(sent.get(i).chunk(), answers.get(i).orThrow());
    }
    return List.of(receipts);
  }

  private void send(Chunk chunk) {
    sent.add(new Sent(chunk, append.append(chunk.partition, chunk.jobs)));
  }

  private void receive(Chunk chunk, List<AppendScript.Refusal> refusals) {
    for (int i = 0; i < chunk.jobs.size(); i++) {
      String jobId = chunk.jobs.get(i).entry().jobId();
      receipts[chunk.places.get(i)] = new Receipt(jobId, chunk.partition, false);
    }
    for (AppendScript.Refusal refusal : refusals) {
      receipts[chunk.places.get(refusal.position())] = refused.receipt(chunk.partition, refusal);
    }
  }
}
