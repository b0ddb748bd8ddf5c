package io.streamweir.client;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.Headers;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.internal.housekeeping.PromoteScript;
import io.streamweir.pipeline.ChainOptions;
import io.streamweir.pipeline.Dedupe;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithRedis
class SubmitIT {
  private static final Pipeline<Text> ECHO = EchoPipeline.plain();
  private static final Duration HOUR = Duration.ofHours(1);
  private RedisLink link;

  @BeforeEach
  void open(RedisSpace space) {
    link = RedisLink.open(RedisConfig.of(space.uri()).withNamespace(space.namespace()));
  }

  @AfterEach
  void close() {
    link.close();
  }

  @Test
  void putsAJobIntoTheFirstInbox() {
    try (JobClient<Text> jobs = JobClient.connect(link, ECHO);
        ManualWorker worker = new ManualWorker(link, ECHO)) {
      long before = System.currentTimeMillis();
      Receipt receipt = jobs.submit(new Text("hello"));

      Entry entry = worker.readOne();
      assertThat(entry.jobId()).isEqualTo(receipt.jobId()).hasSize(26);
      assertThat(receipt.duplicate()).isFalse();
      assertThat(worker.textOf(entry)).isEqualTo("hello");
      assertThat(entry.submittedAt()).isBetween(before, System.currentTimeMillis());
      assertThat(entry.headers()).isNull();
    }
  }

  @Test
  void addsEachJobOfABatchAndOfManyFuturesOnce() {
    List<Text> inputs = IntStream.range(0, 3_000).mapToObj(i -> new Text("" + i)).toList();
    try (JobClient<Text> jobs = JobClient.connect(link, ECHO);
        ManualWorker worker = new ManualWorker(link, ECHO)) {
      List<Receipt> receipts = jobs.submitAll(inputs);
      List<CompletableFuture<Receipt>> futures = new ArrayList<>();
      inputs.forEach(text -> futures.add(jobs.submitAsync(text, SubmitOptions.defaults())));
      futures.forEach(CompletableFuture::join);

      List<Entry> entries = worker.read();
      assertThat(entries).hasSize(6_000);
      assertThat(entries.subList(0, 3_000))
          .extracting(Entry::jobId)
          .containsExactlyInAnyOrderElementsOf(receipts.stream().map(Receipt::jobId).toList());
      assertThat(entries.subList(3_000, 6_000))
          .extracting(worker::textOf)
          .containsExactlyInAnyOrderElementsOf(inputs.stream().map(Text::getValue).toList());
    }
  }

  @Test
  void carriesHeadersAndAJobIdOfTheClientsOwn() {
    Map<String, String> headers = Map.of("traceparent", "00-1-2", "ä&=", "any \n text");
    try (JobClient<Text> jobs = JobClient.connect(link, ECHO);
        ManualWorker worker = new ManualWorker(link, ECHO)) {
      Receipt receipt =
          jobs.submit(
              new Text("a"), SubmitOptions.defaults().withJobId("order:7").withHeaders(headers));

      assertThat(receipt.jobId()).isEqualTo("order:7");
      Entry entry = worker.readOne();
      assertThat(entry.jobId()).isEqualTo("order:7");
      assertThat(Headers.decode(entry.headers())).isEqualTo(headers);
    }
  }

  @Test
  void refusesOptionsThatMakeNoSense() {
    SubmitOptions defaults = SubmitOptions.defaults();
    assertThatIllegalArgumentException().isThrownBy(() -> defaults.withJobId("a b"));
    assertThatIllegalArgumentException().isThrownBy(() -> defaults.withDedupe("k", Duration.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> defaults.withDelay(HOUR.negated()));
  }

  @Test
  void answersADuplicateWithTheFirstJobsReceipt() {
    Pipeline<Text> spread = EchoPipeline.of(5, config -> config);
    SubmitOptions once = SubmitOptions.defaults().withDedupe("invoice 12", HOUR);
    try (JobClient<Text> jobs = JobClient.connect(link, spread)) {
      Receipt first = jobs.submit(new Text("a"), once);
      Receipt second = jobs.submit(new Text("a"), once);

      assertThat(first.duplicate()).isFalse();
      assertThat(second).isEqualTo(new Receipt(first.jobId(), first.partition(), true));
      assertThat(lengths(spread)).isEqualTo(1);
    }
  }

  @Test
  void refusesAnotherPayloadUnderADedupeKeyThatIsToStandForOne() {
    SubmitOptions once =
        SubmitOptions.defaults().withDedupe(Dedupe.within("invoice 12", HOUR).withSamePayload());
    try (JobClient<Text> jobs = JobClient.connect(link, ECHO)) {
      Receipt first = jobs.submit(new Text("a"), once);

      assertThat(jobs.submit(new Text("a"), once)).isEqualTo(new Receipt(first.jobId(), 0, true));
      assertThatExceptionOfType(DedupeConflictException.class)
          .isThrownBy(() -> jobs.submit(new Text("b"), once))
          .returns(first.jobId(), DedupeConflictException::jobId)
          .withMessageContaining("'echo'");
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> jobs.submitAsync(new Text("b"), once).get())
          .withCauseExactlyInstanceOf(DedupeConflictException.class);
      assertThat(lengths(ECHO)).isEqualTo(1);
    }
  }

