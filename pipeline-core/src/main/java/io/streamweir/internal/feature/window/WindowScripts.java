package io.streamweir.internal.feature.window;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Window;
import io.streamweir.pipeline.WindowSummary;
import io.streamweir.pipeline.WindowUpdate.Kind;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * What workers do with the open spans of one window in one partition. Thread-safe; every future
 * fails with a {@link RedisCallException}.
 */
public final class WindowScripts {
  private static final Script WATERMARK = new Script("wire/checks", "feature/window/watermark");
  private static final Script CLOSE =
      new Script("wire/checks", "entry/room", "feature/window/close");

  /** What a worker needs for this. */
  public static final List<Needs> NEEDS =
      List.of(
          WATERMARK.needs(),
          CLOSE.needs(),
          Needs.of("windowSpan", "HGETALL"),
          Needs.of("windowDistinct", "PFCOUNT"));

  private final RedisLink link;
  private final Keys keys;
  private final Window window;
  private final byte[] progress;
  private final byte[] open;
  private final byte[] inbox;
  private final long maxBacklog;
  private final List<byte[]> upstream; // of each stage at every priority
  private final int priorities;

  /** By what the closing of spans is known on the wire: its digest in hexadecimal digits. */
  public static String closingDigest() {
    return CLOSE.digest();
  }

  /** For a window of the pipeline. */
  public WindowScripts(RedisLink link, Keys keys, Pipeline<?> pipeline, Window window) {
    this.link = link;
    this.keys = keys;
    this.window = window;
    this.progress = Call.bytes(keys.windowProgress(window.name()));
    this.open = Call.bytes(keys.windowOpen(window.name()));
    this.inbox = Call.bytes(keys.inbox(window.closesTo()));
    this.maxBacklog = pipeline.stage(window.closesTo()).config().maxBacklog();
    this.priorities = pipeline.priorities().size();
    this.upstream =
        pipeline.upstreamOf(window).stream()
            .flatMap(stage -> pipeline.priorities().stream().map(p -> keys.at(p).inbox(stage)))
            .map(Call::bytes)
            .toList();
  }

  /**
   * A key's open span of the window.
   *
   * @param name the span's name in Redis
   * @param key what is gathered apart
   * @param start first ms, since 1970
   * @param end first ms behind it
   */
  public record Span(String name, String key, long start, long end) {
    /** The span of this name, which is {@code START:KEY}. */
    static Span of(String name, long end) {
      int colon = name.indexOf(':');
      return new Span(
          name, name.substring(colon + 1), Long.parseLong(name.substring(0, colon)), end);
    }
  }

  /** A span to close. Immutable by agreement: no code writes to the payload array. */
  public static final class Closing {
    private final Span span;
    private final WindowSummary summary;
    private final String jobId;
    private final byte[] payload;

    /**
     * Closes a span.
     *
     * @param summary what it has gathered, and in how many updates
     * @param jobId of the job that the summary becomes
     * @param payload the summary's bytes
     */
    public Closing(Span span, WindowSummary summary, String jobId, byte[] payload) {
      this.span = span;
      this.summary = summary;
      this.jobId = jobId;
      this.payload = payload;
    }
  }

  /**
   * What closing did.
   *
   * @param closed how many spans; the others were closed by another worker, or wait for room
   * @param full whether the inbox has no room for more
   */
  public record Closed(long closed, boolean full) {}

  /** Moves the watermark on; answers with up to {@code most} spans to close, first ones first. */
  public CompletableFuture<List<Span>> tick(int most) {
    Call args = Call.args().addKey(progress).addKey(open);
    upstream.forEach(args::addKey);
    args.add(Keys.GROUP).add(window.allowedLateness().toMillis());
    args.add(window.idleAfter().toMillis()).add(window.maxHold().toMillis()).add(most);
    args.add(priorities);
    return WATERMARK
        .run(link.shared(), args)
        .thenApply(
            flat -> Resp.pairs(flat, (name, end) -> Span.of(Resp.text(name), Resp.score(end))));
  }

