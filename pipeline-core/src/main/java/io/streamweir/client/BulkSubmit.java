package io.streamweir.client;

import io.streamweir.client.SubmitObserving.Answered;
import io.streamweir.internal.entry.AppendScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Many jobs on their way at once: gathers them by partition and appends each chunk when it is full.
 * Each chunk is twice as large as the one before it. For one thread.
 */
final class BulkSubmit {
  private final int firstChunk;
  private final Append append;
  private final Refused refused;
  private final Receipt[] receipts;
  private final Map<Integer, Chunk> open = new TreeMap<>(); // by partition
  private final List<Sent> sent = new ArrayList<>();
  private final Map<Integer, RuntimeException> failures = new TreeMap<>(); // by place
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

    Receipt receipt(int at) {
      return new Receipt(jobs.get(at).entry().jobId(), partition, false);
    }

    boolean full() {
      return jobs.size() >= size || bytes >= Appender.MAX_BATCH_BYTES;
    }
  }

  /**
   * For so many jobs.
   *
   * @param firstChunk how many jobs leave first, if so many are of one partition
   */
  BulkSubmit(int jobs, int firstChunk, Append append, Refused refused) {
    this.firstChunk = firstChunk;
    this.append = append;
    this.refused = refused;
    this.receipts = new Receipt[jobs];
  }

  /** Adds the next job; waits where too many are unanswered. */
  void add(int partition, AppendScript.Job job) {
    Chunk chunk = open.computeIfAbsent(partition, p -> new Chunk(p, firstChunk));
    chunk.places.add(added++);
    chunk.jobs.add(job);
    chunk.bytes += job.payloadBytes();
    if (chunk.full()) {
      send(chunk);
      open.put(partition, new Chunk(partition, Math.min(2 * chunk.size, Appender.MAX_BATCH)));
    }
  }

  /** Takes the place of a job that cannot be sent. */
  void add(RuntimeException failure) {
    failures.put(added++, failure);
  }

  /**
   * Waits until all are answered and tells of each answer.
   *
   * @return the receipts in the order of the jobs
   * @throws RuntimeException the first failure
   */
  List<Receipt> await(Consumer<Answered> told) {
    sendRest();
    List<Answered> answers = sent.stream().map(each -> each.answer().join()).toList();
    answers.forEach(told);
    for (int i = 0; i < answers.size(); i++) {
      receive(sent.get(i).chunk(), answers.get(i).orThrow());
    }
    return List.of(receipts);
  }

  /**
   * The receipt of each job, once it is there, in the order of the jobs.
   *
   * @param executor where the futures complete; it also tells of each answer
   */
  List<CompletableFuture<Receipt>> each(Executor executor, Consumer<Answered> told) {
    sendRest();
    List<CompletableFuture<Receipt>> each = new ArrayList<>(added);
    for (int i = 0; i < added; i++) {
      each.add(new CompletableFuture<>());
    }
    failures.forEach((place, failure) -> each.get(place).completeExceptionally(failure));
    for (Sent some : sent) {
      some.answer()
          .thenAcceptAsync(
              answered -> {
                told.accept(answered);
                complete(some.chunk(), answered, each);
              },
              executor);
    }
    return each;
  }

  private void complete(Chunk chunk, Answered answered, List<CompletableFuture<Receipt>> each) {
    List<AppendScript.Refusal> refusals;
    try {
      refusals = answered.orThrow();
    } catch (RuntimeException e) {
      chunk.places.forEach(place -> each.get(place).completeExceptionally(e));
      return;
    }
    for (AppendScript.Refusal refusal : refusals) {
      CompletableFuture<Receipt> job = each.get(chunk.places.get(refusal.position()));
      try {
        job.complete(refused.receipt(chunk.partition, refusal));
      } catch (RuntimeException e) {
        job.completeExceptionally(e);
      }
    }
    for (int i = 0; i < chunk.jobs.size(); i++) { // those that were refused are complete already
      each.get(chunk.places.get(i)).complete(chunk.receipt(i));
    }
  }

  private void sendRest() {
    open.values().stream().filter(chunk -> !chunk.jobs.isEmpty()).forEach(this::send);
  }

  private void send(Chunk chunk) {
    sent.add(new Sent(chunk, append.append(chunk.partition, chunk.jobs)));
  }

  private void receive(Chunk chunk, List<AppendScript.Refusal> refusals) {
    for (int i = 0; i < chunk.jobs.size(); i++) {
      receipts[chunk.places.get(i)] = chunk.receipt(i);
    }
    for (AppendScript.Refusal refusal : refusals) {
      receipts[chunk.places.get(refusal.position())] = refused.receipt(chunk.partition, refusal);
    }
  }
}