  @Test
  void comparesNoPayloadWhereTheLastOneIsToCount() {
    Dedupe last = Dedupe.debounce("k", HOUR);
    assertThatIllegalArgumentException().isThrownBy(last::withSamePayload);
    Dedupe same = Dedupe.within("k", HOUR).withSamePayload();
    assertThatIllegalArgumentException().isThrownBy(() -> ChainOptions.defaults().withDedupe(same));
  }

  @Test
  void holdsADelayedJobBack() {
    try (JobClient<Text> jobs = JobClient.connect(link, ECHO)) {
      jobs.submit(new Text("a"), SubmitOptions.defaults().withDelay(Duration.ofMillis(700)));
      PromoteScript promote = new PromoteScript(link, Keys.of(link, "echo", 0), List.of("echo"));

      assertThat(lengths(ECHO)).isZero();
      assertThat(link.await(promote.run(9, 0)).moved()).isZero();
      await().atMost(PATIENCE).until(() -> link.await(promote.run(9, 0)).moved() == 1);
      assertThat(lengths(ECHO)).isEqualTo(1);
    }
  }

  @Test
  void holdsAJobBackUntilAnInstant() {
    Instant now = Instant.ofEpochMilli(new InboxQueries(link).now());
    SubmitOptions soon = SubmitOptions.defaults().withStart(now.plusMillis(700));
    try (JobClient<Text> jobs = JobClient.connect(link, ECHO)) {
      jobs.submit(new Text("a"), soon);
      jobs.submit(new Text("b"), soon.withStart(now.minusSeconds(1)));
      jobs.submit(new Text("c"), soon.withDelay(Duration.ZERO));
      PromoteScript promote = new PromoteScript(link, Keys.of(link, "echo", 0), List.of("echo"));

      assertThat(lengths(ECHO)).isEqualTo(2);
      await().atMost(PATIENCE).until(() -> link.await(promote.run(9, 0)).moved() == 1);
      assertThat(new InboxQueries(link).now()).isGreaterThanOrEqualTo(now.toEpochMilli() + 700);
    }
  }

  @Test
  void tellsThatAnInboxIsFullAndGoesOnWhereThereIsRoom() {
    Pipeline<Text> small = EchoPipeline.of(1, config -> config.withMaxBacklog(3));
    try (JobClient<Text> jobs = JobClient.connect(link, small);
        ManualWorker worker = new ManualWorker(link, small)) {
      for (int i = 0; i < 3; i++) {
        jobs.submit(new Text("" + i));
      }
      assertThatExceptionOfType(InboxFullException.class)
          .isThrownBy(() -> jobs.submit(new Text("3")))
          .withMessageContaining("stage 'echo' of pipeline 'echo' holds 3 entries");
      assertThatExceptionOfType(InboxFullException.class)
          .isThrownBy(() -> jobs.submitAll(List.of(new Text("4"), new Text("5"))));
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> jobs.submitAsync(new Text("6"), SubmitOptions.defaults()).get())
          .withCauseExactlyInstanceOf(InboxFullException.class);
      assertThat(lengths(small)).isEqualTo(3);

      worker.end(worker.readOne());

      assertThat(jobs.submit(new Text("7")).duplicate()).isFalse();
    }
  }

  @Test
  void refusesAPayloadAboveTheLimit() {
    ClientConfig config = ClientConfig.defaults().withMaxPayloadBytes(100);
    try (JobClient<Text> jobs = JobClient.connect(link, ECHO, config)) {
      jobs.submit(new Text("x".repeat(88))); // 10 bytes of header, 2 of length

      assertThatExceptionOfType(PayloadTooLargeException.class)
          .isThrownBy(() -> jobs.submit(new Text("x".repeat(89))))
          .withMessageContaining("101 bytes, more than the 100");
      assertThat(lengths(ECHO)).isEqualTo(1);
    }
  }

  @Test
  void spreadsJobsByTheirKey() {
    Pipeline<Text> spread = EchoPipeline.of(4, config -> config);
    Set<Integer> seen = new HashSet<>();
    try (JobClient<Text> jobs = JobClient.connect(link, spread)) {
      for (int i = 0; i < 50; i++) {
        seen.add(jobs.submit(new Text("a")).partition());
        assertThat(
                jobs.submit(new Text("a"), SubmitOptions.defaults().withKey("customer 7"))
                    .partition())
            .isEqualTo(spread.partitionOf("customer 7"));
      }
    }
    assertThat(seen).containsExactlyInAnyOrder(0, 1, 2, 3);
    assertThat(lengths(spread)).isEqualTo(100);
  }

  @Test
  void refusesAPipelineThatOthersDefineDifferently() {
    JobClient.connect(link, ECHO).close();

    assertThatExceptionOfType(PipelineMeta.MismatchException.class)
        .isThrownBy(() -> JobClient.connect(link, EchoPipeline.of(2, config -> config)));
  }

  private long lengths(Pipeline<?> pipeline) {
    InboxQueries queries = new InboxQueries(link);
    return Keys.partitions(link, pipeline.name(), pipeline.partitions()).stream()
        .mapToLong(keys -> link.await(queries.length(keys.inbox("echo"))))
        .sum();
  }
}
