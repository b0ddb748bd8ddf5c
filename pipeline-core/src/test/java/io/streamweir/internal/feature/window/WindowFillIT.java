package io.streamweir.internal.feature.window;

import static io.streamweir.internal.entry.TestInbox.SIDE;
import static io.streamweir.internal.entry.TestInbox.plain;
import static io.streamweir.internal.feature.window.WindowBox.NAME;
import static io.streamweir.internal.feature.window.WindowBox.SIZE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.feature.dedupe.HoldKey;
import io.streamweir.internal.settle.Append;
import io.streamweir.internal.settle.ChangeCounters;
import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.SettleScript;
import io.streamweir.internal.settle.Settlement;
import io.streamweir.internal.settle.Store;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Resp;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.WindowSummary;
import io.streamweir.pipeline.WindowUpdate;
import io.streamweir.redis.RedisCallException;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithRedis
class WindowFillIT {
  private static final long MONTH = Duration.ofDays(30).toMillis();

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

  /** As a window does that no code defines any more. */
  @Test
  void keysOfASpanThatNobodyClosesExpire() {
    String id = inbox.pending("c", 1).get(0);

    box.settle(box.filling(id, box.event("a", 1).distinct("d", "x")));

    Keys keys = inbox.keys;
    String span = box.base + ":a";
    assertThat(expiry(keys.windowSpan(NAME, span))).isBetween(MONTH - SIZE, MONTH + 2 * SIZE);
    assertThat(expiry(keys.windowDistinct(NAME, "d", span)))
        .isBetween(MONTH - SIZE, MONTH + 2 * SIZE);
    for (String whole : List.of(keys.windowOpen(NAME), keys.windowProgress(NAME))) {
      assertThat(expiry(whole)).isBetween(2 * MONTH - SIZE, 2 * MONTH);
    }
  }

  private long expiry(String key) {
    return Resp.number(inbox.ask(Command.of("PTTL"), key).get(0));
  }

  @Test
  void gathersEveryKindOfMeasureByKeyAndSpan() {
    List<String> ids = inbox.pending("c", 3);

    box.settle(
        box.filling(
            ids.get(0),
            box.event("a", 1).count("n").sum("s", -7).min("m", 5).max("m", 5).distinct("d", "x")),
        box.filling(
            ids.get(1),
            box.event("a", SIZE - 1).count("n").count("n").sum("s", 1L << 50).distinct("d", "y"),
            box.event("a", SIZE).count("n")),
        box.filling(
            ids.get(2),
            box.event("a", 0).min("m", -3).max("m", -3).distinct("d", "x"),
            box.event("ü:1", 2)));

    assertThat(box.open())
        .containsExactlyInAnyOrder(
            new WindowSummary(
                NAME,
                "a",
                box.base,
                box.base + SIZE,
                3L,
                Map.of("n", 3L),
                Map.of("s", (1L << 50) - 7),
                Map.of("m", -3L),
                Map.of("m", 5L),
                Map.of("d", 2L)),
            box.summary("a", box.base + SIZE, 1, Map.of("n", 1L)),
            box.summary("ü:1", box.base, 1, Map.of()));
    WindowQueries.Watermark none =
        new WindowQueries.Watermark(SIZE, box.progress().watermark().tickedMillis(), 0);
    assertThat(box.progress()).isEqualTo(new WindowQueries.Progress(3, 0, 0, 0, true, none));
  }

  /** So that it is not taken for one that nobody has seen to for long. */
  @Test
  void hasToBeSeenToFromWhenItsFirstSpanOpens() {
    String progress = inbox.keys.windowProgress(NAME);
    inbox.ask(Command.HSET, progress, "ticked", 1);
    List<String> ids = inbox.pending("c", 2);
    long before = inbox.queries.now();

    box.settle(box.filling(ids.get(0), box.event("k", 0), box.event("k", SIZE)));
    assertThat(box.progress().watermark().tickedMillis()).isBetween(before, inbox.queries.now());

    inbox.ask(Command.HSET, progress, "ticked", 1);
    box.settle(box.filling(ids.get(1), box.event("k", 2 * SIZE)));
    assertThat(box.progress().watermark().tickedMillis()).isEqualTo(1);
  }

