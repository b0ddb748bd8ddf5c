package io.streamweir.http.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.Problems;
import io.streamweir.inspect.AuditedChange;
import io.streamweir.redis.RedisCallException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A change of many things that goes on in the server, step by step. Thread-safe. */
public final class Operation {
  private static final Logger LOG = LoggerFactory.getLogger(Operation.class);
  private static final String BEGUN = "begun";

  private final String id;
  private Plan plan; // without its steps when it has ended
  private final AuditedChange change;
  private final Instant began = Instant.now();
  private final Stepping stepping;
  private final Signal stop = new Signal();
  private final Set<Runnable> listeners = new LinkedHashSet<>();
  private State state = State.RUNNING;
  private @Nullable Instant ended;
  private @Nullable String error;
  private long looked;
  private long changed;
  private String at;
  private boolean full;

  Operation(String id, Plan plan, AuditedChange change) {
    this.id = id;
    this.plan = plan.withRequest(ShownRequest.of(plan.request()));
    this.change = change;
    this.at = plan.from();
    this.stepping = new Stepping(plan.perSecond());
  }

  private enum State {
    RUNNING,
    DONE,
    STOPPED,
    FAILED
  }

  /** Ends the work between two steps. */
  private static final class Signal implements Stepping.Stop {
    private final CountDownLatch heard = new CountDownLatch(1);

    @Override
    public boolean isHeard() {
      return heard.getCount() == 0;
    }

    @Override
    public void pause(long nanos) throws InterruptedException {
      if (nanos > 0 && heard.await(nanos, TimeUnit.NANOSECONDS)) {
        return; // isHeard says so
      }
    }
  }

  /** What names it. */
  public String id() {
    return id;
  }

  /** The pipeline whose things it changes. */
  public String pipeline() {
    return change.pipeline();
  }

  /** The name of the caller who began it. */
  String by() {
    return change.by();
  }

  /** Whether it only counts. */
  synchronized boolean dryRun() {
    return plan.dryRun();
  }

  /** What the audit says of it at its beginning. */
  AuditedChange begun() {
    String detail = change.detail();
    return change.withDetail(detail == null ? BEGUN : BEGUN + ": " + detail);
  }

  /** What the audit says of it at its end, with how many it has changed. */
  synchronized AuditedChange change() {
    return change.withCount(changed);
  }

  /** When it ended; null while it runs. */
  synchronized @Nullable Instant endedAt() {
    return ended;
  }

  /** Ends it behind the step under way. */
  public void stop() {
    stop.heard.countDown();
  }

  /** Runs this behind each step and at the end; at once where it has ended. */
  void listen(Runnable listener) {
    synchronized (this) {
      if (ended == null) {
        listeners.add(listener);
        return;
      }
    }
    listener.run();
  }

  synchronized void unlisten(Runnable listener) {
    listeners.remove(listener);
  }

  /** Takes all steps. */
  void run() {
    try {
      boolean done = stepping.all(plan.from(), plan::step, stop, this::progress);
      end(done ? State.DONE : State.STOPPED, null);
    } catch (RedisCallException e) {
      end(State.FAILED, Problems.of(e).map(Problem::detail).orElse(e.code()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end(State.STOPPED, "the server was stopped");
    } catch (IllegalArgumentException e) {
      end(State.FAILED, String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      LOG.error("operation {} failed: {}", id, change, e);
      end(State.FAILED, "the server failed; its log tells more");
    }
  }

  private void progress() {
    synchronized (this) {
      take();
    }
    tell();
  }

  private void take() {
    looked = stepping.looked();
    changed = stepping.changed();
    at = stepping.at();
    full = stepping.full();
  }

  private void end(State as, @Nullable String why) {
    synchronized (this) {
      take();
      state = as;
      error = why;
      ended = Instant.now();
      plan = plan.withoutSteps();
    }
    tell();
  }

  private void tell() {
    Set<Runnable> told;
    synchronized (this) {
      told = new LinkedHashSet<>(listeners);
    }
    told.forEach(Runnable::run);
  }

  /** How it stands. */
  public synchronized ObjectNode json() {
    boolean waits = state == State.RUNNING && full;
    ObjectNode node =
        Json.object()
            .put("operation", id)
            .put("kind", change.action())
            .put("pipeline", change.pipeline())
            .put("stage", change.stage())
            .put("state", waits ? "waiting-for-room" : state.name().toLowerCase(Locale.ROOT))
            .put("dryRun", plan.dryRun())
            .put("there", plan.there())
            .put("looked", looked)
            .put("changed", changed);
    plan.beside().forEach(node::put);
    node.put("after", state == State.DONE ? null : at)
        .put("error", error)
        .put("by", change.by())
        .put("began", began.toString())
        .put("ended", ended == null ? null : ended.toString());
    node.set("request", plan.request());
    return node;
  }
}
