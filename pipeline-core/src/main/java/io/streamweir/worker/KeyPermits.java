package io.streamweir.worker;

import io.streamweir.redis.PermitScript;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for permits of a rate per key: many keys in one call, one call at a time. A short wait is
 * waited for here; a long one is the answer. Thread-safe.
 */
final class KeyPermits {
  private static final Logger LOG = LoggerFactory.getLogger(KeyPermits.class);
  private static final int MOST_KEYS = 500;
  private static final long SHORT_MILLIS = 1_000;
  private static final long AGAIN_MILLIS = 500;

  private final PermitScript script;
  private final ScheduledExecutorService timer;
  private List<Wish> wishes = new ArrayList<>();
  private boolean asking;

  private record Wish(String key, LongConsumer answer) {}

  KeyPermits(PermitScript script, ScheduledExecutorService timer) {
    this.script = script;
    this.timer = timer;
  }

  /** The answer comes on another thread: 0 with the permit, else the ms until there is one. */
  void ask(String key, LongConsumer answer) {
    synchronized (this) {
      wishes.add(new Wish(key, answer));
    }
    send();
  }

  private void send() {
    List<Wish> asked;
    synchronized (this) {
      if (asking || wishes.isEmpty()) {
        return;
      }
      asking = true;
      asked = wishes.size() <= MOST_KEYS ? wishes : new ArrayList<>(wishes.subList(0, MOST_KEYS));
      wishes =
          wishes.size() <= MOST_KEYS
              ? new ArrayList<>()
              : new ArrayList<>(wishes.subList(MOST_KEYS, wishes.size()));
    }
    script
        .run(asked.stream().map(Wish::key).toList())
        .whenCompleteAsync((waits, thrown) -> answered(asked, waits, thrown), timer);
  }

  private void answered(List<Wish> asked, @Nullable List<Long> waits, @Nullable Throwable thrown) {
    synchronized (this) {
      asking = false;
    }
    if (thrown != null) {
      LOG.debug("permits for {} keys are asked for again", asked.size(), thrown);
    }
    for (int i = 0; i < asked.size(); i++) {
      Wish wish = asked.get(i);
      long wait = waits == null ? AGAIN_MILLIS : waits.get(i);
      if (wait > 0 && wait <= SHORT_MILLIS) {
        timer.schedule(() -> ask(wish.key(), wish.answer()), wait, TimeUnit.MILLISECONDS);
      } else {
        wish.answer().accept(wait);
      }
    }
    send();
  }
}
