package io.streamweir.internal.feature.window;

import static io.streamweir.internal.entry.TestInbox.NEXT;
import static io.streamweir.internal.entry.TestInbox.SIDE;
import static io.streamweir.internal.entry.TestInbox.plain;
import static io.streamweir.internal.feature.window.WindowBox.NAME;
import static io.streamweir.internal.feature.window.WindowBox.SIZE;
import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.feature.window.WindowScripts.Closing;
import io.streamweir.internal.feature.window.WindowScripts.Span;
import io.streamweir.internal.settle.Append;
import io.streamweir.internal.settle.Settlement;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Resp;
import io.streamweir.pipeline.Window;
import io.streamweir.pipeline.WindowSummary;
import io.streamweir.pipeline.WindowUpdate;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithRedis
class WindowCloseIT {
  private WindowBox box;
  private TestInbox inbox;

  @BeforeEach
  void open(RedisSpace space) {
    box = new WindowBox(space, WindowBox.window());
    inbox = box.inbox;
  }

  @AfterEach
  void close() {
    box.close();
  }

  private void use(RedisSpace space, Window window) {
    box.close();
    box = new WindowBox(space, window);
    inbox = box.inbox;
  }

  @Test
  void countsLateUpdatesAndLeavesOutWhatTheyAdd() {
    List<String> ids = inbox.pending("c", 5);
    box.settle(
        box.filling(ids.get(0), box.event("k", 0).count("n")),
        box.filling(ids.get(1), box.event("k", 2 * SIZE)));
    assertThat(box.ticks()).as("others are under way").isEmpty();
    box.settle(box.filling(ids.get(2)), box.filling(ids.get(3)), Settlement.end(ids.get(4)));
    assertThat(box.ticks()).extracting(Span::start).containsExactly(box.base);

    String late = box.refill(1).get(0);
    box.settle(
        box.filling(
            late,
            box.event("k", 5).count("n"),
            box.event("other", 7),
            box.event("k", 2 * SIZE + 5)));

    assertThat(box.progress().late()).isEqualTo(2);
    assertThat(box.open())
        .contains(
            box.summary("k", box.base, 1, Map.of("n", 1L)),
            box.summary("k", box.base + 2 * SIZE, 2, Map.of()))
        .hasSize(2);
  }

  @Test
  void staysOpenForTheAllowedLateness(RedisSpace space) {
    use(space, WindowBox.window().withAllowedLateness(Duration.ofMillis(500)));
    List<String> ids = box.inbox.pending("c", 3);
    box.settle(box.filling(ids.get(0), box.event("k", 0)), Settlement.end(ids.get(2)));
    box.settle(box.filling(ids.get(1), box.event("k", SIZE + 499)));
    assertThat(box.ticks()).isEmpty();

    box.settle(box.filling(box.refill(1).get(0), box.event("k", SIZE + 500)));
    assertThat(box.ticks()).extracting(Span::end).containsExactly(box.base + SIZE);
  }

  @Test
  void letsNoEventFarAheadCloseAnything() {
    List<String> ids = inbox.pending("c", 3);
    long now = inbox.queries.now();
    box.settle(
        box.filling(ids.get(0), box.event("k", 0)),
        box.filling(ids.get(1), WindowUpdate.of(NAME, "k", now + 90_000)),
        box.filling(ids.get(2), WindowUpdate.of(NAME, "k", WindowUpdate.MOST)));

    assertThat(box.ticks()).isEmpty();
    WindowQueries.Progress progress = box.progress();
    assertThat(progress)
        .isEqualTo(new WindowQueries.Progress(1, 0, 0, 2, false, progress.watermark()));
    assertThat(progress.watermark().lagMillis()).isZero();
  }

  @Test
  void waitsForWhatWasUnderWayWhenTheEventCame() {
    List<String> ids = inbox.pending("c", 2);
    inbox.ask(Command.XGROUP, "CREATE", inbox.keys.inbox(SIDE), Keys.GROUP, "0", "MKSTREAM");
    box.settle(box.filling(ids.get(1), box.event("k", 3 * SIZE)));
    assertThat(box.ticks()).isEmpty();

    Settlement forward = new Settlement(ids.get(0), List.of(new Append(1, plain("slow"))));
    box.settle(forward); // the one before it in the same stage; it goes on to another one
    assertThat(box.ticks()).isEmpty();
    String side = inbox.keys.inbox(SIDE);
    inbox.ask(Command.XREADGROUP, "GROUP", Keys.GROUP, "c", "STREAMS", side, ">");
    assertThat(box.ticks()).isEmpty();
    box.settle(box.filling(box.refill(1).get(0), box.event("k", 0)));
    assertThat(box.ticks()).as("a newer one in the first stage changes nothing").isEmpty();

    String id = Resp.text(Resp.list(inbox.ask(Command.XRANGE, side, "-", "+").get(0)).get(0));
    inbox.ask(Command.XACK, side, Keys.GROUP, id);
    assertThat(box.ticks()).extracting(Span::start).containsExactly(box.base);
  }

