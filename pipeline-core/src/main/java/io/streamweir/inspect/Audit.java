package io.streamweir.inspect;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.feature.audit.AuditStream;
import io.streamweir.redis.RedisLink;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What operators have changed: who, when, what, how many. All pipelines of a namespace share one
 * bounded stream, which keeps about the newest 10,000 changes. The HTTP API writes to it, and so do
 * the console, which uses the API, and the command; other programs may.
 *
 * <p>A change is written after it was made. If the program dies in between, or Redis refuses the
 * entry, the change is made and not written. An operation of the HTTP API has a line when it
 * begins, too. Thread-safe; every method throws {@link io.streamweir.redis.RedisCallException}
 * where Redis cannot be asked.
 */
public final class Audit {
  private static final int STEP = 500;
  private static final int MOST_LOOKED = 10 * STEP;
  private static final Pattern ID = Pattern.compile("\\d{1,20}-\\d{1,20}");

  private final RedisLink link;
  private final AuditStream stream;

  /** Of the link's namespace. */
  public Audit(RedisLink link) {
    this.link = link.patient();
    this.stream = new AuditStream(this.link);
  }

  /**
   * A change that was written.
   *
   * @param id where it is in the stream
   * @param at when it was written, by the server's clock
   */
  public record Entry(String id, Instant at, AuditedChange change) {}

  /**
   * A page of changes.
   *
   * @param entries the newest first
   * @param next with which {@link #page} goes on; null where there are no older ones
   */
  public record Page(List<Entry> entries, @Nullable String next) {}

  /** Writes a change. */
  public void write(AuditedChange change) {
    link.await(stream.append(change.fields()));
  }

  /**
   * The newest changes, or those that follow a page. Looks at no more than 5,000 changes: a page
   * may have fewer than {@code most}, even none, and a {@code next} all the same.
   *
   * @param before the {@code next} of the last page; null begins with the newest
   * @param most how many at most, at least 1
   * @param wanted which changes
   * @throws IllegalArgumentException where {@code before} is no {@code next}, or {@code most} is
   *     below 1
   */
  public Page page(@Nullable String before, int most, Predicate<AuditedChange> wanted) {
    if (before != null && !ID.matcher(before).matches()) {
      throw new IllegalArgumentException("no place in the audit: " + before);
    }
    if (most < 1) {
      throw new IllegalArgumentException("at least one change must be wanted: " + most);
    }
    List<Entry> entries = new ArrayList<>();
    String next = before;
    for (int looked = 0; looked < MOST_LOOKED; looked += STEP) {
      List<AuditStream.Noted> step = link.await(stream.back(next == null ? "+" : "(" + next, STEP));
      for (AuditStream.Noted noted : step) {
        next = noted.id();
        AuditedChange change = AuditedChange.of(noted.fields());
        if (wanted.test(change)) {
          entries.add(new Entry(noted.id(), at(noted.id()), change));
          if (entries.size() == most) {
            return new Page(entries, next);
          }
        }
      }
      if (step.size() < STEP) {
        return new Page(entries, null);
      }
    }
    return new Page(entries, next);
  }

  private static Instant at(String id) {
    return Instant.ofEpochMilli(InboxQueries.millis(id));
  }
}
