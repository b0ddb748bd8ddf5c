package io.streamweir.cli.tap;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.cli.option.DurationConverter;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.terminal.StopSignals;
import io.streamweir.http.core.Json;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageContext;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.RedisLink;
import io.streamweir.worker.Tap;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tap follow}: prints each entry that arrives at a stage. */
@Command(
    name = "follow",
    description = {
      "Prints each entry that arrives at a stage, one JSON object per line, from what the stage"
          + " still keeps.",
      "An entry counts as seen when it was printed; the next run with this name goes on behind it."
    })
final class TapFollowCommand implements Callable<Integer> {
  private static final long LOOK_MILLIS = 50;

  private final Session session;
  private final AtomicLong seenAt = new AtomicLong();
  private final CountDownLatch stopped = new CountDownLatch(1);

  @Mixin private final TapScope scope = new TapScope();

  @Option(
      names = "--idle",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "End when nothing came for so long. Default: never")
  private Duration idle = Duration.ofDays(36_500);

  TapFollowCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    String name = scope.name();
    Pipeline<?> chosen = scope.pipeline(session);
    StageDefinition<?, ?> stage = scope.stage(chosen);
    try (RedisLink link = session.openLink();
        Tap tap = start(link, chosen, stage, name)) {
      StopSignals.onFirst(status -> stopped.countDown());
      seenAt.set(System.nanoTime()); // connecting may have taken longer than --idle
      while (!stopped.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)
          && System.nanoTime() - seenAt.get() < idle.toNanos()) {
        session.out().flush(); // notices a reader that went away
      }
      return 0;
    }
  }

  private <I> Tap start(
      RedisLink link, Pipeline<?> chosen, StageDefinition<I, ?> stage, String name) {
    return Tap.start(link, chosen, stage.name(), stage.input(), name, this::print);
  }

  private void print(Object input, StageContext context) {
    ObjectNode line =
        Json.object()
            .put("stage", context.stage())
            .put("partition", context.partition())
            .put("entry", context.entryId())
            .put("job", context.jobId())
            .put("attempt", context.attempt());
    line.set("payload", Json.parse(input.toString()));
    session.out().line(line.toString());
    session.out().flush();
    seenAt.set(System.nanoTime());
  }
}
