package io.streamweir.internal.entry;

import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Reply;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Reads several inboxes over one connection: at most one entry of each, and no more bytes in all
 * than {@link ReadBound#MOST_BYTES}. On a cluster the inboxes must be of one slot. Thread-safe.
 * Futures fail with a {@link RedisCallException}.
 */
public final class SharedReader implements AutoCloseable {
  /** Behind what the group was given last: takes an entry, and does not only look. */
  public static final String NEW = ">";

  /** What a worker needs some of whose lanes look. */
  public static final Needs LOOKS = Needs.of("inbox", "XREAD");

  private final ReadConnection connection;
  private final Command command;
  private final List<String> asking;

  private SharedReader(RedisLink link, String key, Command command, List<String> asking) {
    this.connection = new ReadConnection(link, key);
    this.command = command;
    this.asking = asking;
  }

  /**
   * A reader whose consumer of the workers' group is given what it reads; for {@link #NEW} alone.
   *
   * @param key leads to the server: one of the inboxes
   */
  public static SharedReader taking(RedisLink link, String key, String consumer) {
    return new SharedReader(
        link, key, Command.XREADGROUP, List.of("GROUP", Keys.GROUP, consumer, "COUNT", "1"));
  }

  /** A reader that sees whether there are entries behind an id, and takes none. */
  public static SharedReader looking(RedisLink link, String key) {
    return new SharedReader(link, key, Command.XREAD, List.of("COUNT", "1"));
  }

  /**
   * Connects where there is no connection. May block; no other method does.
   *
   * @throws RuntimeException where that fails
   */
  public void connect() {
    connection.connect();
  }

  /**
   * Asks for entries of all these inboxes and waits at the server for the first one, at most {@link
   * EntryReader#BLOCK}. Answers with what has arrived, by the inbox's name.
   *
   * @param behind by the inbox's name, behind which id
   */
  public CompletableFuture<Map<String, Arrived>> read(Map<String, String> behind) {
    Call args = asking().add("BLOCK").add(EntryReader.BLOCK.toMillis());
    return read(behind, args, new SharedBatch(ReadBound.MOST_BYTES), true);
  }

  /** Asks each of these inboxes for itself, and waits for nothing. */
  public Map<String, CompletableFuture<Map<String, Arrived>>> readEach(Map<String, String> behind) {
    SharedBatch batch = new SharedBatch(ReadBound.MOST_BYTES); // one connection, one I/O thread
    Map<String, CompletableFuture<Map<String, Arrived>>> answers = new HashMap<>();
    behind.forEach(
        (inbox, id) -> answers.put(inbox, read(Map.of(inbox, id), asking(), batch, false)));
    return answers;
  }

  private Call asking() {
    Call args = Call.args();
    asking.forEach(args::add);
    return args;
  }

  private CompletableFuture<Map<String, Arrived>> read(
      Map<String, String> behind, Call args, SharedBatch batch, boolean waits) {
    args.add("STREAMS");
    behind.keySet().forEach(args::addKey);
    behind.values().forEach(args::add);
    return connection
        .sendConnected(command, Reply.entries(batch), args, waits)
        .thenApply(entries -> batch.arrived());
  }

  /** Ends a read that waits at the server, as if no entry had come. */
  public void unblock() {
    connection.unblock();
  }

  /** Drops the connection. */
  public void reset() {
    connection.reset();
  }

  @Override
  public void close() {
    connection.reset();
  }
}