  @Test
  void fillsBesideWhateverElseAnEntryDoes() {
    List<String> ids = inbox.pending("c", 3);
    Effect fill = new FillWindow(box.window, box.event("k", 0).count("n"));

    SettleScript.Reply reply =
        box.settle(
            new Settlement(ids.get(0), List.of(new Append(1, plain("a")), fill)),
            new Settlement(
                ids.get(1), List.of(new ChangeCounters(List.of(Count.one("hits", "x"))), fill)),
            new Settlement(
                ids.get(2),
                List.of(
                    new Store("job", ResultMessage.finished("job", "s", new byte[0])),
                    new HoldKey("key", "job", -1, 1000),
                    fill)));

    assertThat(reply.fenced()).isEmpty();
    assertThat(inbox.jobs(inbox.keys.inbox(SIDE))).containsExactly("a");
    assertThat(inbox.counters("hits")).containsOnly(entry("x", 1L));
    assertThat(box.open()).containsExactly(box.summary("k", box.base, 3, Map.of("n", 3L)));
  }

  @Test
  void addsNothingForEntriesThatAreFenced() {
    List<String> ids = inbox.pending("c", 4);
    List<Settlement> batch = ids.stream().map(id -> box.everyKind(id, 1)).toList();
    box.settle(batch.subList(0, 2));
    List<WindowSummary> before = box.open();

    assertThat(box.settle(batch.subList(0, 2)).fenced()).hasSize(2);
    assertThat(box.open()).isEqualTo(before);

    assertThat(box.settle(batch).fenced()).containsExactly(1L, 2L);
    assertThat(box.open().get(0).getUpdates()).isEqualTo(4);
    assertThat(box.open().get(0).getCounts()).containsOnly(entry("n", 4L));
  }

  /** The sums of a batch are made beforehand; where any of it is fenced, anew. */
  @Test
  void addsUpExactlyWhatIsNotFenced() {
    Random random = new Random(7);
    Gatherer expected = new Gatherer();
    for (int round = 0; round < 20; round++) {
      List<String> ids = round == 0 ? inbox.pending("c", 50) : box.refill(50);
      List<Settlement> batch = new ArrayList<>();
      TreeSet<String> lost = new TreeSet<>();
      for (String id : ids) {
        WindowUpdate[] updates =
            random.ints(random.nextInt(3)).mapToObj(n -> any(random)).toArray(WindowUpdate[]::new);
        batch.add(box.filling(id, updates));
        if (random.nextInt(round + 1) > 0) {
          lost.add(id);
        } else {
          expected.add(updates);
        }
      }
      if (!lost.isEmpty()) {
        inbox.acknowledge(List.copyOf(lost));
      }
      assertThat(box.settle(batch).fenced()).hasSize(lost.size());
    }
    assertThat(box.open()).hasSameElementsAs(expected.summaries());
  }

  private WindowUpdate any(Random random) {
    WindowUpdate update = box.event("key-" + random.nextInt(3), random.nextInt(3 * (int) SIZE));
    for (int n = random.nextInt(5); n > 0; n--) {
      long value = random.nextLong() >> 13 + random.nextInt(50);
      update =
          switch (random.nextInt(5)) {
            case 0 -> update.count("n-" + random.nextInt(2));
            case 1 -> update.sum("s", value);
            case 2 -> update.min("m-" + random.nextInt(2), value);
            case 3 -> update.max("m", value);
            default -> update.distinct("d", "text " + random.nextInt(20));
          };
    }
    return update;
  }

  /** The same, counted another way. */
  private final class Gatherer {
    private final Map<String, WindowSummary> spans = new HashMap<>();
    private final Map<String, TreeSet<String>> texts = new HashMap<>();

