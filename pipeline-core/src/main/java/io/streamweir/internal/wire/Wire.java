package io.streamweir.internal.wire;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.PartitionException;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.streamweir.redis.CommandListener;
import io.streamweir.redis.RedisCallException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection, of one server or of a cluster, that sends commands and says clearly how each of
 * them ended.
 */
public sealed class Wire implements AutoCloseable permits PatientWire {
  /** For how long a command may wait at the server for something to happen. */
  public static final Duration BLOCK = Duration.ofMillis(500);

  private static final int MOST_UNANSWERED = 2;
  private static final long LOST_NANOS = 5_000_000_000L; // longer than between two attempts

  private final StatefulConnection<byte[], byte[]> connection;
  private final RedisClusterAsyncCommands<byte[], byte[]> commands;

  private final AtomicInteger unanswered = new AtomicInteger();
  private volatile boolean deposed;
  private final AtomicBoolean probing = new AtomicBoolean();
  private volatile long waitingSince; // by System.nanoTime; 0 where nothing waits for an answer
  private volatile long rejectedSince; // by System.nanoTime; 0 where it is connected
  private volatile @Nullable Long clientId;
  private volatile CommandListener listener = CommandListener.NONE;

  Wire(
      StatefulConnection<byte[], byte[]> connection,
      RedisClusterAsyncCommands<byte[], byte[]> commands) {
    this.connection = connection;
    this.commands = commands;
  }

  /** The same connection. */
  Wire(Wire other) {
    this(other.connection, other.commands);
  }

  /** Sends a command whose reply is a list. */
  public CompletableFuture<List<Object>> list(Command command, Call args) {
    return send(command, Reply.LIST, args);
  }

  public <T> CompletableFuture<T> send(Command command, Reply<T> reply, Call args) {
    return send(command.toString(), command, reply, args);
  }

