package io.streamweir.inspect;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.replay.SettledEntries;
import io.streamweir.internal.feature.replay.SettledEntries.State;
import io.streamweir.internal.feature.replay.SettledEntries.Step;
import io.streamweir.pipeline.JobId;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Feeds what a stage has settled through it once more, as far as its {@code retention} has kept it.
 * The new entries and all that comes of them carry the replay's name ({@link
 * io.streamweir.pipeline.StageContext#replay}). Each arrival counts once, with all its attempts and
 * replays. Redis remembers by the replay's name how far it has come. So a lost answer repeats
 * nothing. If a replay was interrupted, run it again with the same name and times: it goes on where
 * it was. For one thread.
 */
public final class SettledReplay {
  private static final long PAUSE_MILLIS = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String name;
  private final Instant since;
  private final Instant until;
  private final long maxBacklog;
  private final List<SettledEntries> inboxes;
  private final Step[] reached;

  /**
   * A replay that is not begun yet.
   *
   * @param name names it; letters, digits and {@code ._:-}. Redis remembers it for a week
   * @param since when the first entry arrived at the stage, by the server's clock
   * @param until when the last one arrived
   * @throws IllegalArgumentException where the pipeline has no such stage, the name has other
   *     characters, or it ends before it begins
   */
  public SettledReplay(
      RedisLink link,
      Pipeline<?> pipeline,
      String stage,
      String name,
      Instant since,
      Instant until) {
    if (until.isBefore(since)) {
      throw new IllegalArgumentException(
          "a replay until " + until + " cannot begin later, at " + since);
    }
    this.name = JobId.check(name);
    this.since = since;
    this.until = until;
    this.maxBacklog = pipeline.stage(stage).config().maxBacklog();
    this.inboxes =
        Keys.levels(link, pipeline).stream()
            .map(keys -> new SettledEntries(link, keys, stage))
            .toList();
    this.reached = new Step[inboxes.size()];
    Arrays.fill(reached, new Step(State.MORE, 0, 0));
  }

  /**
   * How far it has come since it first began.
   *
   * @param replayed entries that were appended once more
   * @param passed entries that were left alone since they wait or are pending
   */
  public record Progress(long replayed, long passed) {}

  /**
   * Replays until all is done, waits for room where the inbox is full, and for Redis where it is
   * away.
   *
   * @param progress hears after every step
   * @throws RedisCallException where Redis refuses, or has been away for 30 s
   * @throws InterruptedException where the thread is interrupted; it may be run again
   */
  public Progress run(Consumer<Progress> progress) throws InterruptedException {
    for (int i = 0; i < reached.length; i++) {
      while (reached[i].state() != State.DONE) {
        reached[i] = step(inboxes.get(i));
        progress.accept(progress());
        if (reached[i].state() == State.FULL) {
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
      }
    }
    return progress();
  }

  private Step step(SettledEntries inbox) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return inbox.replay(name, since.toEpochMilli(), until.toEpochMilli(), maxBacklog);
      } catch (RedisCallException e) {
        if (!e.passing() || System.nanoTime() - deadline > 0) {
          throw e;
        }
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
  }

  private Progress progress() {
    return new Progress(
        Arrays.stream(reached).mapToLong(Step::replayed).sum(),
        Arrays.stream(reached).mapToLong(Step::passed).sum());
  }
}