  @Test
  void waitsForNoEntryForever(RedisSpace space) {
    use(space, WindowBox.window().withMaxHold(Duration.ofMillis(300)));
    List<String> ids = box.inbox.pending("c", 2);
    box.settle(box.filling(ids.get(1), box.event("k", 0), box.event("k", SIZE)));

    assertThat(box.tick()).isEmpty();
    await().atMost(PATIENCE).until(() -> !box.tick().isEmpty());
    assertThat(box.inbox.pendingNow()).hasSize(1);
  }

  @Test
  void closesAllWhenNothingComesAndNothingIsLeft(RedisSpace space) {
    use(space, WindowBox.window().withIdleAfter(Duration.ofMillis(300)));
    List<String> ids = box.inbox.pending("c", 2);
    box.settle(box.filling(ids.get(0), box.event("k", 0), box.event("k", SIZE)));
    long began = System.nanoTime();
    await()
        .atMost(PATIENCE)
        .until(() -> box.tick().isEmpty() && System.nanoTime() - began > 1_000_000_000);

    box.settle(Settlement.end(ids.get(1)));
    await().atMost(PATIENCE).until(() -> box.tick().size() == 2);

    box.settle(box.filling(box.refill(1).get(0), box.event("k", SIZE)));
    assertThat(box.progress().late()).isEqualTo(1);
  }

  @Test
  void doesNotCountTimeForWhichNobodyTicks(RedisSpace space) {
    use(space, WindowBox.window().withIdleAfter(Duration.ofSeconds(5)));
    List<String> ids = box.inbox.pending("c", 1);
    box.settle(box.filling(ids.get(0), box.event("k", 0)));
    box.ticks();
    long longAgo = box.inbox.queries.now() - 3_600_000;
    box.inbox.ask(Command.HSET, box.inbox.keys.windowProgress(NAME), "ticked", longAgo);

    assertThat(box.tick()).isEmpty();
  }

  @Test
  void closesASpanOnceAndForgetsIt() {
    Span span = closable();
    WindowSummary summary = box.read(span);

    assertThat(box.close(box.closing(span, summary)).closed()).isEqualTo(1);
    assertThat(box.close(box.closing(span, summary)).closed()).isZero();

    assertThat(inbox.jobs(inbox.keys.inbox(NEXT)))
        .containsExactly(Window.jobId(NAME, span.start(), "k", 0));
    assertThat(inbox.say(Command.of("EXISTS"), inbox.keys.windowSpan(NAME, span.name())))
        .isEqualTo("0");
    assertThat(inbox.say(Command.of("EXISTS"), inbox.keys.windowDistinct(NAME, "d", span.name())))
        .isEqualTo("0");
    assertThat(box.progress()).extracting(p -> p.closed(), p -> p.open()).containsExactly(1L, 1L);
  }

  /** A span of 1 update with every kind of measure, behind which another one has begun. */
  private Span closable() {
    List<String> ids = inbox.pending("c", 2);
    box.settle(box.everyKind(ids.get(0), 3), box.filling(ids.get(1), box.event("k", SIZE)));
    List<Span> spans = box.ticks();
    assertThat(spans).hasSize(1);
    return spans.get(0);
  }

  @Test
  void closesNoSpanThatHasChangedSinceItWasRead() {
    Span span = closable();
    WindowSummary stale = box.read(span);
    inbox.ask(Command.of("HINCRBY"), inbox.keys.windowSpan(NAME, span.name()), "n", 1);

    assertThat(box.close(box.closing(span, stale)).closed()).isZero();
    assertThat(inbox.length(inbox.keys.inbox(NEXT))).isZero();
    assertThat(box.close(box.closing(span, box.read(span))).closed()).isEqualTo(1);
  }

  @Test
  void putsClosingOffWhereTheInboxIsFull() {
    WindowBox small = new WindowBox(inbox, WindowBox.window(), 3);
    List<String> ids = inbox.pending("c", 2);
    small.settle(
        small.filling(
            ids.get(0),
            small.event("a", 0),
            small.event("b", 0),
            small.event("c", 0),
            small.event("d", 0)),
        small.filling(ids.get(1), small.event("a", SIZE)));
    Closing[] all =
        small.ticks().stream().map(s -> small.closing(s, small.read(s))).toArray(Closing[]::new);
    assertThat(all).hasSize(4);

    assertThat(small.close(all)).isEqualTo(new WindowScripts.Closed(3, true));
    assertThat(small.close(all)).isEqualTo(new WindowScripts.Closed(0, true));
    inbox.ask(Command.of("XTRIM"), inbox.keys.inbox(NEXT), "MAXLEN", 0);
    assertThat(small.close(all)).isEqualTo(new WindowScripts.Closed(1, false));
    assertThat(small.progress().closed()).isEqualTo(4);
  }

  @Test
  void forgetsASpanWhoseContentsSomebodyDeleted() {
    Span span = closable();
    inbox.ask(Command.of("DEL"), inbox.keys.windowSpan(NAME, span.name()));

    assertThat(box.close(box.closing(span, box.read(span))))
        .isEqualTo(new WindowScripts.Closed(0, false));
    assertThat(box.progress().open()).isEqualTo(1);
    assertThat(inbox.length(inbox.keys.inbox(NEXT))).isZero();
  }
}
