package io.streamweir.cli.session;

import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Opens a link as soon as Redis is there, and says each time why it is not there yet. */
public final class FirstLink {
  private static final long FIRST_WAIT_MILLIS = 500;
  private static final long LONGEST_WAIT_MILLIS = 10_000;
  private static final long NO_END = Long.MAX_VALUE;

  private final Session session;
  private final RedisConfig config;

  public FirstLink(Session session) {
    this(session, session.redis());
  }

  public FirstLink(Session session, RedisConfig config) {
    this.session = session;
    this.config = config;
  }

  /**
   * A link; null where it is to stop before there is one.
   *
   * @throws RedisCallException where waiting does not help
   */
  public @Nullable RedisLink unless(CountDownLatch stop) throws InterruptedException {
    return open(stop, NO_END);
  }

  /**
   * A link.
   *
   * @throws RedisCallException where there is none within this time, or waiting does not help
   */
  public RedisLink within(Duration patience) throws InterruptedException {
    RedisLink link = open(new CountDownLatch(1), patience.toMillis());
    if (link == null) {
      throw new IllegalStateException("nobody stops it");
    }
    return link;
  }

  private @Nullable RedisLink open(CountDownLatch stop, long patienceMillis)
      throws InterruptedException {
    long begun = System.nanoTime();
    long wait = FIRST_WAIT_MILLIS;
    while (true) {
      try {
        return session.openLink(config);
      } catch (RedisCallException e) {
        long left = patienceMillis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        if (!e.passing() || left <= 0) {
          throw e;
        }
        wait = Math.min(wait, left);
        session.warn(e.getMessage() + "; trying again in " + wait + " ms");
      }
      if (stop.await(wait, TimeUnit.MILLISECONDS)) {
        return null;
      }
      wait = Math.min(2 * wait, LONGEST_WAIT_MILLIS);
    }
  }
}
