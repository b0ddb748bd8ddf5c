package io.streamweir.internal.upkeep;

import io.streamweir.pipeline.StreamweirException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Logs a failure that lasts once when it begins, and once when it is over, even if many tries fail
 * meanwhile. A failure with another reason is logged too, at most every ten seconds. Thread-safe.
 */
public final class OutageLog {
  private static final long ANOTHER_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Logger log;
  private final Level level;
  private final Map<String, Said> said = new ConcurrentHashMap<>(); // by what fails

  private record Said(String why, long at) {}

  /** Logs failures at this level, and their ends at {@code INFO}. */
  public OutageLog(Logger log, Level level) {
    this.log = log;
    this.level = level;
  }

  /**
   * It failed, and will be tried again.
   *
   * @param what is tried, as {@code moving delayed entries of orders/0}; one of a bounded number
   */
  public void failed(String what, String why) {
    failed(level, what, why);
  }

  /** It failed, and will be tried again. Nothing but our own exceptions is without stack trace. */
  public void failed(String what, Throwable thrown) {
    failed(level, what, thrown);
  }

  /** The same, logged at another level, such as for a failure that does not pass by itself. */
  public void failed(Level level, String what, Throwable thrown) {
    Throwable cause = unwrapped(thrown);
    if (cause instanceof StreamweirException) {
      failed(level, what, String.valueOf(cause.getMessage()));
    } else if (isNew(what, String.valueOf(cause))) {
      log.atLevel(level).setCause(cause).log("{} fails and is tried again", what);
    }
  }

  private void failed(Level level, String what, String why) {
    if (isNew(what, why)) {
      log.atLevel(level).log("{} fails and is tried again: {}", what, why);
    }
  }

  /** It is tried no longer, so that nobody can say whether it would succeed. */
  public void forget(String what) {
    said.remove(what);
  }

  /** It succeeded. */
  public void over(String what) {
    if (!said.isEmpty() && said.remove(what) != null) {
      log.info("{} works again", what);
    }
  }

  private boolean isNew(String what, String why) {
    long now = System.nanoTime();
    Said last = said.get(what);
    boolean fresh = last == null || (!last.why().equals(why) && now - last.at() >= ANOTHER_NANOS);
    return fresh && replace(what, last, new Said(why, now));
  }

  private boolean replace(String what, @Nullable Said last, Said next) {
    return last == null ? said.putIfAbsent(what, next) == null : said.replace(what, last, next);
  }

  /** The failure behind those that a future wraps around it. */
  static Throwable unwrapped(Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
