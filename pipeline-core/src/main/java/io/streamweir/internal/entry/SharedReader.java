package io.streamweir.internal.entry;

import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Reply;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Reads several inboxes for one consumer over one connection: at most one entry of each, and no
 * more bytes in all than {@link ReadBound#MOST_BYTES}. On a cluster the inboxes must be of one
 * slot. Thread-safe. Futures fail with a {@link RedisCallException}.
 */
public final class SharedReader implements AutoCloseable {
  private final ReadConnection connection;
  private final byte[] consumer;

  /**
   * A reader.
   *
   * @param key leads to the server: one of the inboxes
   */
  public SharedReader(RedisLink link, String key, String consumer) {
    this.connection = new ReadConnection(link, key);
    this.consumer = Call.bytes(consumer);
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
   */
  public CompletableFuture<Map<String, Arrived>> read(Collection<String> inboxes) {
    Call args = asking().add("BLOCK").add(EntryReader.BLOCK.toMillis());
    return read(inboxes, args, new SharedBatch(ReadBound.MOST_BYTES), true);
  }

  /** Asks each of these inboxes for itself, and waits for nothing. */
  public Map<String, CompletableFuture<Map<String, Arrived>>> readEach(Collection<String> inboxes) {
    SharedBatch batch = new SharedBatch(ReadBound.MOST_BYTES); // one connection, one I/O thread
    Map<String, CompletableFuture<Map<String, Arrived>>> answers = new HashMap<>();
    inboxes.forEach(inbox -> answers.put(inbox, read(List.of(inbox), asking(), batch, false)));
    return answers;
  }

  private Call asking() {
    Call args = Call.args().add("GROUP").add(Keys.GROUP).add(consumer);
    return args.add("COUNT").add(1);
  }

  private CompletableFuture<Map<String, Arrived>> read(
      Collection<String> inboxes, Call args, SharedBatch batch, boolean waits) {
    args.add("STREAMS");
    inboxes.forEach(args::addKey);
    inboxes.forEach(inbox -> args.add(">"));
    return connection
        .sendConnected(Command.XREADGROUP, Reply.entries(batch), args, waits)
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
