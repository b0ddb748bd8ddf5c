package io.streamweir.internal.settle;

import io.streamweir.internal.entry.Entry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** The entries that a lane has been given and has not settled. Thread-safe. */
public final class InHand {
  private static final long MOST_BYTES = 32 << 20;

  /** Hears how a lane's hands fill and empty. Thread-safe. */
  public interface Watcher {
    /** Wants to hear nothing. */
    Watcher NONE = new Watcher() {};

    /** The lane has so many entries more in hand. */
    default void took(int entries) {}

    /** The lane waits for entries, or for room downstream. */
    default void waits() {}

    /** The lane has nothing in hand any more that waits or runs. */
    default void ended() {}
  }

  private final ConcurrentHashMap<String, Held> held = new ConcurrentHashMap<>();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong(); // of payloads
  private final Watcher watcher;
  private volatile boolean awaited;
  private volatile Runnable whenClosed = () -> {};

  public InHand() {
    this(Watcher.NONE);
  }

  public InHand(Watcher watcher) {
    this.watcher = watcher;
  }

  /** Takes entries that have arrived, but for those that are in hand already. */
  public List<Held> hold(List<Entry> entries) {
    if (entries.isEmpty()) {
      return List.of();
    }
    long now = System.nanoTime();
    List<Held> taken = new ArrayList<>(entries.size());
    try {
      for (Entry entry : entries) {
        Held one = new Held(entry, now);
        if (held.putIfAbsent(entry.id(), one) == null) {
          open.incrementAndGet();
          bytes.addAndGet(entry.payload().length);
          taken.add(one);
        }
      }
    } catch (Error e) { // nobody would handle the first of them, and all would be renewed for ever
      for (Held one : taken) {
        held.remove(one.entry().id(), one);
        bytes.addAndGet(-one.entry().payload().length);
        open.decrementAndGet();
      }
      throw e;
    }
    if (!taken.isEmpty()) {
      watcher.took(taken.size());
    }
    return taken;
  }

  /** Runs this, which must not wait, each time that an entry is closed. */
  public void whenClosed(Runnable heard) {
    whenClosed = heard;
  }

  /** The lane waits for entries, or for room downstream. */
  public void waits() {
    watcher.waits();
  }

  public boolean has(String id) {
    return held.containsKey(id);
  }

  /** No handler will handle the entry any more, since it is decided or gone. */
  public void close() {
    if (open.decrementAndGet() == 0) {
      watcher.ended();
    }
    whenClosed.run();
    wake();
  }

  /** The entry is settled or gone. */
  public void drop(Held one) {
    if (held.remove(one.entry().id(), one)) {
      bytes.addAndGet(-one.entry().payload().length);
      wake();
    }
  }

  /** Takes out of our hands those of which this says that they leave them; answers with them. */
  public List<Held> release(Predicate<Held> leaves) {
    List<Held> released = new ArrayList<>();
    for (Held one : held.values()) {
      if (leaves.test(one)) {
        close();
        drop(one);
        released.add(one);
      }
    }
    return released;
  }

  /** Entries that wait or run. */
  public int open() {
    return open.get();
  }

  public Collection<Held> all() {
    return held.values();
  }

  public boolean isEmpty() {
    return held.isEmpty();
  }

  /** Whether its payloads leave memory for more. */
  public boolean hasRoom() {
    return bytes.get() <= MOST_BYTES;
  }

  /** Waits, at most so long, until there is memory for more; answers whether there is. */
  public boolean awaitRoom(long millis) throws InterruptedException {
    await(this::hasRoom, millis);
    return hasRoom();
  }

  /** Waits, at most so long, until no more than these are open. */
  public void awaitOpen(int most, long millis) throws InterruptedException {
    await(() -> open.get() <= most, millis);
  }

  /** Waits, at most so long, until none of these is in hand; answers whether that is so. */
  public boolean awaitGone(Predicate<Held> which, long millis) throws InterruptedException {
    BooleanSupplier gone = () -> held.values().stream().noneMatch(which);
    if (!gone.getAsBoolean()) {
      await(gone, millis);
    }
    return gone.getAsBoolean();
  }

  private void await(BooleanSupplier condition, long millis) throws InterruptedException {
    long deadline = System.nanoTime() + millis * 1_000_000;
    synchronized (this) {
      awaited = true;
      while (!condition.getAsBoolean()) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          break;
        }
        wait(left);
      }
      awaited = false;
    }
  }

  private void wake() {
    if (awaited) {
      synchronized (this) {
        notifyAll();
      }
    }
  }
}
