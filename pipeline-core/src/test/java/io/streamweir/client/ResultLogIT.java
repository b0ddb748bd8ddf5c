package io.streamweir.client;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lettuce.core.Consumer;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.XTrimArgs;
import io.streamweir.client.ResultLog.Start;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithRedis
class ResultLogIT {
  private static final Duration LEASE = Duration.ofSeconds(1);

  private final List<LoggedResult> seen = Collections.synchronizedList(new ArrayList<>());
  private final AtomicLong missed = new AtomicLong();
  private Rig rig;
  private ResultLog log;

  private static Pipeline<Text> pipeline(int partitions) {
    return Pipeline.named("logged")
        .accepts(Text.class)
        .partitions(partitions)
        .keepResults(Duration.ofDays(7))
        .stage("work", Text.class, (text, context) -> Outcome.finish(text))
        .build();
  }

  @BeforeEach
  void open(RedisSpace space) {
    rig = Rig.on(space, pipeline(3));
    rig.worker();
    log = ResultLog.open(rig.link, rig.pipeline);
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  private final ResultHandler handler =
      new ResultHandler() {
        @Override
        public void handle(LoggedResult result) {
          seen.add(result);
        }

        @Override
        public void missed(int partition, long ends) {
          missed.addAndGet(ends);
        }
      };

  private ResultFollower follow(ResultHandler with) {
    return rig.keep(log.follow("billing", Start.OLDEST, with, LEASE));
  }

  private List<Keys> partitions() {
    return Keys.partitions(rig.link, "logged", 3);
  }

  private long logged() {
    return partitions().stream().mapToLong(keys -> rig.redis.xlen(keys.ends())).sum();
  }

  /** Jobs that have ended. */
  private List<String> end(int jobs) {
    long before = logged();
    List<String> ids = rig.submitNumbers(jobs).stream().map(Receipt::jobId).toList();
    until(() -> logged() == before + jobs);
    return ids;
  }

  private void expectSeen(List<String> jobs) {
    until(() -> seen.size() >= jobs.size());
    assertThat(seen.stream().map(each -> each.result().jobId()))
        .containsExactlyInAnyOrderElementsOf(jobs);
    Map<Integer, String> last = new TreeMap<>();
    for (LoggedResult each : List.copyOf(seen)) {
      String id = last.put(each.partition(), each.id());
      assertThat(id == null || number(id) < number(each.id())).isTrue();
    }
    assertThat(last).hasSize(3);
  }

  /** Of ids with few ends in a millisecond. */
  private static long number(String id) {
    String[] parts = id.split("-");
    return Long.parseLong(parts[0]) * 1_000 + Long.parseLong(parts[1]);
  }

  @Test
  void goesOnWhereItsReaderWas() {
    List<String> jobs = new ArrayList<>(end(250));
    ResultFollower first = follow(handler);
    expectSeen(jobs);
    first.close();
    jobs.addAll(end(250));
    assertThat(log.readers()).hasSize(1);
    assertThat(log.readers().get(0).unread()).isEqualTo(250);
    assertThat(log.readers().get(0).oldestUnreadSeconds()).isPositive();

    follow(handler);
    expectSeen(jobs);
    jobs.addAll(end(250));
    expectSeen(jobs);
    until(() -> log.readers().equals(List.of(new LogReader("billing", 0, 0, 0, 0))));
    assertThat(missed).hasValue(0);
    assertThat(seen.get(0).result().value(Text.class).getValue()).matches("\\d+");
    assertThat(seen.get(0).at()).isBetween(Instant.EPOCH, Instant.now().plusSeconds(60));
  }

  @Test
  void isReadByEachReaderAtItsPace() {
    follow(handler);
    List<String> others = Collections.synchronizedList(new ArrayList<>());
    List<String> jobs = end(50);
    rig.keep(log.follow("late", each -> others.add(each.result().jobId())));
    expectSeen(jobs);
    until(() -> others.size() == 50);
    assertThat(log.readers().stream().map(LogReader::name)).containsExactly("billing", "late");
  }

  @Test
  void beginsWithWhatComesWhereThatIsAskedFor() {
    end(50);
    rig.keep(log.follow("new", Start.NEWEST, handler));
    expectSeen(end(50));
    assertThat(missed).hasValue(0);
  }

  @Test
  void isSharedByProcessesOfOneName() {
    Map<String, Integer> times = new ConcurrentHashMap<>();
    AtomicLong first = new AtomicLong();
    AtomicLong second = new AtomicLong();
    follow(each -> count(times, each, first));
    follow(each -> count(times, each, second));
    until(
        () -> {
          end(300);
          return first.get() > 0 && second.get() > 0;
        });
    until(() -> times.size() == logged());
    assertThat(times.values()).containsOnly(1);
  }

  private static void count(Map<String, Integer> times, LoggedResult each, AtomicLong own) {
    times.merge(each.result().jobId(), 1, Integer::sum);
    own.incrementAndGet();
  }

  @Test
  void showsAnEndAgainUntilItsHandlerSucceeds() {
    AtomicBoolean failed = new AtomicBoolean();
    List<String> jobs = end(30);
    follow(
        each -> {
          if (failed.compareAndSet(false, true)) {
            throw new IllegalStateException("once");
          }
          seen.add(each);
        });
    expectSeen(jobs);
  }

  /** The reader's group gives ends to a process that dies with them. */
  @SuppressWarnings("unchecked") // a generic array of one offset
  private long diesWith(Keys keys, int ends) {
    return rig.redis
        .xreadgroup(
            Consumer.from("reader:billing", "dead"),
            XReadArgs.Builder.count(ends),
            StreamOffset.lastConsumed(keys.ends()))
        .size();
  }

  @Test
  void takesOverWhatAnotherProcessLeft() {
    follow(handler).close();
    List<String> jobs = end(60);
    assertThat(diesWith(rig.keys, 5)).isEqualTo(5);

    follow(handler);
    until(() -> seen.size() == 60);
    assertThat(seen.stream().map(each -> each.result().jobId()))
        .containsExactlyInAnyOrderElementsOf(jobs);
  }

  private long trimAllBut(Keys keys, long ends) {
    return rig.redis.xtrim(keys.ends(), new XTrimArgs().maxlen(ends).exactTrimming());
  }

  @Test
  void tellsHowManyEndsAReaderHasMissed() {
    ResultFollower first = follow(handler);
    expectSeen(end(60));
    first.close();
    seen.clear();
    end(60);
    long gone = partitions().stream().mapToLong(keys -> trimAllBut(keys, 2)).sum();
    long lost = gone - 60;
    assertThat(lost).isPositive();
    LogReader out = log.readers().get(0);
    assertThat(out.out()).isEqualTo(lost);
    assertThat(out.missed()).isZero();

    ResultFollower second = follow(handler);
    until(() -> seen.size() == 6);
    assertThat(missed).hasValue(lost);
    until(() -> log.readers().equals(List.of(new LogReader("billing", 0, 0, 0, lost))));
    expectNoMore(second, lost);
  }

  /** It is told once, and counts right again the next time. */
  private void expectNoMore(ResultFollower second, long lost) {
    end(30);
    until(() -> seen.size() == 36);
    assertThat(missed).hasValue(lost);
    second.close();
    end(30);
    partitions().forEach(keys -> trimAllBut(keys, 0));
    assertThat(log.readers().get(0).out()).isEqualTo(30);
    follow(handler);
    until(() -> missed.get() == lost + 30);
    until(() -> log.readers().equals(List.of(new LogReader("billing", 0, 0, 0, lost + 30))));
    end(30);
    until(() -> seen.size() == 66);
    assertThat(missed).hasValue(lost + 30);
  }

  @Test
  void countsWhatAProcessDiedWithAndTheLogHasTrimmedSince() {
    follow(handler).close();
    end(60);
    long held = diesWith(rig.keys, 5);
    partitions().forEach(keys -> trimAllBut(keys, 0));

    follow(handler);
    until(() -> missed.get() == 60);
    until(() -> log.readers().equals(List.of(new LogReader("billing", 0, 0, 0, 60))));
    assertThat(held).isEqualTo(5);
    assertThat(seen).isEmpty();
  }

  @Test
  void isForgotten() {
    ResultFollower first = follow(handler);
    List<String> jobs = end(60);
    expectSeen(jobs);
    first.close();
    assertThat(log.remove("billing")).isTrue();
    assertThat(log.remove("billing")).isFalse();
    assertThat(log.readers()).isEmpty();
    seen.clear();
    follow(handler);
    expectSeen(jobs);
  }

  @Test
  void outlivesThatRedisLosesTheLog() {
    follow(handler);
    expectSeen(end(60));
    seen.clear();
    partitions().forEach(keys -> rig.redis.del(keys.ends()));
    expectSeen(end(60));
  }

  @Test
  void isReadPageByPage() {
    List<String> jobs = end(500);
    List<LoggedResult> read = new ArrayList<>();
    String place = log.beginning();
    ResultPage page;
    do {
      page = log.page(place, 40);
      assertThat(page.results()).hasSizeBetween(1, 40);
      read.addAll(page.results());
      place = page.next();
    } while (page.more());
    assertThat(read.stream().map(each -> each.result().jobId()))
        .containsExactlyInAnyOrderElementsOf(jobs);
    assertThat(read.stream().map(LoggedResult::at)).isSorted();
    assertThat(log.page(place, 40).results()).isEmpty();
    assertThat(log.page(place, 40).next()).isNotEmpty();

    List<String> later = end(20);
    assertThat(log.page(place, 40).results().stream().map(each -> each.result().jobId()))
        .containsExactlyInAnyOrderElementsOf(later);
    assertThat(log.readers()).isEmpty();
  }

  @Test
  void goesOnBehindEachEndOfAPage() {
    end(90);
    ResultPage page = log.page(log.beginning(), 50);
    int some = page.results().size() / 2;
    List<LoggedResult> rest = new ArrayList<>(log.page(page.cursorAfter(some), 1_000).results());
    assertThat(rest.get(0).id()).isEqualTo(page.results().get(some + 1).id());
    assertThat(rest).hasSize(90 - some - 1);
    int last = page.results().size() - 1;
    assertThat(page.cursorAfter(last)).isEqualTo(page.next());
  }

  @Test
  void isReadFromATimeOn() {
    end(30);
    Instant between =
        log.page(log.beginning(), 1_000).results().stream()
            .map(LoggedResult::at)
            .max(Instant::compareTo)
            .orElseThrow()
            .plusMillis(1);
    until(() -> Instant.now().isAfter(between));
    List<String> jobs = end(30);
    assertThat(
            log.page(log.since(between), 1_000).results().stream()
                .map(each -> each.result().jobId()))
        .containsExactlyInAnyOrderElementsOf(jobs);
    assertThat(log.page(log.since(Instant.now().plusSeconds(60)), 1_000).results()).isEmpty();
  }

  @Test
  void tellsWhatThePlaceOfAPageHasMissed() {
    end(60);
    partitions().forEach(keys -> trimAllBut(keys, 5));
    ResultPage first = log.page(log.beginning(), 1_000);
    assertThat(first.results()).hasSize(15);
    assertThat(first.missed()).as("nobody promised more").isZero();
    end(60);
    long gone = partitions().stream().mapToLong(keys -> trimAllBut(keys, 1)).sum();
    ResultPage second = log.page(first.next(), 1_000);
    assertThat(second.results()).hasSize(3);
    assertThat(second.missed()).isEqualTo(gone - 15);
    assertThat(log.page(second.next(), 1_000).missed()).isZero();
  }

  @Test
  void isReadWithoutTheDefinition() {
    List<String> jobs = end(30);
    ResultLog known = ResultLog.open(rig.link, "logged");
    assertThat(known.kept()).isEqualTo(Duration.ofDays(7));
    assertThat(known.page(known.beginning(), 1_000).results()).hasSameSizeAs(jobs);
  }

  @Test
  void saysHowToTurnItOn() {
    Pipeline<Text> without = pipeline(3).withKeptResults(Duration.ZERO);
    JobClient.connect(rig.link, without).close();
    assertThatExceptionOfType(ResultsNotKeptException.class)
        .isThrownBy(() -> ResultLog.open(rig.link, without))
        .withMessageContaining("'logged' keeps no log of results")
        .withMessageContaining("keepResults(Duration.ofDays(7))");
    assertThatExceptionOfType(ResultsNotKeptException.class)
        .isThrownBy(() -> ResultLog.open(rig.link, "logged"));
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatIllegalArgumentException().isThrownBy(() -> log.page("what", 10));
    assertThatIllegalArgumentException().isThrownBy(() -> log.page(log.beginning(), 0));
    assertThatIllegalArgumentException().isThrownBy(() -> log.page(log.beginning(), 1_001));
    assertThatIllegalArgumentException().isThrownBy(() -> log.follow("No Name", handler));
    assertThatIllegalArgumentException().isThrownBy(() -> log.remove("No Name"));
  }
}
