package io.streamweir.internal.feature.pause;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Script;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Has submits refused in all partitions of a pipeline as long as a pause says so: the step that
 * appends jobs looks at the key {@code closed} of its partition. Thread-safe; fails with a {@link
 * RedisCallException}.
 */
public final class ClosedPartitions {
  private static final Script SCRIPT = new Script("wire/checks", "feature/pause/refuse-submits");

  /** What is needed for this. */
  public static final List<Needs> NEEDS = List.of(SCRIPT.needs());

  private final RedisLink link;
  private final PauseQueries queries;
  private final List<byte[]> keys;

  public ClosedPartitions(RedisLink link, String pipeline, int partitions) {
    this.link = link;
    this.queries = new PauseQueries(link, pipeline);
    this.keys =
        Keys.partitions(link, pipeline, partitions).stream()
            .map(partition -> Call.bytes(partition.closed()))
            .toList();
  }

  /**
   * Makes the partitions agree with what is paused. If several do so at once, each looks again when
   * it has written. So the last one to end has seen what all have changed.
   */
  public void agree() {
    Optional<StoredPause> seen = refusing();
    while (true) {
      write(seen);
      Optional<StoredPause> now = refusing();
      if (now.equals(seen)) {
        return;
      }
      seen = now;
    }
  }

  /** Of the pauses that have submits refused, the one that lasts longest. */
  private Optional<StoredPause> refusing() {
    return link.await(queries.inForce()).stream()
        .filter(StoredPause::refusesSubmits)
        .max(Comparator.comparingLong(ClosedPartitions::end));
  }

  private static long end(StoredPause pause) {
    return pause.untilMillis() == 0 ? Long.MAX_VALUE : pause.untilMillis();
  }

  private void write(Optional<StoredPause> refusing) {
    link.awaitAll(keys.stream().map(key -> write(key, refusing)).toList());
  }

  private CompletableFuture<?> write(byte[] key, Optional<StoredPause> refusing) {
    Call args = Call.args().addKey(key);
    refusing.ifPresent(
        pause -> args.add(pause.untilMillis() + " " + pause.reason()).add(pause.untilMillis()));
    return SCRIPT.run(link.shared(), args);
  }
}
