package io.streamweir.http.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.client.InboxFullException;
import io.streamweir.client.Receipt;
import io.streamweir.client.SubmitOptions;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemException;
import io.streamweir.http.core.ProblemType;
import io.streamweir.http.core.Problems;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Submits each line by itself, many at once. If the inbox is full, it waits for room for a while;
 * jobs may then arrive behind later ones.
 */
final class PlainBulk<I> implements BulkWay<I> {
  private static final int MOST_UNANSWERED = 4_096;
  private static final long AGAIN_MILLIS = 100;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Submitter<I> submitter;
  private final ObjectNode defaults;
  private final ArrayDeque<Pending<I>> pending = new ArrayDeque<>();

  /**
   * A line that was sent, or one that is refused behind others.
   *
   * @param refusal null where it was sent
   */
  private record Pending<I>(
      long line,
      @Nullable I input,
      SubmitOptions options,
      CompletableFuture<Receipt> receipt,
      @Nullable Problem refusal) {}

  PlainBulk(Submitter<I> submitter, ObjectNode defaults) {
    this.submitter = submitter;
    this.defaults = defaults;
  }

  @Override
  public void line(long number, String text, Answers answers)
      throws IOException, InterruptedException {
    try {
      SubmitRequest request = SubmitRequest.line(text, defaults);
      I input = request.input(submitter.inputs());
      add(
          new Pending<>(
              number, input, request.options(), submitter.submit(input, request.options()), null),
          answers);
    } catch (ProblemException e) {
      refuse(number, e.problem(), answers);
    }
  }

  @Override
  public void refuse(long number, Problem problem, Answers answers)
      throws IOException, InterruptedException {
    add(
        new Pending<>(number, null, SubmitOptions.defaults(), new CompletableFuture<>(), problem),
        answers);
  }

  private void add(Pending<I> line, Answers answers) throws IOException, InterruptedException {
    pending.add(line);
    while (pending.size() > MOST_UNANSWERED) {
      answer(pending.remove(), answers);
    }
  }

  @Override
  public void flush(Answers answers) throws IOException, InterruptedException {
    while (!pending.isEmpty()) {
      answer(pending.remove(), answers);
    }
  }

  private void answer(Pending<I> line, Answers answers) throws IOException, InterruptedException {
    if (line.refusal() != null) {
      answers.refused(line.line(), line.refusal());
      return;
    }
    try {
      Receipt receipt = receipt(line);
      answers.taken(
          Json.object()
              .put("line", line.line())
              .put("job", receipt.jobId())
              .put("partition", receipt.partition())
              .put("duplicate", receipt.duplicate()),
          receipt.duplicate());
    } catch (ExecutionException e) {
      answers.refused(
          line.line(),
          Problems.of(e)
              .orElseGet(() -> Problem.of(ProblemType.INTERNAL, "the job was not added")));
    }
  }

  private Receipt receipt(Pending<I> line) throws ExecutionException, InterruptedException {
    long begun = System.nanoTime();
    CompletableFuture<Receipt> receipt = line.receipt();
    while (true) {
      try {
        return receipt.get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof InboxFullException)
            || line.input() == null
            || System.nanoTime() - begun > PATIENCE_NANOS) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
        receipt = submitter.submit(line.input(), line.options());
      }
    }
  }
}
