package io.streamweir.redis;

import io.lettuce.core.RedisException;
import io.streamweir.pipeline.Pipeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one Redis: a connection that all commands and scripts share, and connections of their
 * own for blocking reads and for pub/sub. Reconnects by itself and never sends a command twice.
 * Thread-safe. Whoever opens a link closes it.
 */
public final class RedisLink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
  private static final long REPLACE_NANOS = 1_000_000_000;

  private final RedisConfig config;
  private final Connector connector;
  private final AtomicBoolean replacing = new AtomicBoolean();
  private volatile long replacedAt = System.nanoTime() - REPLACE_NANOS;
  private volatile Wire shared;
  private volatile boolean closed;
  private volatile CommandListener listener = CommandListener.NONE;

  private RedisLink(RedisConfig config, Connector connector) {
    this.config = config;
    this.connector = connector;
    this.shared = connector.connect();
  }

  /**
   * Opens a link with the default configuration.
   *
   * @param uri see {@link RedisConfig}
   * @throws RedisCallException where no server answers, or where it refuses the user
   * @throws IllegalArgumentException where the URI cannot be understood
   */
  public static RedisLink open(String uri) {
    return open(RedisConfig.of(uri));
  }

  /**
   * Opens a link.
   *
   * @throws RedisCallException where no server answers, where it refuses the user, or where it is
   *     older than Redis 7.0
   * @throws IllegalArgumentException where the URI cannot be understood
   */
  public static RedisLink open(RedisConfig config) {
    Connector connector = Connector.to(config);
    try {
      RedisLink link = new RedisLink(config, connector);
      ServerVersion.check(link);
      return link;
    } catch (RedisException e) {
      connector.close();
      throw ConnectFailure.explain(config, e);
    } catch (RuntimeException e) {
      connector.close();
      throw e;
    }
  }

  /** Where the link leads and how patient it is. */
  public RedisConfig config() {
    return config;
  }

  /** The keys of one partition of a pipeline, at normal priority. */
  public Keys keys(String pipeline, int partition) {
    return new Keys(config.namespace(), pipeline, partition);
  }

  /**
   * The keys of the first {@code partitions} partitions of a pipeline, at normal priority: for what
   * all priorities share.
   */
  public List<Keys> partitions(String pipeline, int partitions) {
    List<Keys> all = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      all.add(keys(pipeline, partition));
    }
    return all;
  }

  /** The keys of every partition of a pipeline at each of its priorities. */
  public List<Keys> levels(Pipeline<?> pipeline) {
    return partitions(pipeline.name(), pipeline.partitions()).stream()
        .flatMap(keys -> pipeline.priorities().stream().map(keys::at))
        .toList();
  }

  /**
   * Waits for an answer, at most a little longer than the command timeout.
   *
   * @throws RedisCallException where the command did not end well
   */
  public <T> T await(CompletableFuture<T> answer) {
    Duration patience = config.commandTimeout().plusSeconds(1);
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw Wire.failed(e);
    } catch (TimeoutException e) {
      throw new RedisCallException(RedisCallException.NO_ANSWER, "no answer within " + patience, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RedisCallException(RedisCallException.NO_ANSWER, "interrupted while waiting", e);
    }
  }

  /** Waits for all answers. */
  public <T> List<T> awaitAll(Collection<CompletableFuture<T>> answers) {
    List<T> all = new ArrayList<>();
    answers.forEach(answer -> all.add(await(answer)));
    return all;
  }

  /**
   * Tells this one of every command and script that is sent over the shared connection, so of none
   * that blocks. There is one at a time.
   */
  public void listen(CommandListener heard) {
    listener = heard;
    shared.listener(heard);
  }

  /** Whether it leads to a Redis Cluster. */
  public boolean cluster() {
    return connector.cluster();
  }

  /** Whether a connection is there right now. */
  public boolean connected() {
    return shared.connected();
  }

  @Override
  public void close() {
    closed = true;
    connector.close();
  }

  /**
   * The connection that all commands share; one that has fallen silent, or leads to a server that
   * is master no longer, is replaced beside its use.
   */
  Wire shared() {
    Wire current = shared;
    if ((current.silent() || current.deposed()) && !closed && mayReplace()) {
      CompletableFuture.runAsync(() -> replace(current));
    }
    return current;
  }

  /** Not more often than every second: a server that was given may be a replica for good. */
  private boolean mayReplace() {
    return System.nanoTime() - replacedAt > REPLACE_NANOS && replacing.compareAndSet(false, true);
  }

  private void replace(Wire unfit) {
    replacedAt = System.nanoTime();
    try {
      Wire made = connector.connect();
      made.listener(listener);
      shared = made;
      unfit.close();
    } catch (RuntimeException e) {
      LOG.info("Redis at {} does not answer: {}", config.address(), e.getMessage());
    } finally {
      replacing.set(false);
    }
  }

  Connector connector() {
    return connector;
  }

  String meta(String pipeline) {
    return config.namespace() + ":{" + pipeline + "}:meta";
  }

  String limit(String pipeline, String stage) {
    return config.namespace() + ":{" + pipeline + "}:limit:" + stage;
  }

  String members(String pipeline, String stage) {
    return config.namespace() + ":{" + pipeline + "}:members:" + stage;
  }

  String schemas() {
    return config.namespace() + ":schemas";
  }
}
