package io.streamweir.spring.boot.test;

import io.streamweir.inspect.DeadLetters;
import io.streamweir.inspect.Inspector;
import io.streamweir.inspect.StageStatus;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.ObjectProvider;

/** What a test waits for and looks at. Thread-safe. */
public final class StreamweirJobs {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final int MOST_LETTERS = 1_000;

  private final RedisLink link;
  private final ObjectProvider<Pipeline<?>> pipelines;

  StreamweirJobs(RedisLink link, ObjectProvider<Pipeline<?>> pipelines) {
    this.link = link;
    this.pipelines = pipelines;
  }

  /**
   * What there is at one moment.
   *
   * @param settled how many entries have been settled so far
   * @param left what is not done, for people
   */
  private record Look(long settled, List<String> left) {
    /** Between two looks nothing has moved, so that nothing has slipped through either. */
    boolean isIdleAs(Look before) {
      return left.isEmpty() && before.left().isEmpty() && settled == before.settled();
    }
  }

  /**
   * Waits until no entry of any pipeline waits, is delayed or is being handled: at most 30 s.
   *
   * @throws AssertionError where there is one still; it says where
   */
  public void awaitIdle() throws InterruptedException {
    awaitIdle(PATIENCE);
  }

  /**
   * The same for at most so long.
   *
   * @throws AssertionError where there is one still; it says where
   */
  public void awaitIdle(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    Look before = look();
    while (true) {
      Look now = look();
      if (now.isIdleAs(before)) {
        return;
      }
      if (System.nanoTime() - deadline >= 0) {
        throw new AssertionError("not idle after " + patience + ": " + now.left());
      }
      before = now;
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
    }
  }

  private Look look() {
    long settled = 0;
    List<String> left = new ArrayList<>();
    for (Pipeline<?> pipeline : pipelines.orderedStream().toList()) {
      Inspector inspector = new Inspector(link, pipeline);
      for (StageStatus stage : inspector.status()) {
        settled += stage.done();
        if (stage.backlog() + stage.delayed() > 0) {
          left.add(text(pipeline, stage));
        }
      }
      inspector.outboxes().stream()
          .filter(outbox -> outbox.waiting() > 0)
          .forEach(
              outbox ->
                  left.add(
                      outbox.waiting() + " of " + pipeline.name() + " for " + outbox.target()));
    }
    return new Look(settled, left);
  }

  private static String text(Pipeline<?> pipeline, StageStatus stage) {
    return pipeline.name()
        + "/"
        + stage.stage()
        + ": "
        + stage.lag()
        + " wait, "
        + stage.pending()
        + " are handled, "
        + stage.delayed()
        + " are delayed";
  }

  /** The dead letters of a pipeline, stage by stage, the oldest first. */
  public List<DeadLetters.Letter> deadLetters(String pipeline) {
    Pipeline<?> found = find(pipeline);
    return found.stages().stream()
        .flatMap(stage -> new DeadLetters(link, found, stage.name()).list(MOST_LETTERS).stream())
        .toList();
  }

  private Pipeline<?> find(String name) {
    List<Pipeline<?>> all = pipelines.orderedStream().toList();
    return all.stream()
        .filter(pipeline -> pipeline.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no pipeline '"
                        + name
                        + "'; there are "
                        + all.stream().map(Pipeline::name).toList()));
  }
}
