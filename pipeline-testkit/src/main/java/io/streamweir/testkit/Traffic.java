package io.streamweir.testkit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What a proxy does to the bytes that pass, shared by all its connections. */
final class Traffic {
  final Pace requests = new Pace();
  final Pace replies = new Pace();
  private final List<ExpectedRequest> expected = new CopyOnWriteArrayList<>();
  private boolean refused;
  private boolean stalled;
  private long delayNanos;
  private volatile long bytesPerSecond;
  private volatile boolean repliesDropped;
  private volatile boolean requestsDropped;

  synchronized void refuse(boolean refuse) {
    refused = refuse;
  }

  synchronized boolean isRefused() {
    return refused;
  }

  synchronized void stall(boolean stall) {
    stalled = stall;
    notifyAll();
  }

  synchronized void delay(Duration delay) {
    delayNanos = delay.toNanos();
    notifyAll();
  }

  /** 0 for as many as come. */
  synchronized void throttle(long most) {
    bytesPerSecond = most;
    notifyAll();
  }

  void dropReplies(boolean drop) {
    repliesDropped = drop;
  }

  void dropRequests(boolean drop) {
    requestsDropped = drop;
  }

  boolean dropsReplies() {
    return repliesDropped;
  }

  boolean dropsRequests() {
    return requestsDropped;
  }

  /** Waits until a slow link has carried so many bytes, one chunk of a direction after another. */
  void carry(int bytes, Pace pace, BooleanSupplier open) throws InterruptedException {
    long rate = bytesPerSecond;
    if (rate == 0 || bytes <= 0) {
      return;
    }
    long until = pace.reserve(bytes * 1_000_000_000L / rate);
    synchronized (this) {
      while (open.getAsBoolean() && bytesPerSecond != 0 && until - System.nanoTime() > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, until - System.nanoTime());
      }
    }
  }

  /** When one direction of a slow link is free again. */
  static final class Pace {
    private long freeAt = System.nanoTime();

    private synchronized long reserve(long nanos) {
      long now = System.nanoTime();
      freeAt = (freeAt - now > 0 ? freeAt : now) + nanos;
      return freeAt;
    }
  }

  /** Wakes those who wait in {@link #pass} to look at their connection again. */
  synchronized void connectionClosed() {
    notifyAll();
  }

  /**
   * Returns when bytes that were just read may be forwarded, or when their connection is closed.
   */
  synchronized void pass(BooleanSupplier open) throws InterruptedException {
    long read = System.nanoTime();
    while (open.getAsBoolean() && (stalled || remaining(read) > 0)) {
      TimeUnit.NANOSECONDS.timedWait(this, stalled ? Long.MAX_VALUE : remaining(read));
    }
  }

  private long remaining(long read) {
    return read + delayNanos - System.nanoTime();
  }

  CompletableFuture<Void> expect(ExpectedRequest request) {
    expected.add(request);
    return request.done();
  }

  /** Takes out, for the caller to act on, what was waiting for this chunk. */
  List<ExpectedRequest> arrived(byte[] chunk) {
    List<ExpectedRequest> matching = expected.stream().filter(e -> e.matches(chunk)).toList();
    return matching.stream().filter(expected::remove).toList();
  }
}
