package io.streamweir.inspect;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lettuce.core.Range;
import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.client.Receipt;
import io.streamweir.client.SubmitOptions;
import io.streamweir.inspect.MatchingLetters.Change;
import io.streamweir.inspect.MatchingLetters.Page;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineBuilder;
import io.streamweir.pipeline.Priority;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithRedis
class MatchingLettersIT {
  private TestStage stage;
  private DeadLetters letters;

  @BeforeEach
  void open(RedisSpace space, RedisCommands<String, String> redis) {
    stage = new TestStage(space, redis);
    letters = new DeadLetters(stage.link, TestStage.PIPELINE, "one");
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private String bury(int partition, String id, String reason, String error) {
    return stage.redis.xadd(
        stage.keys(partition).dead("one"),
        new io.lettuce.core.XAddArgs().id(id),
        Map.of("reason", reason, "error", error, "attempts", "1", "f:j", "job-" + id, "f:p", "x"));
  }

  private static List<String> ids(MatchingLetters matching, int limit) {
    List<String> all = new ArrayList<>();
    Optional<String> at = Optional.of(MatchingLetters.BEGIN);
    while (at.isPresent()) {
      Page page = matching.page(at.get(), limit);
      assertThat(page.letters()).hasSizeLessThanOrEqualTo(limit);
      page.letters().forEach(letter -> all.add(letter.id()));
      at = page.next();
    }
    return all;
  }

  @Test
  void answersWithThoseForWhichAllOfTheFilterHolds() {
    bury(0, "1000-0", "rejected", "not wanted");
    bury(0, "2000-0", "attempts", "java.io.IOException: away\n\tat Store.put");
    bury(1, "3000-0", "attempts", "java.io.IOException: away");
    bury(1, "3000-1", "rejected", "java.io.IOException: away");

    LetterFilter all = LetterFilter.all();
    assertThat(ids(letters.matching(all), 100)).hasSize(4);
    assertThat(ids(letters.matching(all.withReason("rejected")), 1))
        .containsExactly("0:1000-0", "1:3000-1");
    assertThat(ids(letters.matching(all.withErrorContaining("at Store.put")), 9))
        .containsExactly("0:2000-0");
    assertThat(ids(letters.matching(all.withException("java.io.IOException")), 9))
        .containsExactly("0:2000-0", "1:3000-0", "1:3000-1");
    assertThat(ids(letters.matching(all.withException("java.io")), 9)).isEmpty();
    assertThat(ids(letters.matching(all.withException(LetterFilter.NONE)), 9))
        .containsExactly("0:1000-0");
    assertThat(
            ids(
                letters.matching(
                    all.withSince(Instant.ofEpochMilli(2000))
                        .withUntil(Instant.ofEpochMilli(3000))
                        .withReason("attempts")),
                9))
        .containsExactly("0:2000-0", "1:3000-0");
    assertThat(ids(letters.matching(all.withUntil(Instant.ofEpochMilli(999))), 9)).isEmpty();
    assertThat(ids(letters.matching(all.withSince(Instant.ofEpochMilli(3001))), 9)).isEmpty();
  }

  @Test
  void looksAtABoundedNumberInOneCallAndSaysHowMany() {
    for (int i = 1; i <= 2_500; i++) {
      bury(0, i + "-0", i % 500 == 0 ? "rare" : "rejected", "why");
    }
    MatchingLetters rare = letters.matching(LetterFilter.all().withReason("rare"));

    Page first = rare.page(MatchingLetters.BEGIN, 100);

    assertThat(first.looked()).isBetween(100L, 1_200L);
    assertThat(first.letters()).hasSizeLessThan(4);
    assertThat(ids(rare, 100)).hasSize(5);
    assertThat(ids(rare, 1)).hasSize(5);
  }

  @Test
  void readsFewerLettersAtOnceWhereTheyAreLarge() {
    String large = "e".repeat(300_000);
    for (int i = 1; i <= 60; i++) {
      bury(0, i + "-0", "rejected", large);
    }
    MatchingLetters all = letters.matching(LetterFilter.all());

    long most = 0;
    Optional<String> at = Optional.of(MatchingLetters.BEGIN);
    at = all.page(at.get(), 1_000).next();
    while (at.isPresent()) {
      Page page = all.page(at.get(), 1_000);
      most = Math.max(most, page.looked());
      at = page.next();
    }
    assertThat(most).isBetween(1L, 8L);
  }

  @Test
  void replaysInStepsAndGoesOnInAnotherProcessWhereOneEnded() {
    for (int i = 1; i <= 600; i++) {
      bury(i % 2, i + "-0", i % 3 == 0 ? "attempts" : "rejected", "why");
    }
    LetterFilter filter = LetterFilter.all().withReason("attempts");
    Change first = letters.matching(filter).replay(MatchingLetters.BEGIN, 30);
    assertThat(first.changed()).isEqualTo(30);

    long changed = first.changed();
    Optional<String> at = first.next();
    while (at.isPresent()) {
      Change next =
          new DeadLetters(stage.link, TestStage.PIPELINE, "one")
              .matching(filter)
              .replay(at.get(), 30);
      assertThat(next.changed()).isLessThanOrEqualTo(30);
      changed += next.changed();
      at = next.next();
    }

    assertThat(changed).isEqualTo(200);
    assertThat(letters.size()).isEqualTo(400);
    assertThat(stage.redis.xlen(stage.inbox(0)) + stage.redis.xlen(stage.inbox(1))).isEqualTo(200);
  }

  @Test
  void replaysNoLetterTwiceThatDiesOnceMoreMeanwhile() {
    for (int i = 1; i <= 100; i++) {
      bury(0, i + "-0", "rejected", "why");
    }
    MatchingLetters all = letters.matching(LetterFilter.all());
    long changed = 0;
    Optional<String> at = Optional.of(MatchingLetters.BEGIN);
    while (at.isPresent()) {
      Change step = all.replay(at.get(), 10);
      changed += step.changed();
      at = step.next();
      for (long i = 0; i < step.changed(); i++) {
        stage.bury(0, "again", "rejected");
      }
    }

    assertThat(changed).isEqualTo(100);
    assertThat(letters.size()).isEqualTo(100);
  }

  @Test
  void aRepeatedStepDoesNothingTwice() {
    for (int i = 1; i <= 40; i++) {
      bury(0, i + "-0", "rejected", "why");
    }
    MatchingLetters all = letters.matching(LetterFilter.all());
    String cursor = all.replay(MatchingLetters.BEGIN, 10).next().orElseThrow();

    assertThat(all.replay(cursor, 10).changed()).isEqualTo(10);
    assertThat(all.replay(cursor, 10).changed()).isEqualTo(10); // those behind them

    assertThat(letters.size()).isEqualTo(10);
    assertThat(stage.redis.xrange(stage.inbox(0), Range.unbounded()))
        .extracting(message -> message.getBody().get("j"))
        .hasSize(30)
        .doesNotHaveDuplicates();
  }

  /** Texts that begin with {@code bad} are rejected, or fail, until that is mended. */
  private static PipelineBuilder<Text, Text> dying(
      AtomicBoolean mended, Queue<String> handled, UnaryOperator<StageConfig> config) {
    return Pipeline.named("dying")
        .accepts(Text.class)
        .partitions(2)
        .stage(
            "work",
            Text.class,
            (text, context) -> {
              if (!mended.get() && text.getValue().startsWith("bad")) {
                return Outcome.reject("bad address of " + text.getValue());
              }
              if (!mended.get()) {
                throw new IllegalStateException("bad address, too");
              }
              handled.add(text.getValue());
              return Outcome.finish(text);
            },
            stage -> config.apply(stage).withFailure(FailurePolicy.never()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"with priorities", "keyed"})
  void replaysByCauseIntoTheOrderAndPriorityThatTheyHad(String kind, RedisSpace space)
      throws Exception {
    AtomicBoolean mended = new AtomicBoolean();
    Queue<String> handled = new ConcurrentLinkedQueue<>();
    boolean keyed = kind.equals("keyed");
    Pipeline<Text> pipeline =
        keyed
            ? dying(mended, handled, stage -> stage.withOrder().withConcurrency(4)).build()
            : dying(mended, handled, stage -> stage).priorities().build();
    try (Rig rig = Rig.on(space, pipeline)) {
      Map<Priority, List<String>> bad = submitSome(rig, keyed);
      Worker worker = rig.worker();
      DeadLetters dead = new DeadLetters(rig.link, pipeline, "work");
      until(() -> dead.size() == 60);
      worker.close();

      LetterFilter filter = LetterFilter.all().withErrorContaining("bad address");
      assertThat(replay(dead.matching(filter.withReason("rejected")))).isEqualTo(30);
      assertThat(dead.size()).isEqualTo(30);
      bad.forEach(
          (priority, ids) ->
              assertThat(waiting(rig, priority)).containsExactlyInAnyOrderElementsOf(ids));
      mended.set(true);
      rig.worker();
      until(() -> handled.size() == 30);
      if (keyed) {
        expectOrder(handled);
      }
    }
  }

  /** 60 jobs of three keys, every other one bad; answers with the ids of the bad ones. */
  private static Map<Priority, List<String>> submitSome(Rig rig, boolean keyed) {
    Map<Priority, List<String>> bad = new EnumMap<>(Priority.class);
    for (int i = 0; i < 60; i++) {
      Priority priority = keyed ? Priority.NORMAL : Priority.values()[i % 3];
      SubmitOptions options = SubmitOptions.defaults().withPriority(priority);
      String text = i % 3 + " " + i;
      if (i % 2 == 0) {
        Receipt job = rig.jobs().submit(new Text("bad " + text), options.withKey("key " + i % 3));
        bad.computeIfAbsent(priority, each -> new ArrayList<>()).add(job.jobId());
      } else {
        rig.jobs().submit(new Text(text), options.withKey("key " + i % 3));
      }
    }
    return bad;
  }

  private static long replay(MatchingLetters letters) {
    long replayed = 0;
    Optional<String> at = Optional.of(MatchingLetters.BEGIN);
    while (at.isPresent()) {
      Change step = letters.replay(at.get(), 7);
      replayed += step.changed();
      at = step.next();
    }
    return replayed;
  }

  private static List<String> waiting(Rig rig, Priority priority) {
    return Keys.levels(rig.link, rig.pipeline).stream()
        .filter(keys -> keys.priority() == priority)
        .flatMap(keys -> rig.redis.xrange(keys.inbox("work"), Range.unbounded()).stream())
        .map(entry -> entry.getBody().get("j"))
        .toList();
  }

  /** That the numbers of each key rise. */
  private static void expectOrder(Queue<String> handled) {
    for (int key = 0; key < 3; key++) {
      String prefix = "bad " + key + " ";
      assertThat(handled.stream().filter(text -> text.startsWith(prefix)))
          .hasSize(10)
          .extracting(text -> Integer.valueOf(text.substring(prefix.length())))
          .isSorted();
    }
  }

  @Test
  void dropsThoseThatMatch() {
    bury(0, "1-0", "rejected", "why");
    bury(1, "2-0", "attempts", "why");

    MatchingLetters rejected = letters.matching(LetterFilter.all().withReason("rejected"));
    Optional<String> at = Optional.of(MatchingLetters.BEGIN);
    while (at.isPresent()) {
      at = rejected.drop(at.get(), 100).next();
    }

    assertThat(letters.list(9)).extracting(DeadLetters.Letter::id).containsExactly("1:2-0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "0", "0:5-5", "2:5-5@9-9", "0:5@9-9", "0:5-5@9", "0:5-5@9-9@"})
  void refusesWhatIsNoCursor(String cursor) {
    MatchingLetters all = letters.matching(LetterFilter.all());
    assertThatIllegalArgumentException().isThrownBy(() -> all.page(cursor, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> all.drop(cursor, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> all.replay(cursor, 1));
  }
}
