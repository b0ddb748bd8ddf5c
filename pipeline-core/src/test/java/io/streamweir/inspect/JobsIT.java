package io.streamweir.inspect;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.streamweir.client.Receipt;
import io.streamweir.client.SubmitOptions;
import io.streamweir.inspect.JobEntry.Holder;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Priority;
import io.streamweir.pipeline.StageContext;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies at a stage, entry by entry. */
@WithRedis
class JobsIT {
  private static final Duration LONG = Duration.ofHours(1);

  private final CountDownLatch gate = new CountDownLatch(1);
  private Rig rig;
  private Jobs jobs;

  @BeforeEach
  void open(RedisSpace space) {
    rig = Rig.on(space, pipeline());
    jobs = new Jobs(rig.link, rig.pipeline.facts());
  }

  @AfterEach
  void close() throws Exception {
    gate.countDown();
    rig.close();
  }

  private Pipeline<Text> pipeline() {
    return Pipeline.named("looked-at")
        .accepts(Text.class)
        .partitions(2)
        .stage("one", Text.class, this::one)
        .stage(
            "two",
            Text.class,
            this::two,
            stage -> stage.withOrder().withFailure(FailurePolicy.attempts(3, Backoff.fixed(LONG))))
        .build();
  }

  private Outcome<Text> one(Text text, StageContext context) throws InterruptedException {
    if (text.getValue().startsWith("hold")) {
      gate.await();
    }
    if (text.getValue().startsWith("bad")) {
      return Outcome.reject("this one is bad");
    }
    return text.getValue().startsWith("later")
        ? Outcome.retryLater(LONG, "not now")
        : Outcome.forward(text);
  }

  private Outcome<Text> two(Text text, StageContext context) {
    throw new IllegalStateException("cannot do " + text.getValue());
  }

  private List<JobEntry> all(String stage, JobState state, int limit, String... where) {
    List<JobEntry> all = new ArrayList<>();
    String cursor = "";
    do {
      JobPage page = jobs.page(stage, state, cursor, limit, JobFilter.of(List.of(where)));
      assertThat(page.entries().size()).isLessThanOrEqualTo(limit);
      assertThat(page.looked()).isLessThanOrEqualTo(1_000);
      all.addAll(page.entries());
      cursor = page.next();
    } while (!cursor.isEmpty());
    return all;
  }

