package io.streamweir.internal.feature.gather;

import io.streamweir.codec.AvroCodec;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.feature.gather.GatherStore.Name;
import io.streamweir.internal.feature.gather.GatherStore.OpenGather;
import io.streamweir.internal.lane.UntilAnswered;
import io.streamweir.pipeline.FailedPart;
import io.streamweir.pipeline.Gathered;
import io.streamweir.pipeline.RejectedException;
import io.streamweir.redis.RedisLink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The results of a gather that has fired, read from Redis in chunks of about a MiB. */
final class RedisGathered<R> implements Gathered<R> {
  private static final int FIRST_CHUNK = 16;
  private static final int MOST_CHUNK = 64; // the next ones may be large
  private static final long CHUNK_BYTES = 1 << 20;

  private final UntilAnswered until;
  private final GatherStore store;
  private final AvroCodec codec;
  private final Class<R> type;
  private final OpenGather state;

  private RedisGathered(
      UntilAnswered until, GatherStore store, AvroCodec codec, Class<R> type, OpenGather state) {
    this.until = until;
    this.store = store;
    this.codec = codec;
    this.type = type;
    this.state = state;
  }

  /**
   * Reads how many there are.
   *
   * @throws RejectedException where they are no longer kept
   */
  static <R> RedisGathered<R> open(
      RedisLink link, GatherStore store, AvroCodec codec, Class<R> type, Name name) {
    OpenGather state =
        new UntilAnswered(link)
            .ask(() -> store.find(name))
            .orElseThrow(
                () ->
                    new RejectedException(
                        "the results of the parts are no longer there: they are kept for 7 days"
                            + " after the gather has fired"));
    return new RedisGathered<>(new UntilAnswered(link), store, codec, type, state);
  }

  @Override
  public int total() {
    return state.total().orElse(state.made());
  }

  @Override
  public int failed() {
    return state.failed() + state.left();
  }

  @Override
  public Iterator<R> iterator() {
    return new Results();
  }

  /** What is kept of the parts, one by one, read in chunks. */
  private final class Kept {
    private List<byte @Nullable []> chunk = List.of();
    private int size = FIRST_CHUNK;
    private int first;
    private int next;

    boolean hasNext() {
      return next < total();
    }

    int index() {
      return next;
    }

    byte @Nullable [] next() {
      if (next == first + chunk.size()) {
        first = next;
        int count = Math.min(size, total() - first);
        chunk = until.ask(() -> store.results(state.name(), first, count));
        long bytes = 1;
        for (byte[] value : chunk) {
          bytes += value == null ? 0 : value.length;
        }
        size = (int) Math.max(1, Math.min(MOST_CHUNK, CHUNK_BYTES * chunk.size() / bytes));
      }
      return chunk.get(next++ - first);
    }
  }

  private final class Results implements Iterator<R> {
    private final Kept kept = new Kept();
    private byte @Nullable [] result;

    @Override
    public boolean hasNext() {
      while (result == null && kept.hasNext()) {
        byte[] value = kept.next();
        boolean succeeded = value != null && value.length > 0 && value[0] != '!';
        result = succeeded ? value : null;
      }
      return result != null;
    }

    @Override
    public R next() {
      byte[] value = hasNext() ? result : null;
      if (value == null) {
        throw new NoSuchElementException();
      }
      result = null;
      return codec.decode(value, type);
    }
  }

  @Override
  public List<FailedPart> failures() {
    List<FailedPart> failures = new ArrayList<>();
    for (int from = 1; from <= state.failed(); from += MOST_CHUNK) {
      int begin = from;
      int count = Math.min(MOST_CHUNK, state.failed() - from + 1);
      for (byte[] value : until.ask(() -> store.failures(state.name(), begin, count))) {
        if (value != null) {
          failures.add(failure(value));
        }
      }
    }
    if (state.left() > 0) {
      addMissing(failures);
    }
    failures.sort(Comparator.comparingInt(FailedPart::index));
    return List.copyOf(failures);
  }

  private void addMissing(List<FailedPart> failures) {
    String error = "not done within " + Duration.ofMillis(state.timeoutMillis());
    Kept kept = new Kept();
    while (kept.hasNext()) {
      int index = kept.index();
      if (kept.next() == null) {
        failures.add(new FailedPart(index, state.name().split(), "timeout", error));
      }
    }
  }

  private static FailedPart failure(byte[] value) {
    String text = new String(value, StandardCharsets.UTF_8);
    int space = text.indexOf(' ');
    ResultMessage message =
        ResultMessage.parse(text.substring(space + 1).getBytes(StandardCharsets.UTF_8));
    int index = Integer.parseInt(text.substring(0, space));
    return new FailedPart(index, message.stage(), message.reason(), message.error());
  }
}