  /** What the span has gathered so far; in 0 updates where it has been closed. */
  public CompletableFuture<WindowSummary> read(Span span) {
    byte[] key = Call.bytes(keys.windowSpan(window.name(), span.name()));
    return link.shared()
        .list(Command.HGETALL, Call.args().addKey(key))
        .thenCompose(flat -> withDistinct(span, summary(span, Resp.named(flat))));
  }

  private WindowSummary summary(Span span, Map<String, Object> fields) {
    WindowSummary summary =
        new WindowSummary(
            window.name(),
            span.key(),
            span.start(),
            span.end(),
            0L,
            new HashMap<>(),
            new HashMap<>(),
            new HashMap<>(),
            new HashMap<>(),
            new HashMap<>());
    fields.forEach((field, value) -> put(summary, field, Resp.text(value)));
    return summary;
  }

  /** Passes over what is no field of ours. */
  private static void put(WindowSummary summary, String field, String value) {
    if (field.equals("n")) {
      summary.setUpdates(Long.parseLong(value));
      return;
    }
    for (Kind kind : Kind.values()) {
      if (field.startsWith(letter(kind) + ":")) {
        long number = kind == Kind.DISTINCT ? 0 : Long.parseLong(value);
        measures(summary, kind).put(field.substring(2), number);
      }
    }
  }

  private static Map<String, Long> measures(WindowSummary summary, Kind kind) {
    return switch (kind) {
      case COUNT -> summary.getCounts();
      case SUM -> summary.getSums();
      case MIN -> summary.getMinima();
      case MAX -> summary.getMaxima();
      case DISTINCT -> summary.getDistinct();
    };
  }

  /** What fields of this kind begin with. */
  static String letter(Kind kind) {
    return switch (kind) {
      case COUNT -> "c";
      case SUM -> "s";
      case MIN -> "l";
      case MAX -> "g";
      case DISTINCT -> "d";
    };
  }

  private CompletableFuture<WindowSummary> withDistinct(Span span, WindowSummary summary) {
    List<String> measures = List.copyOf(summary.getDistinct().keySet());
    List<CompletableFuture<Long>> counts =
        measures.stream().map(measure -> distinct(measure, span)).toList();
    return CompletableFuture.allOf(counts.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            done -> {
              for (int i = 0; i < measures.size(); i++) {
                summary.getDistinct().put(measures.get(i), counts.get(i).join());
              }
              return summary;
            });
  }

  private CompletableFuture<Long> distinct(String measure, Span span) {
    return link.shared()
        .list(Command.PFCOUNT, Call.args().addKey(distinctKey(measure, span)))
        .thenApply(reply -> Resp.number(reply.get(0)));
  }

  private byte[] distinctKey(String measure, Span span) {
    return Call.bytes(keys.windowDistinct(window.name(), measure, span.name()));
  }

  /** Closes those spans that are as their summaries say, as far as the inbox has room. */
  public CompletableFuture<Closed> close(List<Closing> closings) {
    Call args = Call.args();
    addTo(args, closings);
    return CLOSE
        .run(link.shared(), args)
        .thenApply(reply -> new Closed(Resp.number(reply.get(0)), Resp.number(reply.get(1)) == 1));
  }

  private static int keyCount(Closing closing) {
    return 1 + closing.summary.getDistinct().size();
  }

  private void addTo(Call args, List<Closing> closings) {
    args.addKey(inbox).addKey(progress).addKey(open);
    for (Closing closing : closings) {
      Span span = closing.span;
      args.addKey(keys.windowSpan(window.name(), span.name()));
      for (String measure : closing.summary.getDistinct().keySet()) {
        args.addKey(distinctKey(measure, span));
      }
    }
    args.add(Keys.GROUP).add(maxBacklog);
    for (Closing closing : closings) {
      args.add(keyCount(closing)).add(closing.span.name());
      args.add(closing.span.end() + window.allowedLateness().toMillis());
      args.add(closing.summary.getUpdates()).add(closing.jobId).add(closing.payload);
    }
  }
}
