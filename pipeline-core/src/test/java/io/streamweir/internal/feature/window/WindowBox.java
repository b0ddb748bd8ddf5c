package io.streamweir.internal.feature.window;

import static io.streamweir.internal.entry.TestInbox.NEXT;
import static io.streamweir.internal.entry.TestInbox.SIDE;
import static io.streamweir.internal.entry.TestInbox.STAGE;

import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.feature.window.WindowScripts.Closed;
import io.streamweir.internal.feature.window.WindowScripts.Closing;
import io.streamweir.internal.feature.window.WindowScripts.Span;
import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.SettleScript;
import io.streamweir.internal.settle.Settlement;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Resp;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Window;
import io.streamweir.pipeline.WindowSummary;
import io.streamweir.pipeline.WindowUpdate;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A stage that updates a window of 10 s, whose summaries go to another one; on a real Redis. */
public final class WindowBox implements AutoCloseable {
  static final String NAME = "traffic";
  public static final long SIZE = 10_000;

  public final TestInbox inbox;
  final Window window;
  final WindowScripts scripts;
  final WindowQueries queries;
  private final SettleScript settle;

  /** An hour ago, at the beginning of a window. */
  final long base;

  public WindowBox(RedisSpace space, Window window) {
    this(TestInbox.in(space), window, 1_000_000);
  }

  public WindowBox(TestInbox inbox, Window window, long maxBacklog) {
    this.inbox = inbox;
    this.window = window;
    this.scripts = new WindowScripts(inbox.link, inbox.keys, pipeline(window, maxBacklog), window);
    this.queries = new WindowQueries(inbox.link);
    this.settle =
        new SettleScript(inbox.link, inbox.keys, STAGE, List.of(NEXT, SIDE), Duration.ofMinutes(1));
    this.base = window.startOf(inbox.queries.now() - 3_600_000);
  }

  public static Window window() {
    return Window.tumbling(NAME, Duration.ofMillis(SIZE), NEXT);
  }

  private static Pipeline<Text> pipeline(Window window, long maxBacklog) {
    return Pipeline.named("p")
        .accepts(Text.class)
        .stage(STAGE, Text.class, (text, context) -> Outcome.forward(text))
        .stage(SIDE, Text.class, (text, context) -> Outcome.drop())
        .branch(
            NEXT,
            WindowSummary.class,
            Text.class,
            (summary, context) -> Outcome.drop(),
            config -> config.withMaxBacklog(maxBacklog))
        .window(window)
        .build();
  }

  public WindowUpdate event(String key, long afterBase) {
    return WindowUpdate.of(NAME, key, base + afterBase);
  }

  public Settlement filling(String id, WindowUpdate... updates) {
    return new Settlement(
        id, Stream.of(updates).<Effect>map(update -> new FillWindow(window, update)).toList());
  }

  public SettleScript.Reply settle(Settlement... batch) {
    return settle(List.of(batch));
  }

  public SettleScript.Reply settle(List<Settlement> batch) {
    return inbox.link.await(settle.run(batch));
  }

  List<Span> tick() {
    return inbox.link.await(scripts.tick(1_000));
  }

  /** Ticks as a barrier over two stages and its successor need. */
  public List<Span> ticks() {
    tick();
    tick();
    return tick();
  }

  public WindowSummary read(Span span) {
    return inbox.link.await(scripts.read(span));
  }

  public List<Span> openSpans() {
    List<Span> open = new ArrayList<>();
    for (Object name : inbox.ask(Command.ZRANGE, inbox.keys.windowOpen(NAME), 0, -1)) {
      String text = Resp.text(name);
      long start = Long.parseLong(text.substring(0, text.indexOf(':')));
      open.add(Span.of(text, start + SIZE));
    }
    return open;
  }

  List<WindowSummary> open() {
    return openSpans().stream().map(this::read).toList();
  }

  WindowScripts scripts(RedisLink by) {
    return new WindowScripts(by, inbox.keys, pipeline(window, 100), window);
  }

  WindowSummary summary(String key, long start, long updates, Map<String, Long> counts) {
    return new WindowSummary(
        NAME, key, start, start + SIZE, updates, counts, Map.of(), Map.of(), Map.of(), Map.of());
  }

  /** An update of the first span of the key k with every kind of measure. */
  public Settlement everyKind(String id, long value) {
    WindowUpdate update = event("k", 0).count("n").sum("s", value).min("m", value);
    return filling(id, update.max("m", value).distinct("d", "text " + value));
  }

  /** So many more entries, pending. */
  List<String> refill(int count) {
    inbox.fill(count);
    return inbox.deliver("c", count);
  }

  public Closing closing(Span span, WindowSummary summary) {
    String job = Window.jobId(NAME, span.start(), span.key(), 0);
    return new Closing(span, summary, job, TestInbox.utf8("summary of " + span.key()));
  }

  public Closed close(Closing... closings) {
    return inbox.link.await(scripts.close(List.of(closings)));
  }

  WindowQueries.Progress progress() {
    return inbox.link.await(queries.progress(inbox.keys, window));
  }

  @Override
  public void close() {
    inbox.close();
  }
}