  /** Sends a command; the listener hears of it under this name. */
  public <T> CompletableFuture<T> send(String name, Command command, Reply<T> reply, Call args) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    long sentAt = System.nanoTime();
    if (waitingSince == 0) {
      waitingSince = sentAt | 1;
    }
    try {
      commands
          .dispatch(command.type(), reply.decoder(), args.toArgs())
          .whenComplete(
              (value, thrown) -> {
                listen(thrown);
                long nanos = System.nanoTime() - sentAt;
                if (thrown == null) {
                  answer.complete(value); // first of all, whatever becomes of the rest
                  listener.answered(name, nanos);
                } else {
                  fail(answer, name, command, thrown, nanos);
                }
              });
    } catch (RuntimeException | Error e) {
      fail(answer, name, command, e, System.nanoTime() - sentAt);
    }
    return answer;
  }

  /** Sends a command without a key to the server that holds this key, as far as is known. */
  public <T> CompletableFuture<T> sendToOwner(
      String key, Command command, Reply<T> reply, Call args) {
    if (!(connection instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster)) {
      return send(command, reply, args);
    }
    RedisClusterNode owner = cluster.getPartitions().getPartitionBySlot(SlotHash.getSlot(key));
    if (owner == null) {
      return CompletableFuture.failedFuture(new PartitionException("no node is known for a key"));
    }
    String host = owner.getUri().getHost();
    return begun(
        () ->
            cluster
                .getConnectionAsync(host, owner.getUri().getPort())
                .thenCompose(
                    own -> own.async().dispatch(command.type(), reply.decoder(), args.toArgs())));
  }

  private void fail(
      CompletableFuture<?> answer, String name, Command command, Throwable thrown, long nanos) {
    try {
      RedisCallException failure = failed(command, thrown);
      if (failure.code().equals(RedisCallException.NOT_CONNECTED)) {
        waitingSince = 0; // it was not sent
        rejectedSince = rejectedSince == 0 ? System.nanoTime() | 1 : rejectedSince;
      }
      answer.completeExceptionally(failure);
      if (failure.expected()) {
        listener.answered(name, nanos);
      } else {
        listener.failed(name, failure);
      }
    } finally {
      answer.completeExceptionally(thrown); // where even that could not be put into words
    }
  }

  /** Tells this one of each command from now on. */
  void listener(CommandListener heard) {
    listener = heard;
  }

  /**
   * What {@code INFO} says of the server, by its address; of each master where it is a cluster.
   *
   * @param address of the server where there is only one
   */
  public Map<String, CompletableFuture<String>> infos(String address) {
    if (!(connection instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster)) {
      return Map.of(address, begun(commands::info));
    }
    Map<String, CompletableFuture<String>> all = new TreeMap<>();
    for (RedisClusterNode node : cluster.getPartitions()) {
      if (node.is(RedisClusterNode.NodeFlag.UPSTREAM) && !node.getSlots().isEmpty()) {
        all.put(
            node.getUri().getHost() + ":" + node.getUri().getPort(),
            begun(
                () ->
                    cluster
                        .getConnectionAsync(node.getNodeId())
                        .thenCompose(own -> own.async().info())));
      }
    }
    return all;
  }

  /** What the client library throws at once fails this answer alone. */
  private static <T> CompletableFuture<T> begun(Supplier<CompletionStage<T>> call) {
    try {
      return call.get().toCompletableFuture();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Asks whether the server answers again: a connection that nobody uses would never find out. */
  void probe() {
    if (probing.compareAndSet(false, true)) {
      begun(commands::ping)
          .whenComplete(
              (pong, thrown) -> {
                probing.set(false);
                listen(thrown);
              });
    }
  }

  private void listen(@Nullable Throwable thrown) {
    if (thrown instanceof RedisCommandTimeoutException) {
      unanswered.incrementAndGet();
    } else if (unanswered.get() != 0) {
      unanswered.set(0);
    }
    if (waitingSince != 0 && !(thrown instanceof RedisCommandTimeoutException)) {
      waitingSince = 0;
    }
    if (thrown == null && rejectedSince != 0) {
      rejectedSince = 0;
    }
    if (thrown instanceof RedisReadOnlyException) {
      deposed = true;
    }
  }

  /**
   * Whether several commands in a row had no answer although the connection is open: the other side
   * may be gone without a word, which the kernel notices only after many minutes.
   */
  boolean silent() {
    return unanswered.get() >= MOST_UNANSWERED;
  }

  /**
   * Whether it has been cut for so long that it does not come back by itself although it should: an
   * Error may have ended the client library's attempts, or the server is away.
   */
  boolean lost() {
    long since = rejectedSince;
    return since != 0 && System.nanoTime() - since > LOST_NANOS;
  }

  /** Whether the other side takes no writes: it may be a master no longer. */
  boolean deposed() {
    return deposed;
  }

  /** Some keys of a scan over all masters of a cluster, and how it goes on. */
  public static final class Scan {
    private final KeyScanCursor<byte[]> cursor;

    private Scan(KeyScanCursor<byte[]> cursor) {
      this.cursor = cursor;
    }

    /** The keys. */
    public List<byte[]> keys() {
      return cursor.getKeys();
    }

    /** Whether there are no more. */
    public boolean ended() {
      return cursor.isFinished();
    }
  }

  /**
   * The next keys of a scan.
   *
   * @param last what was answered before; null begins
   * @param pattern of the keys
   * @param count about how many keys are looked at
   */
  public CompletableFuture<Scan> scan(@Nullable Scan last, String pattern, int count) {
    ScanArgs args = ScanArgs.Builder.limit(count).match(pattern, StandardCharsets.UTF_8);
    return (last == null ? commands.scan(args) : commands.scan(last.cursor, args))
        .toCompletableFuture()
        .thenApply(Scan::new);
  }

  CompletableFuture<Long> unlink(byte[] key) {
    return commands.unlink(key).toCompletableFuture();
  }

  /** Asks the server for this connection's id, for {@link #clientId}. */
  public void learnClientId() {
    send(Command.CLIENT, Reply.INTEGER, Call.args().add("ID")).thenAccept(id -> clientId = id);
  }

  /** The id that {@link #learnClientId} got, or null. */
  public @Nullable Long clientId() {
    return clientId;
  }

  public boolean connected() {
    return connection.isOpen();
  }

  /** Whether a command has waited for longer than this, and nothing was answered meanwhile. */
  boolean waitsLongerThan(Duration patience) {
    long since = waitingSince;
    return since != 0 && System.nanoTime() - since > patience.toNanos();
  }

  @Override
  public void close() {
    connection.closeAsync();
  }

  /** The server does not always say what it was that the user may not do. */
  private static RedisCallException failed(Command command, Throwable thrown) {
    RedisCallException failure = failed(thrown);
    return failure.code().equals(RedisCallException.NOPERM)
        ? new RedisCallException(
            failure.code(), failure.getMessage() + " (" + command + ")", failure.getCause())
        : failure;
  }

  /** What the client library's exception means for the command. */
  public static RedisCallException failed(Throwable thrown) {
    boolean wrapped = thrown instanceof CompletionException || thrown instanceof ExecutionException;
    Throwable cause = wrapped && thrown.getCause() != null ? thrown.getCause() : thrown;
    if (cause instanceof RedisCallException known) {
      return known;
    }
    if (cause instanceof TimeoutException) { // of a future, which says nothing
      return new RedisCallException(RedisCallException.NO_ANSWER, "no answer came in time", cause);
    }
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    if (cause instanceof RedisCommandExecutionException) {
      return new RedisCallException(
          deniedInScript(message) ? RedisCallException.NOPERM : RedisCallException.code(message),
          message,
          cause);
    }
    if (cause instanceof RedisCommandTimeoutException) {
      return new RedisCallException(RedisCallException.NO_ANSWER, message, cause);
    }
    boolean unsent =
        cause instanceof RedisConnectionException // could not connect
            || cause instanceof PartitionException // knows no node of a cluster to send it to
            || (cause instanceof RedisException
                && (message.contains("Commands are rejected")
                    || message.contains("queue size exceeded")));
    return new RedisCallException(
        unsent ? RedisCallException.NOT_CONNECTED : RedisCallException.NO_ANSWER,
        message + refusal(cause),
        cause);
  }

  /** What a server answered to a connection, which the client library's message leaves out. */
  private static String refusal(Throwable unconnected) {
    for (Throwable each = unconnected.getCause(); each != null; each = each.getCause()) {
      if (each instanceof RedisCommandExecutionException) {
        return ": " + each.getMessage();
      }
    }
    return "";
  }

  /** As Redis 7.0 and later servers put it, behind the code `ERR`. */
  private static boolean deniedInScript(String message) {
    return message.startsWith("ERR The user executing the script can't")
        || message.startsWith("ERR ACL failure in script");
  }
}
