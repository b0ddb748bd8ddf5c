package io.streamweir.internal.feature.through;

import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.pipeline.StageContext;
import io.streamweir.testrecords.Amount;
import io.streamweir.testrecords.Text;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Three plain stages, of which the last two may be run through, and all that was seen of their
 * calls. A text is {@code NAME STAGE WHAT}: at that stage the first attempt does that.
 */
final class Chain {
  static final List<String> STAGES = List.of("one", "two", "three");

  final Queue<Call> calls = new ConcurrentLinkedQueue<>();
  final Map<String, Consumer<StageContext>> meetings =
      new ConcurrentHashMap<>(); // by stage and name
  private final Map<String, Thread> firstThreads = new ConcurrentHashMap<>(); // by job

  /**
   * One call of a handler.
   *
   * @param through whether the thread is that which handled the first stage
   */
  record Call(
      String stage,
      String name,
      int attempt,
      String path,
      String key,
      Map<String, String> headers,
      boolean through) {}

  Pipeline<Text> pipeline() {
    return pipeline("chain", config -> config);
  }

  Pipeline<Text> pipeline(String name, UnaryOperator<StageConfig> second) {
    return Pipeline.named(name)
        .accepts(Text.class)
        .stage("one", Text.class, (text, context) -> handle(text, context), this::often)
        .stage(
            "two",
            Text.class,
            (text, context) -> handle(text, context),
            config -> second.apply(often(config).withRunThrough()))
        .stage(
            "three",
            Text.class,
            (text, context) -> handle(text, context),
            config -> often(config).withRunThrough())
        .build();
  }

  private StageConfig often(StageConfig config) {
    return config
        .withHandlerTimeout(Duration.ofSeconds(2))
        .withFailure(FailurePolicy.attempts(2, Backoff.fixed(Duration.ofMillis(10))));
  }

  private Outcome<Text> handle(Text text, StageContext context) throws Exception {
    String[] words = text.getValue().split(" ");
    String stage = context.stage();
    Thread first =
        firstThreads.compute(
            context.jobId(), (job, own) -> stage.equals("one") ? Thread.currentThread() : own);
    calls.add(
        new Call(
            stage,
            words[0],
            context.attempt(),
            context.path(),
            context.idempotencyKey().replaceAll("^.*" + context.jobId(), "JOB"),
            context.headers(),
            !stage.equals("one") && first == Thread.currentThread()));
    meetings.getOrDefault(stage + " " + words[0], c -> {}).accept(context);
    boolean here = words.length > 2 && words[1].equals(stage);
    Outcome<Text> outcome =
        here ? acts(words[2], text, context) : goesOn(text, stage.equals("three"));
    return outcome.counting(
        List.of(Count.one("calls", stage), new Count("of-" + stage, words[0], 2)));
  }

  private static Outcome<Text> goesOn(Text text, boolean ends) {
    return ends ? Outcome.finish(text) : Outcome.forward(text);
  }

  private static Outcome<Text> acts(String what, Text text, StageContext context) throws Exception {
    boolean ends = context.stage().equals("three");
    if (what.equals("dies")) {
      throw new IOException("always");
    }
    if (what.equals("saves") && context.lastCheckpoint(Amount.class).isEmpty()) {
      context.checkpoint(new Amount(7L, null));
      throw new IOException("saved");
    }
    if (context.attempt() > 1) {
      return goesOn(text, ends);
    }
    switch (what) {
      case "throws" -> throw new IOException("once");
      case "hangs" -> new CountDownLatch(1).await();
      default -> {}
    }
    return switch (what) {
      case "retries" -> Outcome.retryLater(Duration.ofMillis(10), "again");
      case "rejects" -> Outcome.reject("never");
      case "drops" -> Outcome.drop();
      case "splits" -> Outcome.forwardAll(List.of(text, text));
      case "finishes" -> Outcome.finish(text);
      default -> goesOn(text, ends);
    };
  }

  /** Whether the stage was called for a job of this name. */
  boolean called(String stage, String name) {
    return calls.stream().anyMatch(c -> c.stage().equals(stage) && c.name().equals(name));
  }

  /** Whether a job of this name has run through the stage. */
  boolean ranThrough(String stage, String name) {
    return calls.stream()
        .anyMatch(c -> c.stage().equals(stage) && c.name().equals(name) && c.through());
  }
}
