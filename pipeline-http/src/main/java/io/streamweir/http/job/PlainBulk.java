package io.streamweir.http.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.client.InboxFullException;
import io.streamweir.client.Receipt;
import io.streamweir.client.SubmitOptions;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemException;
import io.streamweir.http.core.Problems;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Submits each line by itself, many at once. If the inbox is full, it waits for room for a while;
 * jobs may then arrive behind later ones.
 */
final class PlainBulk implements BulkWay {
  private static final Logger LOG = LoggerFactory.getLogger(PlainBulk.class);
  private static final long AGAIN_MILLIS = 20;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Submitter<?> submitter;
  private final ObjectNode defaults;

  PlainBulk(Submitter<?> submitter, ObjectNode defaults) {
    this.submitter = submitter;
    this.defaults = defaults;
  }

  @Override
  public SubmitRequest request(byte[] line, Inputs<?> inputs) {
    return SubmitRequest.line(line, inputs, defaults);
  }

  @Override
  public Begun begin(List<BulkLine> lines) {
    List<CompletableFuture<Receipt>> sent = sendAll(lines);
    return answers -> {
      for (int i = 0; i < lines.size(); i++) {
        answer(lines, sent, i, answers);
      }
    };
  }

  /** Those with the same options that follow each other go together. */
  private List<CompletableFuture<Receipt>> sendAll(List<BulkLine> lines) {
    List<CompletableFuture<Receipt>> sent = new ArrayList<>(lines.size());
    for (int from = 0; from < lines.size(); from = sent.size()) {
      SubmitOptions options = lines.get(from).options();
      List<byte[]> payloads = new ArrayList<>(lines.size() - from);
      for (int i = from; i < lines.size() && lines.get(i).options().equals(options); i++) {
        byte[] payload = lines.get(i).payload();
        if (payload == null) {
          break;
        }
        payloads.add(payload);
      }
      sent.addAll(payloads.isEmpty() ? List.of(refused(lines.get(from))) : send(payloads, options));
    }
    return sent;
  }

  private static CompletableFuture<Receipt> refused(BulkLine line) {
    Problem refusal = line.refusal();
    return CompletableFuture.failedFuture(
        refusal == null ? new IllegalStateException("no payload") : refusal.asException());
  }

  private List<CompletableFuture<Receipt>> send(List<byte[]> payloads, SubmitOptions options) {
    try {
      return submitter.submit(payloads, options);
    } catch (ProblemException e) {
      return Collections.nCopies(payloads.size(), CompletableFuture.failedFuture(e));
    }
  }

  private void answer(
      List<BulkLine> lines, List<CompletableFuture<Receipt>> sent, int at, BulkAnswers answers)
      throws IOException, InterruptedException {
    long line = lines.get(at).number();
    try {
      Receipt receipt = receipt(lines, sent, at);
      answers.taken(line, receipt.jobId(), receipt.partition(), receipt.duplicate());
    } catch (ExecutionException e) {
      answers.refused(line, problem(line, e));
    }
  }

  /**
   * Where it is not known why a job has no receipt, it is not known either whether it was added.
   */
  static Problem problem(long line, ExecutionException failure) {
    return Problems.of(failure)
        .orElseGet(
            () -> {
              LOG.error("line {} of a bulk submit failed", line, failure);
              return Problem.submitUncertain(
                  "the server failed, and its log says more; the job may have been added");
            });
  }

  private Receipt receipt(List<BulkLine> lines, List<CompletableFuture<Receipt>> sent, int at)
      throws ExecutionException, InterruptedException {
    long begun = System.nanoTime();
    while (true) {
      try {
        return sent.get(at).get();
      } catch (ExecutionException e) {
        if (!full(e) || System.nanoTime() - begun > PATIENCE_NANOS) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
        sendAgain(lines, sent, at);
      }
    }
  }

  /** All that found the inbox full go together, not one per time that is waited. */
  private void sendAgain(List<BulkLine> lines, List<CompletableFuture<Receipt>> sent, int from) {
    List<Integer> places = new ArrayList<>();
    for (int i = from; i < sent.size(); i++) {
      if (full(sent.get(i))) {
        places.add(i);
      }
    }
    List<CompletableFuture<Receipt>> again = sendAll(places.stream().map(lines::get).toList());
    for (int i = 0; i < again.size(); i++) {
      sent.set(places.get(i), again.get(i));
    }
  }

  private static boolean full(CompletableFuture<Receipt> receipt) {
    if (!receipt.isCompletedExceptionally()) {
      return false;
    }
    try {
      receipt.join();
      return false;
    } catch (CompletionException e) {
      return full((Exception) e);
    }
  }

  private static boolean full(Exception failure) {
    return failure.getCause() instanceof InboxFullException;
  }
}
