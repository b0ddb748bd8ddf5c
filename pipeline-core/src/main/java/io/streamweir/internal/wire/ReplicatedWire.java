package io.streamweir.internal.wire;

import io.streamweir.pipeline.Durability;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the server of one partition, on which a step is done when replicas have it. WAIT
 * holds up everything behind it on its connection and speaks of that connection's writes alone. So
 * this one is for such steps only, and does one after the other. It is never reconnected, which
 * could make WAIT speak of nothing. Thread-safe.
 */
public final class ReplicatedWire implements AutoCloseable {
  /** What WAIT alone needs. */
  public static final List<Needs> WAITING = List.of(Needs.of(Needs.SERVER, "WAIT"));

  /** What is sent for {@link Spoken#EARLIER_WRITES}, too. */
  public static final List<Needs> NEEDS =
      List.of(Needs.of(Needs.SERVER, "WAIT"), Needs.of("replicated", "SET"));

  private static final long KEPT_MILLIS = 60_000;

  private final RedisLink link;
  private final String key;
  private @Nullable Wire wire;
  private CompletableFuture<?> last = CompletableFuture.completedFuture(null); // never fails
  private int running;
  private boolean closed;

  /**
   * A connection that is made at the first step.
   *
   * @param key of the partition, which {@link Spoken#EARLIER_WRITES} writes to
   */
  public ReplicatedWire(RedisLink link, String key) {
    this.link = link;
    this.key = key;
  }

  /** What WAIT has to speak of behind a step. */
  public enum Spoken {
    /** The step has come upon nothing that replicas should have. */
    NOTHING,
    /** The step has written behind everything that replicas should have. */
    OWN_WRITES,
    /**
     * The step has come upon what was written before, maybe over another connection. A write of
     * ours behind it makes WAIT speak of it.
     */
    EARLIER_WRITES
  }

  /**
   * Runs a step on the connection and asks for its replicas. Fails with a {@link
   * RedisCallException} where the step does.
   */
  public <T> CompletableFuture<Confirmed<T>> run(
      Function<Wire, CompletableFuture<T>> step,
      Function<T, Spoken> spoken,
      Durability durability) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    CompletableFuture<?> before;
    synchronized (this) {
      running++;
      before = last;
      last = done;
    }
    return before
        .thenCompose(free -> connected())
        .thenCompose(
            used ->
                step.apply(used)
                    .thenCompose(value -> confirm(used, value, spoken.apply(value), durability))
                    .whenComplete((reply, thrown) -> leaveWhereUnfit(used, reply, thrown)))
        .whenComplete(
            (reply, thrown) -> {
              ended();
              done.complete(null);
            });
  }

  private CompletableFuture<Wire> connected() {
    Wire current = current();
    return current == null
        ? CompletableFuture.supplyAsync(this::connect) // waits, and the caller may be an I/O thread
        : CompletableFuture.completedFuture(current);
  }

  private synchronized @Nullable Wire current() {
    return wire;
  }

  private Wire connect() {
    Wire made;
    try {
      made = link.connector().connectTo(key);
    } catch (RuntimeException e) {
      link.connector().lookAgain();
      throw Wire.failed(e);
    }
    synchronized (this) {
      if (wire != null) {
        wire.close();
      }
      wire = made;
    }
    return made;
  }

  private <T> CompletableFuture<Confirmed<T>> confirm(
      Wire used, T value, Spoken spoken, Durability durability) {
    if (spoken == Spoken.NOTHING) {
      return CompletableFuture.completedFuture(Confirmed.wholly(value));
    }
    boolean wrote = spoken == Spoken.OWN_WRITES;
    CompletableFuture<?> written = wrote ? CompletableFuture.completedFuture(null) : write(used);
    return written
        .thenCompose(done -> await(used, durability))
        .handle(
            (count, thrown) ->
                thrown == null
                    ? new Confirmed<>(value, doubt(count, durability), null)
                    : unasked(value, Wire.failed(thrown)));
  }

  private static <T> Confirmed<T> unasked(T value, RedisCallException failure) {
    String doubt = "its replicas could not be asked: " + failure.getMessage();
    return new Confirmed<>(value, doubt, failure);
  }

  private static @Nullable String doubt(long count, Durability durability) {
    return count >= durability.replicas()
        ? null
        : "%s of %s replicas confirmed within %s ms"
            .formatted(count, durability.replicas(), durability.timeout().toMillis());
  }

  private CompletableFuture<String> write(Wire used) {
    Call args = Call.args().addKey(key).add("").add("PX").add(KEPT_MILLIS);
    return used.send(Command.SET, Reply.STATUS, args);
  }

  private CompletableFuture<Long> await(Wire used, Durability durability) {
    Duration timeout = durability.timeout();
    Duration patience = timeout.plus(link.config().commandTimeout());
    Call args = Call.args().add(durability.replicas()).add(timeout.toMillis());
    return used.send(Command.WAIT, Reply.INTEGER, args)
        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void leaveWhereUnfit(
      Wire used, @Nullable Confirmed<?> reply, @Nullable Throwable thrown) {
    RedisCallException failure = thrown != null ? Wire.failed(thrown) : null;
    if (reply != null) {
      failure = reply.cause();
    }
    if (failure == null) {
      return;
    }
    if (failure.elsewhere() || !used.connected()) {
      link.connector().lookAgain();
    }
    if (failure.elsewhere() || failure.uncertain() || !used.connected()) {
      drop(used);
    }
  }

  private synchronized void drop(Wire used) {
    used.close();
    wire = wire == used ? null : wire;
  }

  private synchronized void ended() {
    running--;
    closeWhereOver();
  }

  /** Steps that are under way still end. */
  @Override
  public synchronized void close() {
    closed = true;
    closeWhereOver();
  }

  private void closeWhereOver() {
    if (closed && running == 0 && wire != null) {
      wire.close();
      wire = null;
    }
  }
}
