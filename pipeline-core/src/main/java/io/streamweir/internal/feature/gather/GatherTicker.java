package io.streamweir.internal.feature.gather;

import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.feature.gather.GatherStore.Name;
import io.streamweir.internal.feature.gather.GatherStore.OpenGather;
import io.streamweir.internal.feature.gather.OverdueScript.Ended;
import io.streamweir.internal.settle.ServerClock;
import io.streamweir.internal.upkeep.UpkeepTask;
import io.streamweir.pipeline.Bracket;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Plural;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the gathers of one partition that were not complete in time. One worker does so; should two,
 * the script ends each once, for the first one.
 */
record GatherTicker(
    Pipeline<?> pipeline, GatherStore store, OverdueScript script, ServerClock clock) {
  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final Logger LOG = LoggerFactory.getLogger(GatherTicker.class);
  private static final int MOST = 100;

  UpkeepTask task() {
    String purpose = "ending overdue gathers of " + pipeline.name() + "/" + store.place();
    return UpkeepTask.awaiting(INTERVAL, "gather", purpose, this::tick);
  }

  /** Ends what is overdue. */
  private CompletableFuture<Void> tick() {
    if (!clock.known()) {
      return CompletableFuture.completedFuture(null);
    }
    long now = (System.nanoTime() + clock.offsetNanos()) / 1_000_000;
    return store
        .overdue(now, MOST)
        .thenCompose(
            names ->
                CompletableFuture.allOf(
                    names.stream().map(this::end).toArray(CompletableFuture<?>[]::new)));
  }

  private CompletableFuture<Ended> end(Name name) {
    return store
        .find(name)
        .thenCompose(found -> end(found.orElseGet(() -> nothing(name))))
        .whenComplete(
            (ended, thrown) -> {
              if (ended == Ended.FAILED || ended == Ended.GATHERED) {
                LOG.info("split {} was not complete in time: {}", name, ended);
              }
            });
  }

  private CompletableFuture<Ended> end(OpenGather gather) {
    try {
      String split = gather.name().split();
      GatherPlace place =
          GatherPlace.whole(split, gatherOf(split), gather.name().path(), gather.generation());
      return script.end(gather, place, gather.parents(this::gatherOf), failure(gather));
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private String gatherOf(String split) {
    Bracket bracket = pipeline.stage(split).bracket();
    if (bracket == null || bracket.gather() == null) {
      throw new IllegalArgumentException("stage '" + split + "' is no split any more");
    }
    return bracket.gather();
  }

  private static ResultMessage failure(OpenGather gather) {
    String made =
        gather.total().isPresent()
            ? Plural.of(gather.total().getAsInt(), "part", "parts")
            : Plural.of(gather.made(), "part", "parts") + ", with more to come,";
    String error =
        (gather.made() - gather.left())
            + " of "
            + made
            + " had ended after "
            + Duration.ofMillis(gather.timeoutMillis());
    return ResultMessage.failed(gather.jobId(), gather.name().split(), "timeout", error, 1);
  }

  /** Whose state Redis has lost: the script forgets its name. */
  private static OpenGather nothing(Name name) {
    return new OpenGather(name, "", 0, OptionalInt.empty(), 0, 0, 0, null, null);
  }
}