    void add(WindowUpdate... updates) {
      for (WindowUpdate update : updates) {
        long start = box.base + (update.eventTimeMillis() - box.base) / SIZE * SIZE;
        String id = start + update.key();
        WindowSummary span =
            spans.computeIfAbsent(
                id,
                i ->
                    new WindowSummary(
                        NAME,
                        update.key(),
                        start,
                        start + SIZE,
                        0L,
                        new HashMap<>(),
                        new HashMap<>(),
                        new HashMap<>(),
                        new HashMap<>(),
                        new HashMap<>()));
        span.setUpdates(span.getUpdates() + 1);
        update.measures().forEach(measure -> add(id, span, measure));
      }
    }

    private void add(String id, WindowSummary span, WindowUpdate.Measure measure) {
      switch (measure.kind()) {
        case COUNT -> span.getCounts().merge(measure.name(), 1L, Long::sum);
        case SUM -> span.getSums().merge(measure.name(), measure.value(), Long::sum);
        case MIN -> span.getMinima().merge(measure.name(), measure.value(), Math::min);
        case MAX -> span.getMaxima().merge(measure.name(), measure.value(), Math::max);
        case DISTINCT -> {
          TreeSet<String> seen = texts.computeIfAbsent(id, i -> new TreeSet<>());
          seen.add(measure.text());
          span.getDistinct().put(measure.name(), (long) seen.size());
        }
      }
    }

    List<WindowSummary> summaries() {
      return List.copyOf(spans.values());
    }
  }

  @Test
  void keepsItsBoundOnLuasArguments() {
    List<String> ids = inbox.pending("c", 4096);
    List<Settlement> batch = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      batch.add(
          box.filling(
              ids.get(i),
              box.event("all", 0).distinct("d", "text " + i),
              box.event("key " + i, 0).count("n")));
    }

    assertThat(box.settle(batch).fenced()).isEmpty();

    List<WindowSummary> open = box.open();
    assertThat(open).hasSize(4097);
    WindowSummary all = open.stream().filter(s -> s.getKey().equals("all")).findAny().orElseThrow();
    assertThat(all.getDistinct().get("d")).isBetween(3_950L, 4_250L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"progress", "open", "span", "distinct"})
  void acknowledgesNothingWhereAKeyHoldsSomethingElse(String which) {
    List<String> ids = inbox.pending("c", 2);
    Keys keys = inbox.keys;
    String span = box.base + ":k";
    String key =
        switch (which) {
          case "progress" -> keys.windowProgress(NAME);
          case "open" -> keys.windowOpen(NAME);
          case "span" -> keys.windowSpan(NAME, span);
          default -> keys.windowDistinct(NAME, "d", span);
        };
    inbox.ask(Command.of("RPUSH"), key, "something else");

    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> box.settle(box.everyKind(ids.get(0), 1), Settlement.end(ids.get(1))))
        .withMessageContaining(key)
        .returns("WRONGTYPE", RedisCallException::code);

    assertThat(inbox.pendingNow()).hasSize(2);
    inbox.ask(Command.of("DEL"), key);
    assertThat(box.open()).isEmpty();
    assertThat(box.settle(box.everyKind(ids.get(0), 1)).fenced()).isEmpty();
    assertThat(box.open()).hasSize(1);
  }

  @Test
  void passesOverWhatSomebodyHasOverwritten() {
    List<String> ids = inbox.pending("c", 1);
    String span = box.base + ":k";
    inbox.ask(Command.HSET, inbox.keys.windowSpan(NAME, span), "c:n", "text");
    inbox.say(Command.SET, inbox.keys.windowDistinct(NAME, "d", span), "no HyperLogLog");
    inbox.ask(Command.HSET, inbox.keys.windowProgress(NAME), "low", "x", "newest", "y");

    assertThat(box.settle(box.everyKind(ids.get(0), 1)).fenced()).isEmpty();

    assertThat(inbox.pendingNow()).isEmpty();
    String sum =
        Resp.text(inbox.ask(Command.HGET, inbox.keys.windowSpan(NAME, span), "s:s").get(0));
    assertThat(sum).isEqualTo("1");
  }
}
