package io.streamweir.internal.feature.results;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.ResultAddress;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.wire.ChannelSubscriber;
import io.streamweir.internal.wire.Subscriber;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Hears of the ends of jobs for which somebody waits, and of few others. It is subscribed to the
 * channels of these jobs' addresses, and leaves a channel when nobody has waited there for a while.
 * Pub/sub is a hint only, as {@link ResultChannel} says. Thread-safe.
 *
 * <p>Workers of older versions publish on the channel of all results alone. If a look found an end
 * of which nothing was heard, or the user may not subscribe to addresses, it hears that channel,
 * too, for ten minutes.
 */
public final class AwaitedResults implements AutoCloseable {
  private static final Duration KEPT = Duration.ofSeconds(30);
  private static final long FOLLOWING_NANOS = Duration.ofMinutes(10).toNanos();

  /** Hears on an I/O thread, which must not be blocked. */
  public interface Listener {
    /** A job has ended, perhaps one for which nobody waits. */
    void ended(ResultMessage message);

    /** Ends of these jobs that were published before may not have been heard. */
    void subscribed(Collection<String> jobIds);
  }

  private final RedisLink link;
  private final List<Keys> partitions;
  private final int addresses;
  private final Listener listener;
  private final long keptNanos;
  private final Map<String, Waits> waits = new HashMap<>(); // by channel
  private final Map<String, Long> unheard = new ConcurrentHashMap<>(); // jobs, by the look's number
  private @Nullable ChannelSubscriber addressed;
  private @Nullable ChannelSubscriber all;
  private long followedAt;
  private final AtomicLong looks = new AtomicLong();
  private boolean closed;

  /** What is waited for at one channel. */
  private static final class Waits {
    private final Map<String, Integer> jobs = new HashMap<>(); // how many wait for each
    private long leftAt;
  }

  public AwaitedResults(RedisLink link, List<Keys> partitions, Listener listener) {
    this(link, partitions, listener, KEPT);
  }

  AwaitedResults(RedisLink link, List<Keys> partitions, Listener listener, Duration kept) {
    this.link = link;
    this.partitions = partitions;
    this.addresses = ResultAddress.channels(partitions.size());
    this.listener = listener;
    this.keptNanos = kept.toNanos();
  }

  private String channel(int partition, String jobId) {
    return partitions.get(partition).resultsAt(ResultAddress.of(jobId, addresses));
  }

  /** Somebody waits for the job. What is stored already is to be read behind this. */
  public synchronized void add(int partition, String jobId) {
    String channel = channel(partition, jobId);
    Waits there = waits.get(channel);
    if (there == null) {
      there = new Waits();
      waits.put(channel, there);
      if (addressed != null) {
        addressed.hear(channel);
      }
    }
    there.jobs.merge(jobId, 1, Integer::sum);
  }

  /** One that waited for the job does no longer. */
  public synchronized void remove(int partition, String jobId) {
    Waits there = waits.get(channel(partition, jobId));
    if (there != null) {
      there.jobs.computeIfPresent(jobId, (id, many) -> many == 1 ? null : many - 1);
      there.leftAt = System.nanoTime();
    }
  }

  /** A look, not a message, told the end of the job. */
  public void found(String jobId) {
    unheard.put(jobId, looks.get());
  }

  /** Leaves channels at which nobody has waited for a while. */
  public synchronized void leaveUnused() {
    long now = System.nanoTime();
    List<String> unused =
        waits.entrySet().stream()
            .filter(each -> each.getValue().jobs.isEmpty())
            .filter(each -> now - each.getValue().leftAt >= keptNanos)
            .map(Map.Entry::getKey)
            .toList();
    for (String channel : unused) {
      waits.remove(channel);
      if (addressed != null) {
        addressed.leave(channel);
      }
    }
  }

  /**
   * Subscribes where that was not done yet, and looks whether addresses are enough. To be called
   * now and then, by one thread, which may have to wait.
   *
   * @throws RedisCallException where it cannot be subscribed
   */
  public void look() {
    long now = System.nanoTime();
    long look = looks.incrementAndGet();
    boolean missed = unheard.values().removeIf(found -> found < look - 1);
    try {
      open();
    } catch (RedisCallException e) {
      if (!e.code().equals(RedisCallException.NOPERM)) {
        throw e;
      }
      missed = true;
    }
    if (missed) {
      followedAt = now;
      follow();
    } else if (now - followedAt > FOLLOWING_NANOS) {
      follow(null);
    }
  }

  private void open() {
    Set<String> channels = wanted();
    if (channels.isEmpty()) {
      return; // there is none, or it is open
    }
    ChannelSubscriber opened = ChannelSubscriber.subscribe(link, channels, new Heard());
    synchronized (this) {
      if (!closed) {
        addressed = opened;
        waits.keySet().forEach(opened::hear); // also those that came meanwhile
        return;
      }
    }
    opened.close();
  }

  private synchronized Set<String> wanted() {
    return closed || addressed != null ? Set.of() : Set.copyOf(waits.keySet());
  }

  private void follow() {
    synchronized (this) {
      if (closed || all != null) {
        return;
      }
    }
    List<String> channels = partitions.stream().map(Keys::results).toList();
    follow(ChannelSubscriber.subscribe(link, channels, new Heard()));
  }

  private void follow(@Nullable ChannelSubscriber next) {
    ChannelSubscriber last;
    synchronized (this) {
      last = closed ? next : all;
      all = closed ? null : next;
    }
    if (last != null) {
      last.close();
    }
  }

  /** Those that are waited for at the channel, or at an address of it. */
  private synchronized List<String> jobs(String channel) {
    return waits.entrySet().stream()
        .filter(each -> each.getKey().equals(channel) || each.getKey().startsWith(channel + ":"))
        .flatMap(each -> each.getValue().jobs.keySet().stream())
        .toList();
  }

  private void heard(ResultMessage message) {
    unheard.remove(message.jobId());
    listener.ended(message);
  }

  private final class Heard implements Subscriber {
    @Override
    public void message(String channel, byte[] message) {
      heard(ResultMessage.parse(message));
    }

    @Override
    public void subscribed(String channel) {
      // What was found before may have been lost with a connection.
      unheard.keySet().removeIf(job -> channel.endsWith(":" + ResultAddress.of(job, addresses)));
      listener.subscribed(jobs(channel));
    }
  }

  @Override
  public void close() {
    ChannelSubscriber open;
    synchronized (this) {
      closed = true;
      open = addressed;
    }
    if (open != null) {
      open.close();
    }
    follow(null);
  }
}
