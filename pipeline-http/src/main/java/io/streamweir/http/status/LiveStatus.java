package io.streamweir.http.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemType;
import io.streamweir.http.core.Problems;
import io.streamweir.http.core.Repeated;
import io.streamweir.http.core.Role;
import io.streamweir.http.engine.Engine;
import io.streamweir.http.view.StatusJson;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.StreamweirException;
import io.streamweir.pipeline.UnknownPipelineException;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Samples the known pipelines again and again, on a thread of its own: once a second while streams
 * look at them, else every 5 s, so that the last 15 minutes are known when somebody comes to look.
 * Takes at most a fifth of the time, however long one round takes. Thread-safe.
 */
public final class LiveStatus implements AutoCloseable {
  private static final Duration WATCHED = Duration.ofSeconds(1);
  private static final Duration ALONE = Duration.ofSeconds(5);
  private static final int SHARE = 4; // rests so many times as long as a round took
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Engine engine;
  private final Map<String, Watched> pipelines = new ConcurrentSkipListMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private @Nullable Thread thread;
  private boolean closed;
  private long rounds;
  private volatile @Nullable Outage outage;

  /** That Redis cannot be asked, since when, and why. */
  private record Outage(Instant since, String why) {}

  /** Of the engine's pipelines; does nothing before {@link #begin}. */
  public LiveStatus(Engine engine) {
    this.engine = engine;
    engine
        .pipelines()
        .definitions()
        .forEach(each -> pipelines.put(each.name(), new Watched(each.name())));
  }

  /** Begins to sample. Calling it again does no harm. */
  public synchronized void begin() {
    if (thread == null && !closed) {
      Thread begun = new Thread(this::run, "streamweir-http-status");
      begun.setDaemon(true);
      begun.start();
      thread = begun;
    }
  }

  /** The names of the pipelines that are sampled. */
  List<String> names() {
    return List.copyOf(pipelines.keySet());
  }

  /** Samples this pipeline, too. */
  void add(String pipeline) {
    pipelines.computeIfAbsent(pipeline, Watched::new);
  }

  /** Runs this after each round, on the thread that samples. */
  void listen(Runnable listener) {
    listeners.add(listener);
    begin();
    synchronized (this) {
      notifyAll();
    }
  }

  void unlisten(Runnable listener) {
    listeners.remove(listener);
  }

  /**
   * The newest status of these pipelines; waits for the first.
   *
   * @param sees of which other pipelines they may tell
   * @throws io.streamweir.http.core.ProblemException where Redis cannot be asked
   */
  ObjectNode newest(Predicate<String> wanted, Predicate<String> sees) {
    awaitRound();
    Outage now = outage;
    if (now != null) {
      throw unavailable(now);
    }
    return all(wanted, sees);
  }

  /** What is known now of these pipelines, without waiting. */
  ObjectNode all(Predicate<String> wanted, Predicate<String> sees) {
    ObjectNode node = Json.object().put("time", Instant.now().toString());
    ArrayNode all = node.putArray("pipelines");
    pipelines.values().stream()
        .filter(each -> wanted.test(each.name()))
        .flatMap(each -> each.newest().stream())
        .forEach(status -> all.add(StatusJson.seen(status, sees)));
    return node;
  }

  /** The outage that goes on, as {@link StatusJson#outage}; empty where there is none. */
  Optional<ObjectNode> outage() {
    return Optional.ofNullable(outage)
        .map(now -> StatusJson.outage(Instant.now(), now.why(), now.since()));
  }

  /**
   * What is known of one pipeline; asks Redis where nothing is.
   *
   * @throws io.streamweir.http.core.ProblemException where Redis cannot be asked
   */
  Watched of(PipelineFacts<?> facts) {
    Watched watched = pipelines.computeIfAbsent(facts.name(), Watched::new);
    begin();
    if (watched.newest().isEmpty()) {
      sample(watched, engine.link(Role.READ));
    }
    Outage now = outage;
    if (now != null) {
      throw unavailable(now);
    }
    return watched;
  }

  private static RuntimeException unavailable(Outage now) {
    return Problem.of(ProblemType.UNAVAILABLE, now.why()).withRetryAfter(WATCHED).asException();
  }

  private synchronized void awaitRound() {
    begin();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (rounds == 0 && !closed) {
        long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (left <= 0) {
          throw unavailable(new Outage(Instant.now(), "Redis has not answered yet"));
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(new Outage(Instant.now(), "the server is stopping"));
    }
  }

  private void run() {
    Runnable round = Repeated.of("to sample the pipelines", this::round);
    try {
      while (true) {
        long begin = System.nanoTime();
        round.run();
        listeners.forEach(each -> Repeated.of("to tell a stream of the status", each).run());
        if (!rest(System.nanoTime() - begin)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /** Waits for the next round; false where there is none. A listener that comes ends the wait. */
  private synchronized boolean rest(long took) throws InterruptedException {
    rounds++;
    notifyAll();
    long begin = System.nanoTime();
    while (!closed) {
      Duration interval = listeners.isEmpty() ? ALONE : WATCHED;
      long wanted = Math.max(interval.toNanos(), SHARE * took);
      long left = Duration.ofNanos(wanted - (System.nanoTime() - begin)).toMillis();
      if (left <= 0) {
        return true;
      }
      wait(left);
    }
    return false;
  }

  private void round() {
    try {
      RedisLink link = engine.link(Role.READ);
      for (Watched each : new ArrayList<>(pipelines.values())) {
        sample(each, link);
      }
      outage = null;
    } catch (RedisCallException e) {
      away(e);
    }
  }

  private void away(RedisCallException e) {
    Outage before = outage;
    String why = Problems.of(e).map(Problem::detail).orElse(e.code());
    outage = new Outage(before == null ? Instant.now() : before.since(), why);
  }

  private void sample(Watched watched, RedisLink link) {
    String name = watched.name();
    Optional<Pipeline<?>> definition = engine.pipelines().definition(name);
    try {
      watched.sample(link, engine.pipelines().find(link, name), definition);
    } catch (UnknownPipelineException e) {
      watched.wrong(String.valueOf(e.getMessage()));
      if (definition.isEmpty()) {
        pipelines.remove(name, watched); // Redis has lost it
      }
    } catch (RedisCallException e) {
      if (e.passing()) {
        throw e;
      }
      watched.wrong(String.valueOf(e.getMessage()));
    } catch (StreamweirException e) {
      watched.wrong(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
    Thread begun = thread;
    if (begun != null) {
      begun.interrupt();
    }
  }
}