  private static List<String> values(List<JobEntry> entries) {
    return entries.stream().map(entry -> entry.payload().json()).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 1_000})
  void showsWaitingEntriesOfAllPartitions(int limit) {
    SubmitOptions options = SubmitOptions.defaults().withHeaders(Map.of("tenant", "t 1", "b", "2"));
    List<Receipt> receipts = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      receipts.add(rig.jobs().submit(new Text("" + i), options.withKey("key " + i)));
    }

    List<JobEntry> all = all("one", JobState.WAITING, limit);

    assertThat(all).extracting(JobEntry::partition).isSorted().contains(0, 1);
    assertThat(all)
        .extracting(JobEntry::job)
        .containsExactlyInAnyOrderElementsOf(receipts.stream().map(Receipt::jobId).toList());
    JobEntry entry = of(all, "3");
    assertThat(entry.job()).isEqualTo(receipts.get(3).jobId());
    assertThat(entry.place()).isEqualTo("" + rig.pipeline.partitionOf("key 3"));
    assertThat(entry.id()).matches(entry.place() + ":\\d+-\\d+");
    assertThat(entry.key()).isEqualTo("key 3");
    assertThat(entry.headers()).containsEntry("tenant", "t 1").containsEntry("b", "2");
    assertThat(entry.attempt()).isEqualTo(1);
    assertThat(entry.since().orElseThrow()).isBetween(ago(60), ago(-60));
    assertThat(entry.submitted()).isBetween(ago(60), ago(-60));
    assertThat(entry.payload().type()).isEqualTo("io.streamweir.testrecords.Text");
    assertThat(all("two", JobState.WAITING, limit)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100})
  void showsUrgentEntriesFirst(int limit, RedisSpace space) throws Exception {
    Pipeline<Text> urgent =
        Pipeline.named("urgent")
            .accepts(Text.class)
            .priorities()
            .stage("one", Text.class, this::one)
            .build();
    try (Rig other = Rig.on(space, urgent)) {
      jobs = new Jobs(other.link, urgent.facts());
      for (Priority priority : List.of(Priority.LOW, Priority.NORMAL, Priority.HIGH)) {
        SubmitOptions options = SubmitOptions.defaults().withPriority(priority);
        other.jobs().submit(new Text(priority + ""), options);
        other.jobs().submit(new Text(priority + " later"), options.withDelay(LONG));
      }
      List<JobEntry> waiting = all("one", JobState.WAITING, limit);
      assertThat(waiting).extracting(JobEntry::place).containsExactly("0/high", "0", "0/low");
      assertThat(values(waiting).get(0)).contains("high");
      assertThat(all("one", JobState.DELAYED, limit))
          .extracting(JobEntry::priority)
          .containsExactly(Priority.HIGH, Priority.NORMAL, Priority.LOW);
    }
  }

  private static JobEntry of(List<JobEntry> all, String value) {
    return all.stream()
        .filter(entry -> entry.payload().json().equals("{\"value\":\"" + value + "\"}"))
        .findFirst()
        .orElseThrow();
  }

  private static Instant ago(long seconds) {
    return Instant.now().minusSeconds(seconds);
  }

  @Test
  void showsWhoHasWhatIsPending() {
    for (int partition : List.of(0, 1)) {
      rig.jobs()
          .submit(new Text("hold " + partition), SubmitOptions.defaults().withKey(key(partition)));
    }
    io.streamweir.worker.Worker worker = rig.worker();
    until(() -> all("one", JobState.PENDING, 10).size() == 2);
    List<JobEntry> pending = all("one", JobState.PENDING, 1);

    assertThat(values(pending)).containsExactly("{\"value\":\"hold 0\"}", "{\"value\":\"hold 1\"}");
    until(() -> holders().stream().allMatch(Holder::alive));
    assertThat(holders())
        .allSatisfy(
            holder -> {
              assertThat(holder.worker()).isEqualTo(worker.consumer());
              assertThat(holder.least()).isBetween(Duration.ZERO, LONG);
              assertThat(holder.most().orElseThrow()).isBetween(holder.least(), LONG);
            });
    assertThat(pending).allSatisfy(entry -> assertThat(entry.deliveries()).isEqualTo(1));
    assertThat(all("one", JobState.WAITING, 10)).isEmpty();
  }

  private String key(int partition) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> "key " + i)
        .filter(key -> rig.pipeline.partitionOf(key) == partition)
        .findFirst()
        .orElseThrow();
  }

  private List<Holder> holders() {
    return all("one", JobState.PENDING, 10).stream()
        .map(entry -> entry.holder().orElseThrow())
        .toList();
  }

  @Test
  void tellsOfWorkersThatAreGoneWhatRedisKnows() {
    String inbox = rig.keys.inbox("one");
    for (int i = 0; i < 3; i++) {
      rig.redis.xadd(inbox, Map.of("j", "job" + i, "t", "1", "p", ""));
    }
    rig.createGroup("one");
    rig.deliverTo("gone", "one", 3);
    List<String> ids = rig.pendingEntries("one").stream().map(p -> p.getId()).toList();
    rig.age("gone", "one", Duration.ofMinutes(5), ids.get(0));
    rig.age(Keys.HANDED_BACK, "one", Duration.ofMinutes(1), ids.get(1));
    rig.redis.xack(inbox, Keys.GROUP, ids.get(2));

    List<JobEntry> pending = all("one", JobState.PENDING, 10);

    assertThat(pending).extracting(JobEntry::job).containsExactly("job0", "job1");
    Holder gone = pending.get(0).holder().orElseThrow();
    assertThat(gone.worker()).isEqualTo("gone");
    assertThat(gone.alive()).isFalse();
    assertThat(gone.least()).isBetween(Duration.ofMinutes(5), LONG);
    assertThat(gone.most()).isEmpty();
    assertThat(pending.get(1).holder().orElseThrow().worker()).isEmpty();
  }

  @Test
  void showsDelayedEntriesByTheirTimeAndParkedOnesWithThatOfTheirKey() {
    Instant due = Instant.now().plus(LONG);
    rig.jobs().submit(new Text("second"), SubmitOptions.defaults().withStart(due.plusSeconds(9)));
    rig.jobs()
        .submit(new Text("first"), SubmitOptions.defaults().withStart(due).withKey("other 1"));
    rig.jobs().submit(new Text("park"), SubmitOptions.defaults().withKey("k"));
    rig.jobs().submit(new Text("behind"), SubmitOptions.defaults().withKey("k"));
    rig.jobs().submit(new Text("later"), SubmitOptions.defaults().withKey("k"));
    rig.worker();
    until(() -> all("two", JobState.PARKED, 10).size() == 2);
    until(() -> all("one", JobState.DELAYED, 10).size() == 3);

    JobEntry first = of(all("one", JobState.DELAYED, 1), "first");
    assertThat(first.due()).contains(Instant.ofEpochMilli(due.toEpochMilli()));
    assertThat(first.id()).isEmpty();
    JobEntry put = of(all("one", JobState.DELAYED, 10), "later");
    assertThat(put.lastError()).isEqualTo("not now");
    List<JobEntry> parked = all("two", JobState.PARKED, 1);
    assertThat(values(parked)).containsExactly("{\"value\":\"park\"}", "{\"value\":\"behind\"}");
    assertThat(parked.get(0).attempt()).isEqualTo(2);
    assertThat(parked.get(0).lastError()).contains("cannot do park");
    assertThat(parked)
        .allSatisfy(
            entry -> assertThat(entry.due().orElseThrow()).isBetween(ago(-3_000), ago(-3_700)));
    assertThat(all("one", JobState.PARKED, 10)).isEmpty();
  }

  @Test
  void showsDeadLettersByTheIdThatOtherCommandsTake() {
    rig.submit("bad");
    rig.worker();
    until(() -> all("one", JobState.DEAD, 10).size() == 1);

    JobEntry dead = all("one", JobState.DEAD, 10).get(0);

    assertThat(dead.lastError()).isEqualTo("rejected: this one is bad");
    DeadLetters letters = new DeadLetters(rig.link, rig.pipeline, "one");
    assertThat(letters.find(dead.id()).orElseThrow().jobId()).isEqualTo(dead.job());
  }

  @Test
  void meetsEachEntryThatStaysOnceWhileWorkersTakeOthers() {
    int count = 3_000;
    rig.submitNumbers(count);
    rig.createGroup("one");
    rig.redis.xgroupCreate(
        io.lettuce.core.XReadArgs.StreamOffset.from(
            Keys.of(rig.link, "looked-at", 1).inbox("one"), "0"),
        Keys.GROUP);
    List<String> seen = new ArrayList<>();
    String cursor = "";
    do {
      JobPage page = jobs.page("one", JobState.WAITING, cursor, 37, JobFilter.ALL);
      page.entries().forEach(entry -> seen.add(entry.id()));
      rig.deliverTo("worker", "one", 20);
      cursor = page.next();
    } while (!cursor.isEmpty());

    assertThat(seen).doesNotHaveDuplicates();
    assertThat(seen)
        .containsAll(all("one", JobState.WAITING, 1_000).stream().map(JobEntry::id).toList());
  }

  /**
   * Many become due in one ms, and a cursor must find its place among them when others are gone.
   */
  @Test
  void meetsEachDelayedEntryThatStaysOnceWhileThoseOfTheSameTimeGo() {
    Instant due = Instant.now().plus(LONG);
    SubmitOptions at = SubmitOptions.defaults().withStart(due).withKey("k");
    for (int i = 0; i < 2_000; i++) {
      rig.jobs().submitAsync(new Text("" + i), at);
    }
    String later = Keys.of(rig.link, "looked-at", rig.pipeline.partitionOf("k")).later("one");
    until(() -> rig.redis.zcard(later) == 2_000);
    List<String> seen = new ArrayList<>();
    Set<String> removed = new HashSet<>();
    String cursor = "";
    do {
      JobPage page = jobs.page("one", JobState.DELAYED, cursor, 41, JobFilter.ALL);
      page.entries().forEach(entry -> seen.add(entry.job()));
      rig.redis.zpopmin(later, seen.size() % 2 == 0 ? 15 : 0);
      rig.redis.zadd(later, (double) due.toEpochMilli() - seen.size(), "\u0091" + seen.size());
      cursor = page.next();
    } while (!cursor.isEmpty());
    all("one", JobState.DELAYED, 1_000).forEach(entry -> removed.add(entry.job()));

    assertThat(seen).doesNotHaveDuplicates();
    removed.remove(""); // those that are no entries and came before what was read
    assertThat(seen).containsAll(removed).hasSizeGreaterThan(1_000);
  }

  @Test
  void looksAtFewOf100000EntriesPerCallWhereNothingMatches() {
    rig.submitNumbers(100_000);
    int pages = 0;
    int looked = 0;
    String cursor = "";
    List<JobEntry> found = new ArrayList<>();
    do {
      JobPage page =
          jobs.page("one", JobState.WAITING, cursor, 10, JobFilter.of(List.of("value=99999")));
      assertThat(page.looked()).isLessThanOrEqualTo(1_000);
      pages++;
      looked += page.looked();
      found.addAll(page.entries());
      cursor = page.next();
    } while (!cursor.isEmpty());

    assertThat(looked).isEqualTo(100_000);
    assertThat(pages).isBetween(100, 130);
    assertThat(values(found)).containsExactly("{\"value\":\"99999\"}");
  }

  @Test
  void readsLittleAtOnceWherePayloadsAreLarge() {
    String large = "x".repeat(1_048_000);
    IntStream.range(0, 40).forEach(i -> rig.submit(i + large));

    JobPage page = jobs.page("one", JobState.WAITING, "", 100, JobFilter.ALL);

    assertThat(page.looked()).isLessThan(40);
    assertThat(page.entries().get(0).payload().json()).hasSizeGreaterThan(1_048_000);
    assertThat(all("one", JobState.WAITING, 100)).hasSize(40);
  }

  @Test
  void showsWhatIsNoEntryWithWhatIsWrong() {
    rig.redis.xadd(rig.keys.inbox("one"), Map.of("what", "ever"));
    rig.redis.xadd(
        rig.keys.inbox("two"),
        new io.lettuce.core.XAddArgs().id("18446744073709551615-1"),
        Map.of("what", "ever"));
    rig.redis.zadd(rig.keys.later("one"), 1e300, "nothing");
    rig.redis.zadd(rig.keys.parked("two"), 0, "nothing");

    for (JobEntry entry :
        List.of(
            all("one", JobState.WAITING, 1).get(0),
            all("two", JobState.WAITING, 1).get(0),
            all("one", JobState.DELAYED, 1).get(0),
            all("two", JobState.PARKED, 1).get(0))) {
      assertThat(entry.job()).isEmpty();
      assertThat(entry.defect()).contains("field j (job id) is missing");
      assertThat(entry.payload().objection()).isPresent();
    }
    assertThat(all("one", JobState.WAITING, 1, "value!=x")).isEmpty();
  }

  @Test
  void saysWhatIsWrongWithAQuestion() {
    refused("three", JobState.WAITING, "", 1, "no stage 'three'; it has one, two");
    refused("one", JobState.WAITING, "", 0, "limit must be 1 to 1000: 0");
    refused("one", JobState.WAITING, "", 1_001, "limit must be 1 to 1000");
    for (String cursor : List.of("x", "2:1-1", "0/urgent:", "0:1", "0:1-x", ":1-1")) {
      refused("one", JobState.WAITING, cursor, 1, "is no cursor of waiting entries");
    }
    for (String cursor : List.of("0:1-1", "0:1~NaN~", "0:x~1~", "0:1~1~*")) {
      refused("one", JobState.DELAYED, cursor, 1, "is no cursor of delayed entries");
    }
    refused("two", JobState.PARKED, "0:~", 1, "is no cursor of parked entries");
  }

  private void refused(String stage, JobState state, String cursor, int limit, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> jobs.page(stage, state, cursor, limit, JobFilter.ALL))
        .withMessageContaining(why);
  }
}
