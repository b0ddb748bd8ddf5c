package io.streamweir.internal.wire;

import io.lettuce.core.RedisException;
import io.streamweir.internal.upkeep.OutageLog;
import io.streamweir.redis.CommandListener;
import io.streamweir.redis.RedisConfig;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The connection that all commands of a link share. One that has fallen silent, or leads to a
 * server that is master no longer, is replaced beside its use. Thread-safe.
 */
public final class SharedConnection implements AutoCloseable {
  private static final int CONNECTS = 6; // where the library gives no reason for a failure
  private static final Logger LOG = LoggerFactory.getLogger(SharedConnection.class);
  private static final long REPLACE_NANOS = 1_000_000_000;

  private final Connector connector;
  private final Duration patience;
  private final String what;
  private final OutageLog outages = new OutageLog(LOG, Level.WARN);
  private final AtomicBoolean replacing = new AtomicBoolean();
  private volatile long replacedAt = System.nanoTime() - REPLACE_NANOS;
  private volatile Wire wire;
  private volatile boolean closed;
  private volatile CommandListener listener = CommandListener.NONE;

  /**
   * Opens one.
   *
   * @throws RedisCallException where no server answers, or where it refuses the user
   */
  public static SharedConnection open(RedisConfig config) {
    Connector connector = Connector.to(config);
    try {
      return connect(connector, config);
    } catch (RedisException e) {
      connector.close();
      throw ConnectFailure.explain(config, e);
    } catch (RuntimeException e) {
      connector.close();
      throw e;
    }
  }

  private static SharedConnection connect(Connector connector, RedisConfig config) {
    for (int left = CONNECTS - 1; ; left--) {
      try {
        return new SharedConnection(connector, config);
      } catch (RedisException e) {
        if (left == 0 || !ConnectFailure.lost(e)) {
          throw e;
        }
      }
    }
  }

  SharedConnection(Connector connector, RedisConfig config) {
    this.connector = connector;
    this.patience = config.commandTimeout();
    this.what = "connecting to Redis at " + config.address() + " anew";
    this.wire = connector.connect();
  }

  /** The connection of this moment. */
  public Wire wire() {
    Wire current = wire;
    boolean unfit = current.silent() || current.deposed() || current.lost();
    if (unfit && !closed && mayReplace()) {
      try {
        CompletableFuture.runAsync(() -> replace(current));
      } catch (RuntimeException | Error e) {
        replacing.set(false);
        throw e;
      }
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
      wire = made;
      unfit.close();
      outages.over(what);
    } catch (RedisException e) { // the server's, so that its stack trace tells nothing
      outages.failed(what, Wire.failed(e));
    } catch (RuntimeException | Error e) {
      outages.failed(what, e);
    } finally {
      replacing.set(false);
    }
  }

  /** Tells this one of each command from now on, over whichever connection. */
  public void listen(CommandListener heard) {
    CommandListener guarded = new GuardedCommandListener(heard);
    listener = guarded;
    wire.listener(guarded);
  }

  /**
   * Whether it is open, and no command has waited in vain for longer than the command timeout.
   * Where one has, asks the server, so that a later call hears of it if it answers again.
   */
  public boolean connected() {
    Wire current = wire;
    boolean hangs = current.waitsLongerThan(patience);
    if (hangs && current.connected()) {
      current.probe();
    }
    return current.connected() && !hangs;
  }

  public Connector connector() {
    return connector;
  }

  @Override
  public void close() {
    closed = true;
    connector.close();
  }
}
