package io.streamweir.internal.entry;

import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Reply;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.internal.wire.Wire;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Reads one inbox for one consumer over a connection of its own to the server that holds the inbox.
 * So a read may block without holding up other commands. If that server fails, or the inbox moves
 * to another, a read fails and the next one connects to the right one. Used by one thread; {@link
 * #unblock} may be called by any.
 */
public final class EntryReader implements AutoCloseable {
  /** How long a read waits at the server for a first entry. */
  public static final Duration BLOCK = Wire.BLOCK;

  private static final Duration LOST_BEYOND = Duration.ofSeconds(5);

  private static final Script CREATE = new Script("wire/checks", "entry/create-group");

  /** What a worker needs for this. */
  public static final List<Needs> NEEDS =
      List.of(
          CREATE.needs(),
          Needs.of("inbox", "XREADGROUP"),
          Needs.of(Needs.SERVER, "CLIENT|ID", "CLIENT|UNBLOCK"));

  private static final byte[] GROUP = Call.bytes("GROUP");
  private static final byte[] COUNT = Call.bytes("COUNT");
  private static final byte[] BLOCKING = Call.bytes("BLOCK");
  private static final byte[] STREAMS = Call.bytes("STREAMS");
  private static final byte[] NEW = Call.bytes(">");

  private final RedisLink link;
  private final String inboxName;
  private final byte[] inbox;
  private final String groupName;
  private final byte[] group;
  private final byte[] consumer;
  private volatile ReadBound bound = ReadBound.NONE;
  private final ReadConnection connection;

  /** A reader for the workers' group that connects at its first read. */
  public EntryReader(RedisLink link, String inbox, String consumer) {
    this(link, inbox, Keys.GROUP, consumer);
  }

  /** A reader for that group that connects at its first read. */
  public EntryReader(RedisLink link, String inbox, String group, String consumer) {
    this.link = link;
    this.inboxName = inbox;
    this.inbox = Call.bytes(inbox);
    this.groupName = group;
    this.group = Call.bytes(group);
    this.consumer = Call.bytes(consumer);
    this.connection = new ReadConnection(link, inbox);
  }

  /** Bounds each read from now on. */
  public void bound(ReadBound by) {
    bound = by;
  }

  /**
   * Asks for up to {@code count} new entries and waits at the server for the first one, at most
   * {@link #BLOCK}; an empty list says that none came. Fails with a {@link RedisCallException}.
   */
  public CompletableFuture<List<Entry>> read(int count) {
    return read(asking(count).add(BLOCKING).add(BLOCK.toMillis()), true);
  }

  /** Asks for up to {@code count} new entries that are there, and does not wait for any. */
  public CompletableFuture<List<Entry>> readWaiting(int count) {
    return read(asking(count), false);
  }

  /** How long to wait for the answer of a read; beyond that it does not come any more. */
  public Duration patience() {
    return link.config().commandTimeout().plus(BLOCK).plus(LOST_BEYOND);
  }

  /**
   * Waits at the server until there is an entry behind this one, given to a worker or not, at most
   * so long; takes nothing.
   */
  public CompletableFuture<?> awaitBehind(String id, Duration most) {
    Call args = Call.args().add(COUNT).add(1);
    args.add(BLOCKING).add(Math.max(1, most.toMillis()));
    return send(Command.XREAD, args.add(STREAMS).addKey(inbox).add(id), true);
  }

  private Call asking(int count) {
    return Call.args().add(GROUP).add(group).add(consumer).add(COUNT).add(count);
  }

  private CompletableFuture<List<Entry>> read(Call asking, boolean waits) {
    return send(Command.XREADGROUP, asking.add(STREAMS).addKey(inbox).add(NEW), waits);
  }

  private CompletableFuture<List<Entry>> send(Command command, Call args, boolean waits) {
    EntryBatch batch = new EntryBatch(bound.bytes());
    return connection
        .send(command, Reply.entries(batch), args, waits)
        .thenApply(entries -> without(batch.leftOut(), entries));
  }

  private List<Entry> without(List<String> leftOut, List<Entry> entries) {
    if (!leftOut.isEmpty()) {
      bound.leftOut().accept(leftOut);
    }
    return entries;
  }

  /**
   * Creates the group at the stream's beginning, and the stream, where they are missing; answers
   * whether they were. Writes nothing where they are there, so that it also succeeds beside a
   * server that is full.
   */
  public CompletableFuture<Boolean> createGroup() {
    InboxQueries queries = new InboxQueries(link);
    return queries
        .hasGroup(inboxName, groupName)
        .thenCompose(there -> there ? CompletableFuture.completedFuture(false) : create());
  }

  private CompletableFuture<Boolean> create() {
    Call args = Call.args().addKey(inbox).add(group);
    return CREATE.run(link.shared(), args).thenApply(reply -> Resp.first(reply) == 1);
  }

  /**
   * Drops the connection, whose state is in doubt after an answer that did not come; the next read
   * opens another.
   */
  public void reset() {
    connection.reset();
  }

  /**
   * Ends a read that waits at the server, as if no entry had come. Tells the server once, however
   * often it is called, and says nothing where no read waits.
   */
  public void unblock() {
    connection.unblock();
  }

  @Override
  public void close() {
    reset();
  }
}
