package io.streamweir.internal.entry;

import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Script;
import io.streamweir.internal.wire.Wire;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Appends jobs to one inbox and waits until replicas have them. WAIT holds up everything behind it
 * on its connection and speaks of that connection's writes alone, so this one is for such jobs
 * only; it is never reconnected, which could make WAIT speak of nothing. Thread-safe; calls should
 * not overlap, since each waits for the one before.
 */
public final class ReplicatedAppend implements AutoCloseable {
  private static final long KEPT_MILLIS = 60_000;

  private final RedisLink link;
  private final AppendScript script;
  private final String inbox;
  private final byte[] key;
  private @Nullable Wire wire;
  private int running;
  private boolean closed;

  /** Over a connection that is made at the first call. */
  public ReplicatedAppend(RedisLink link, Keys keys, String stage, AppendScript script) {
    this.link = link;
    this.script = script;
    this.inbox = keys.inbox(stage);
    this.key = Call.bytes(keys.replicated());
  }

  /**
   * What became of jobs that were certainly sent and taken.
   *
   * @param refusals those that were not appended
   * @param replicas how many replicas have the others, as far as they said so in time
   * @param failure why they could not be asked; null where they could
   */
  public record Reply(
      List<AppendScript.Refusal> refusals, long replicas, @Nullable RedisCallException failure) {}

  /**
   * Appends the jobs as {@link AppendScript#run} does and asks for their replicas. Fails with a
   * {@link RedisCallException} where they were not appended, or where that is not known.
   */
  public CompletableFuture<Reply> run(
      List<AppendScript.Job> jobs,
      AppendScript.@Nullable Source source,
      int replicas,
      Duration timeout) {
    synchronized (this) {
      running++;
    }
    return connected()
        .thenCompose(
            used ->
                script
                    .run(used, jobs, source, Script.Fallback.FULL_TEXT)
                    .thenCompose(refusals -> confirm(used, jobs, refusals, replicas, timeout))
                    .whenComplete((reply, thrown) -> leaveWhereUnfit(used, reply, thrown)))
        .whenComplete((reply, thrown) -> ended());
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
      made = link.connector().connectTo(inbox);
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

  private CompletableFuture<Reply> confirm(
      Wire used,
      List<AppendScript.Job> jobs,
      List<AppendScript.Refusal> refusals,
      int replicas,
      Duration timeout) {
    if (!refusals.isEmpty()
        && refusals.stream().allMatch(AppendScript.Refusal::full)
        && refusals.size() == jobs.size()) {
      return CompletableFuture.completedFuture(new Reply(refusals, replicas, null));
    }
    // Jobs that are there already were written over another connection, or before: a write of ours
    // behind them makes WAIT speak of them too.
    boolean wrote = refusals.size() < jobs.size();
    CompletableFuture<?> written = wrote ? CompletableFuture.completedFuture(null) : write(used);
    return written
        .thenCompose(done -> await(used, replicas, timeout))
        .handle(
            (count, thrown) ->
                thrown == null
                    ? new Reply(refusals, count, null)
                    : new Reply(refusals, 0, Wire.failed(thrown)));
  }

  private CompletableFuture<String> write(Wire used) {
    return used.send(
        Command.SET,
        io.streamweir.internal.wire.Reply.STATUS,
        Call.args().addKey(key).add("").add("PX").add(KEPT_MILLIS));
  }

  private CompletableFuture<Long> await(Wire used, int replicas, Duration timeout) {
    Duration patience = timeout.plus(link.config().commandTimeout());
    return used.send(
            Command.WAIT,
            io.streamweir.internal.wire.Reply.INTEGER,
            Call.args().add(replicas).add(timeout.toMillis()))
        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void leaveWhereUnfit(Wire used, @Nullable Reply reply, @Nullable Throwable thrown) {
    RedisCallException failure = thrown != null ? Wire.failed(thrown) : null;
    if (reply != null) {
      failure = reply.failure();
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

  /** Calls that are under way still end. */
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
