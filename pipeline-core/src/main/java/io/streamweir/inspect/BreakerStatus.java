package io.streamweir.inspect;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.feature.breaker.BreakerQueries;
import io.streamweir.pipeline.PipelineFacts.StageFacts;
import io.streamweir.pipeline.Plural;
import io.streamweir.redis.RedisLink;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * That workers' breakers of a stage are not closed, since its attempts fail. What a worker says is
 * at most about 2 s old, and counts for 30 s.
 *
 * @param stage the stage
 * @param resting workers whose lanes rest
 * @param trying workers whose lanes try a few entries
 * @param since when the first of them opened, by the server's clock
 * @param lastFailure how an attempt of that worker failed last, at most 300 characters
 */
public record BreakerStatus(
    String stage, int resting, int trying, Instant since, String lastFailure) {
  /** Those of all stages that have any, in the order of definition. */
  static List<BreakerStatus> of(RedisLink link, String pipeline, List<StageFacts> stages) {
    BreakerQueries queries = new BreakerQueries(link, pipeline);
    long now = new InboxQueries(link).now();
    List<CompletableFuture<List<BreakerQueries.Open>>> asked =
        stages.stream().map(stage -> queries.open(stage.name(), now)).toList();
    List<List<BreakerQueries.Open>> open = link.awaitAll(asked);
    List<BreakerStatus> all = new ArrayList<>();
    for (int i = 0; i < open.size(); i++) {
      if (!open.get(i).isEmpty()) {
        all.add(of(stages.get(i).name(), open.get(i)));
      }
    }
    return all;
  }

  private static BreakerStatus of(String stage, List<BreakerQueries.Open> workers) {
    int resting = (int) workers.stream().filter(BreakerQueries.Open::resting).count();
    BreakerQueries.Open first = workers.get(0);
    Instant since = Instant.ofEpochMilli(first.sinceMillis());
    return new BreakerStatus(stage, resting, workers.size() - resting, since, first.why());
  }

  /**
   * As {@code breaker open in 2 workers, half-open in 1 worker, since 2026-03-01T10:00:00Z, last
   * failure: java.net.ConnectException}.
   */
  public String text() {
    List<String> states = new ArrayList<>();
    if (resting > 0) {
      states.add("open in " + Plural.of(resting, "worker", "workers"));
    }
    if (trying > 0) {
      states.add("half-open in " + Plural.of(trying, "worker", "workers"));
    }
    String which = String.join(", ", states);
    return "breaker %s, since %s, last failure: %s"
        .formatted(which, since.truncatedTo(ChronoUnit.SECONDS), lastFailure);
  }
}
