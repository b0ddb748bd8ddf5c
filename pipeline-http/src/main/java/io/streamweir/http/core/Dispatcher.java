package io.streamweir.http.core;

import io.streamweir.http.core.Route.Body;
import io.streamweir.http.core.Route.Work;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs exchanges for a server: quick handlers on the server's own thread, those that wait on a
 * bounded number of others, streamed bodies on others again. So neither a slow Redis nor a slow
 * client keeps health and metrics waiting. Keeps the streams of events alive, and ends them and
 * waits when their callers become invalid. Thread-safe.
 */
public final class Dispatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final int IDLE_SECONDS = 30;
  private static final int BEATS = 8; // looks per heartbeat

  private final Api api;
  private final DispatcherConfig config;
  private final ExecutorService workers;
  private final Streamers streamers;
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, named("streamweir-http-timer"));
  private final Set<Exchange> exchanges = ConcurrentHashMap.newKeySet();
  private final Map<EventStream, Exchange> streams = new ConcurrentHashMap<>();
  private final BodyRoom room;
  private volatile boolean stopping;

  /** For the requests of one server. */
  public Dispatcher(Api api, DispatcherConfig config) {
    this.api = api;
    this.config = config;
    this.room = new BodyRoom(config.bodyBytes());
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            config.threads(),
            config.threads(),
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(config.queued()),
            named("streamweir-http-work"));
    pool.allowCoreThreadTimeOut(true);
    this.workers = pool;
    this.streamers = new Streamers(streamers(config.streamers()), config.streamers());
    timer.setRemoveOnCancelPolicy(true);
    long every = Math.max(1, config.heartbeat().toMillis() / BEATS);
    every(Duration.ofMillis(every), this::beat);
  }

  private static ExecutorService streamers(int count) {
    return new ThreadPoolExecutor(
        0,
        count,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        named("streamweir-http-stream"));
  }

  private static ThreadFactory named(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Begins with a request whose body has not been read. Never throws and never waits. */
  public Exchange accept(Request head) {
    Exchange exchange = api.accept(head);
    exchanges.add(exchange);
    return exchange;
  }

  /** Holds the whole body of a request, from now until the exchange is over. */
  public HeldBody hold(Exchange exchange) {
    return exchange.hold(room);
  }

  /** Calls this after a time, on the timer's thread, where it may not wait. */
  public Future<?> after(Duration time, Runnable task) {
    return timer.schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Calls this again and again, on the timer's thread, where it may not wait. If it fails once, it
   * is called again all the same.
   */
  public void every(Duration time, Runnable task) {
    Runnable repeated = Repeated.of("a task of the server", task);
    timer.scheduleWithFixedDelay(repeated, time.toNanos(), time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Has the request answered, on the thread that its route needs.
   *
   * @param full the request with its body
   * @param then gets the answer
   */
  public void run(Exchange exchange, Request full, Consumer<Answer> then) {
    if (stopping && !ofTheProcess(exchange.request().path())) {
      then.accept(exchange.refused(Problem.stopping()));
      return;
    }
    onThreadOf(exchange, then, () -> exchange.answer(full).thenAccept(then));
  }

  /** A worker that serves the API drains for a while, and is looked at meanwhile. */
  private static boolean ofTheProcess(String path) {
    return path.startsWith("/health/") || path.equals("/metrics");
  }

  /** The same with a whole body, unless it is refused. */
  public void run(Exchange exchange, HeldBody body, Consumer<Answer> then) {
    Optional<Problem> refusal = body.refusal();
    if (refusal.isPresent()) {
      then.accept(exchange.refused(refusal.get()));
    } else {
      run(exchange, exchange.request().withBody(body.bytes()), then);
    }
  }

  private void onThreadOf(Exchange exchange, Consumer<Answer> then, Runnable task) {
    if (exchange.answered() || exchange.work() == Work.QUICK) {
      task.run();
    } else if (exchange.body() == Body.STREAMED) {
      onStreamer(exchange, then, task);
    } else {
      try {
        workers.execute(task);
      } catch (RejectedExecutionException e) {
        then.accept(exchange.busy());
      }
    }
  }

  private void onStreamer(Exchange exchange, Consumer<Answer> otherwise, Runnable task) {
    try {
      streamers.execute(exchange.request().caller(), task);
    } catch (RejectedExecutionException e) {
      otherwise.accept(exchange.busy());
    } catch (ProblemException e) {
      otherwise.accept(exchange.refused(e.problem()));
    }
  }

  /**
   * Writes a body that comes into being, on a thread that may wait.
   *
   * @param otherwise gets the answer where there is no thread for it
   */
  public void write(Exchange exchange, Runnable writing, Consumer<Answer> otherwise) {
    if (exchange.body() == Body.STREAMED) {
      writing.run(); // on its own thread already
    } else {
      onStreamer(exchange, otherwise, writing);
    }
  }

  /** Begins a stream of events. */
  public void stream(Exchange exchange, Answer.Events events, EventWire wire) {
    EventStream stream = new EventStream(wire);
    streams.put(stream, exchange);
    stream.onEnd(() -> streams.remove(stream));
    stream.onEnd(() -> ended(exchange, 200, stream.bytes()));
    stream.open();
    try {
      events.source().begin(stream);
    } catch (Throwable e) {
      LOG.error("the stream of request {} failed", exchange.request().id(), e);
      stream.broken();
    }
    if (stopping) {
      stream.end();
    }
  }

  private void beat() {
    long idle = config.heartbeat().toNanos();
    exchanges.forEach(each -> Repeated.of("to look at a request", () -> look(each)).run());
    streams.forEach(
        (stream, exchange) ->
            Repeated.of("to keep a stream alive", () -> beat(stream, exchange, idle)).run());
  }

  private static void look(Exchange exchange) {
    if (exchange.withdrawn()) {
      exchange.stop();
    }
  }

  private static void beat(EventStream stream, Exchange exchange, long idle) {
    if (exchange.withdrawn()) {
      stop(stream);
    }
    stream.beat(idle);
  }

  private static void stop(EventStream stream) {
    stream.send(Event.of("stopping", Json.object()));
    stream.end();
  }

  /** How many exchanges are open. */
  public int open() {
    return exchanges.size();
  }

  /** The exchange is over. */
  public void ended(Exchange exchange, int status, long bytes) {
    exchange.ended(status, bytes);
    synchronized (exchanges) {
      exchanges.remove(exchange);
      exchanges.notifyAll();
    }
  }

  /**
   * Answers new requests with 503 from now on, those for health and metrics apart, ends waits and
   * streams, and waits until nothing is open.
   *
   * @param patience for how long at most
   */
  public void stop(Duration patience) throws InterruptedException {
    stopping = true;
    exchanges.forEach(Exchange::stop);
    streams.keySet().forEach(Dispatcher::stop);
    long until = System.nanoTime() + patience.toNanos();
    synchronized (exchanges) {
      for (long left = millis(until); left > 0 && !exchanges.isEmpty(); left = millis(until)) {
        exchanges.wait(left);
      }
    }
  }

  /** Answers again after a {@link #stop}. */
  public void resume() {
    stopping = false;
  }

  private static long millis(long untilNanos) {
    return TimeUnit.NANOSECONDS.toMillis(untilNanos - System.nanoTime());
  }

  @Override
  public void close() {
    stopping = true;
    streams.keySet().forEach(EventStream::broken);
    timer.shutdownNow();
    workers.shutdownNow();
    streamers.close();
  }
}
