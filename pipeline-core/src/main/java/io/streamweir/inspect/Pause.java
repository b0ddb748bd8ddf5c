package io.streamweir.inspect;

import io.streamweir.internal.feature.pause.PauseQueries;
import io.streamweir.internal.feature.pause.StoredPause;
import io.streamweir.redis.RedisLink;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That a stage, or a whole pipeline, is paused.
 *
 * @param stage the stage; empty for the whole pipeline
 * @param since when it began, by the server's clock
 * @param until when it ends by itself; null where it lasts until it is resumed
 * @param refusesSubmits whether submits to the pipeline are refused meanwhile
 * @param by the name of the one that paused it; empty where none was given
 * @param reason why; empty where none was given
 */
public record Pause(
    String stage,
    Instant since,
    @Nullable Instant until,
    boolean refusesSubmits,
    String by,
    String reason) {
  /** What is paused of a pipeline now: the whole of it first, then stages by name. */
  static List<Pause> inForce(RedisLink link, String pipeline) {
    return link.await(new PauseQueries(link, pipeline).inForce()).stream().map(Pause::of).toList();
  }

  static Pause of(StoredPause stored) {
    return new Pause(
        stored.stage().equals(StoredPause.WHOLE) ? "" : stored.stage(),
        Instant.ofEpochMilli(stored.sinceMillis()),
        stored.untilMillis() == 0 ? null : Instant.ofEpochMilli(stored.untilMillis()),
        stored.refusesSubmits(),
        stored.by(),
        stored.reason());
  }

  /** Whether it is the whole pipeline that is paused. */
  public boolean whole() {
    return stage.isEmpty();
  }

  /** Whether it keeps this stage from working. */
  public boolean covers(String other) {
    return whole() || stage.equals(other);
  }
}
