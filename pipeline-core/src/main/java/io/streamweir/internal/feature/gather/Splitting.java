package io.streamweir.internal.feature.gather;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.feature.gather.SplitScript.Position;
import io.streamweir.internal.feature.gather.SplitScript.State;
import io.streamweir.internal.lane.OutputEncoder;
import io.streamweir.internal.wire.Checksum;
import io.streamweir.pipeline.LeaseLostException;
import io.streamweir.pipeline.Parts;
import io.streamweir.pipeline.Plural;
import io.streamweir.pipeline.RejectedException;
import io.streamweir.pipeline.SplitStage;
import io.streamweir.pipeline.StageContext;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the handler of a split stage and appends its parts in chunks. Redis knows how many parts
 * there are, and which. So if an answer, the connection or the worker is lost, a part is appended
 * once, and a later run goes on behind the last one. Thread-safe.
 *
 * @param <I> what the stage takes
 * @param <P> a part
 * @param maxBacklog entries that the inbox of the parts may hold
 */
public record Splitting<I, P>(
    String stage,
    SplitStage<I, P> handler,
    RedisLink link,
    SplitScript script,
    OutputEncoder encoder,
    long maxBacklog) {
  private static final Logger LOG = LoggerFactory.getLogger(Splitting.class);
  private static final int MOST_PARTS = 256; // of one chunk
  private static final int MOST_BYTES = 1 << 20; // of one chunk's payloads, but for the last one
  private static final long FIRST_PAUSE_MILLIS = 10;
  private static final long LONGEST_PAUSE_MILLIS = 200;

  /** What a run says that no caller waits for any more. */
  public static final Position NOWHERE = new Position(State.LOST, "", 0, "");

  /** How a run of the handler ended. */
  private enum Run {
    /** All of its parts are there. */
    THROUGH,
    /** Redis is not where this run thought: another run may know. */
    ASTRAY,
    /** What was there is not what this run made. */
    DIFFERENT
  }

  /** One run of the handler: which part comes next, and all parts before it. */
  private final class Emission {
    private final Entry entry;
    private final @Nullable String headers;
    private final Iterator<? extends P> source;
    private final Checksum checksum = new Checksum();
    private int drawn;
    private Position at;

    Emission(Entry entry, @Nullable String headers, Parts<P> parts, Position from) {
      this.entry = entry;
      this.headers = headers;
      this.source = parts.iterator();
      this.at = from;
    }

    Run run() throws InterruptedException {
      while (drawn < at.made()) {
        if (!source.hasNext()) {
          return Run.DIFFERENT;
        }
        draw();
      }
      if (!checksum.text().equals(at.checksum())) {
        return Run.DIFFERENT;
      }
      while (source.hasNext()) {
        List<byte[]> parts = drawChunk();
        String sum = checksum.text();
        Position reached = append(parts, sum);
        if (!reached.equals(new Position(State.AT, at.generation(), drawn, sum))) {
          at = reached;
          return Run.ASTRAY;
        }
        at = reached;
      }
      return Run.THROUGH;
    }

    private List<byte[]> drawChunk() {
      List<byte[]> parts = new ArrayList<>();
      int bytes = 0;
      while (parts.size() < Math.min(MOST_PARTS, maxBacklog)
          && bytes < MOST_BYTES
          && source.hasNext()) {
        byte[] part = draw();
        parts.add(part);
        bytes += part.length;
      }
      return parts;
    }

    private byte[] draw() {
      byte[] part =
          encoder.encode(Objects.requireNonNull(source.next(), "a part"), entry.payload());
      if (++drawn > Parts.MOST) {
        throw new RejectedException(
            "split '%s' makes more than %s of one input"
                .formatted(stage, Plural.of(Parts.MOST, "part", "parts")));
      }
      checksum.add(part);
      return part;
    }

    private Position append(List<byte[]> parts, String sum) throws InterruptedException {
      long pause = FIRST_PAUSE_MILLIS;
      Position from = at;
      while (true) {
        Position reached = ask(() -> script.append(entry, from, headers, parts, sum));
        if (reached.state() != State.FULL) {
          return reached;
        }
        Thread.sleep(pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      }
    }
  }

  /**
   * Makes all parts of an entry on the calling thread; answers with where it is then: with {@link
   * State#AT} it has made all of them. An interrupt ends it.
   *
   * @param headers of the parts, as they are on the wire
   * @throws LeaseLostException where the entry is another worker's
   * @throws Exception what the handler threw
   */
  public Position run(Entry entry, I input, StageContext context, @Nullable String headers)
      throws Exception {
    boolean again = false;
    while (true) {
      boolean anew = again;
      Position at = ask(() -> script.open(entry, anew));
      Run run = Run.ASTRAY;
      if (at.state() == State.AT) {
        try (Parts<P> parts = handler.split(input, context)) {
          Emission emission = new Emission(entry, headers, parts, at);
          run = emission.run();
          at = emission.at;
        }
      }
      if (at.state() == State.LOST) {
        throw new LeaseLostException(entry.id());
      }
      if (run == Run.THROUGH || at.state() != State.AT) {
        return at;
      }
      again = run == Run.DIFFERENT;
      if (again) {
        LOG.warn("split {} of job {} makes other parts than before", stage, entry.jobId());
      }
    }
  }

  /** Until there is an answer: each call may be repeated. */
  private Position ask(Supplier<CompletableFuture<Position>> call) throws InterruptedException {
    long pause = FIRST_PAUSE_MILLIS;
    boolean told = false;
    while (true) {
      try {
        return link.await(call.get());
      } catch (RedisCallException e) {
        if (Thread.interrupted()) {
          throw new InterruptedException("while parts were appended");
        }
        if (!told && !e.passing()) {
          LOG.error("split {} cannot append parts and tries again: {}", stage, e.getMessage());
          told = true;
        }
      }
      Thread.sleep(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }
  }
}
