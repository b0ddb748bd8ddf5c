package io.streamweir.client;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@WithRedis
@Timeout(Patience.TEST_SECONDS)
class NumberedSourceIT {
  private static final Pipeline<Text> ECHO = EchoPipeline.plain();
  private TcpProxy proxy;
  private RedisLink link;
  private RedisLink direct;

  @BeforeEach
  void open(RedisSpace space) {
    proxy = TcpProxy.to(space.server());
    RedisConfig config = RedisConfig.of(proxy.uri()).withNamespace(space.namespace());
    link = RedisLink.open(config.withCommandTimeout(Duration.ofSeconds(2)));
    direct = RedisLink.open(RedisConfig.of(space.uri()).withNamespace(space.namespace()));
  }

  @AfterEach
  void close() {
    link.close();
    direct.close();
    proxy.close();
  }

  @Test
  void addsNothingTwice() throws Exception {
    try (JobClient<Text> jobs = JobClient.connect(link, ECHO)) {
      NumberedSource<Text> first = jobs.source("file");
      assertTaken(first.submit(texts(0, 100)), 100, 0);
      assertTaken(first.submit(texts(100, 30)), 30, 0);

      NumberedSource<Text> again = jobs.source("file");
      assertTaken(again.submit(texts(0, 120)), 0, 120);
      assertTaken(again.submit(texts(120, 40)), 30, 10);
      assertTaken(jobs.source("other").submit(texts(0, 5)), 5, 0);
    }
    assertThat(inboxTexts(ECHO)).hasSize(165).startsWith("0", "1", "2").endsWith("3", "4");
  }

  @Test
  void addsDelayedJobsNotTwiceEither() throws Exception {
    SubmitOptions later = SubmitOptions.defaults().withDelay(Duration.ofHours(1));
    InboxQueries queries = new InboxQueries(direct);
    String delayed = Keys.of(direct, "echo", 0).later("echo");
    try (JobClient<Text> jobs = JobClient.connect(link, ECHO)) {
      jobs.source("file", later).submit(texts(0, 7));
      assertTaken(jobs.source("file", later).submit(texts(0, 9)), 2, 7);
      assertThat(direct.await(queries.delayed(delayed))).isEqualTo(9);
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> jobs.source("file", later.withKey("k")))
          .withMessageContaining("delay, start, durability and priority");
    }
    assertThat(inboxTexts(ECHO)).isEmpty();
  }

  @Test
  void addsNothingTwiceOverPartitions() throws Exception {
    Pipeline<Text> spread = EchoPipeline.of(3, config -> config);
    try (JobClient<Text> jobs = JobClient.connect(link, spread)) {
      jobs.source("file").submit(texts(0, 70));
      NumberedSource<Text> again = jobs.source("file");
      assertTaken(again.submit(texts(0, 50)), 0, 50);
      assertTaken(again.submit(texts(50, 50)), 30, 20);
    }
    assertThat(inboxTexts(spread))
        .containsExactlyInAnyOrderElementsOf(texts(0, 100).stream().map(Text::getValue).toList());
  }

  @Test
  void goesOnAfterACutInTheMiddle() throws Exception {
    try (JobClient<Text> jobs = JobClient.connect(link, ECHO)) {
      NumberedSource<Text> source = jobs.source("file");
      source.submit(texts(0, 1)); // the server knows the script from here on
      int submitted = 1;
      for (int batch = 0; batch < 12; batch++) {
        if (batch % 3 == 0) {
          proxy.afterNext(TcpProxy.containing("EVALSHA"), proxy::cut);
        } else if (batch % 3 == 1) {
          proxy.beforeNext(TcpProxy.containing("EVALSHA"), proxy::cut);
        }
        NumberedSource.Taken taken = source.submit(texts(1 + 50 * batch, 50));
        submitted += taken.submitted();
        assertThat(taken.duplicates()).isZero();
      }
      assertThat(submitted).isEqualTo(601);
    }
    assertThat(inboxTexts(ECHO)).isEqualTo(texts(0, 601).stream().map(Text::getValue).toList());
  }

  @Test
  void goesOnWhereAnAnswerIsLost() throws Exception {
    try (JobClient<Text> jobs = JobClient.connect(link, ECHO)) {
      NumberedSource<Text> source = jobs.source("file");
      source.submit(texts(0, 1));
      proxy.afterNext(
          TcpProxy.containing("EVALSHA"),
          () -> {
            proxy.dropReplies(true);
            proxy.beforeNext(
                TcpProxy.containing("EVALSHA"),
                () -> {
                  proxy.dropReplies(false);
                  proxy.cut();
                });
          });

      source.submit(texts(1, 20));
    }
    assertThat(inboxTexts(ECHO)).isEqualTo(texts(0, 21).stream().map(Text::getValue).toList());
  }

  @Test
  void namesTheJobsThatItAddedInTheirOrder() throws Exception {
    Pipeline<Text> spread = EchoPipeline.of(3, config -> config);
    List<String> ids;
    try (JobClient<Text> jobs = JobClient.connect(link, spread)) {
      jobs.source("file").submit(texts(0, 10));
      ids = jobs.source("file").submit(texts(0, 40)).jobIds();
    }
    assertThat(textsOf(spread, ids)).isEqualTo(texts(10, 30).stream().map(Text::getValue).toList());
  }

  @Test
  void waitsForRoomAndKeepsTheOrder() throws Exception {
    Pipeline<Text> small = EchoPipeline.of(1, config -> config.withMaxBacklog(10));
    ExecutorService thread = Executors.newSingleThreadExecutor();
    List<String> seen = new ArrayList<>();
    try (JobClient<Text> jobs = JobClient.connect(link, small);
        ManualWorker worker = new ManualWorker(direct, small)) {
      Future<NumberedSource.Taken> taken =
          thread.submit(() -> jobs.source("file").submit(texts(0, 35)));
      while (!taken.isDone() || seen.size() < 35) {
        for (Entry entry : worker.read()) {
          seen.add(worker.textOf(entry));
          worker.end(entry);
        }
      }
      assertTaken(taken.get(), 35, 0);
    } finally {
      thread.shutdownNow();
    }
    assertThat(seen).isEqualTo(texts(0, 35).stream().map(Text::getValue).toList());
  }

  @Test
  void givesUpWhereRedisStaysAwayAndCanBeBegunAnew() throws Exception {
    ClientConfig config = ClientConfig.defaults().withSubmitTimeout(Duration.ofMillis(300));
    try (JobClient<Text> jobs = JobClient.connect(link, ECHO, config)) {
      NumberedSource<Text> source = jobs.source("file");
      source.submit(texts(0, 10));
      proxy.refuse();
      proxy.cut();
      assertThatExceptionOfType(SubmitFailedException.class)
          .isThrownBy(() -> source.submit(texts(10, 10)))
          .withMessageContaining("from number 11 of source file were not added");

      proxy.accept();
      await().atMost(PATIENCE).until(link::connected);
      assertTaken(jobs.source("file").submit(texts(0, 20)), 10, 10);
    }
    assertThat(inboxTexts(ECHO)).hasSize(20);
  }

  @Test
  void saysWhereItGivesUpThatJobsMayBeThereAfterAll() throws Exception {
    ClientConfig config = ClientConfig.defaults().withSubmitTimeout(Duration.ofMillis(300));
    try (JobClient<Text> jobs = JobClient.connect(link, ECHO, config)) {
      NumberedSource<Text> source = jobs.source("file");
      source.submit(texts(0, 10));
      proxy.afterNext(
          TcpProxy.containing("EVALSHA"),
          () -> {
            proxy.refuse();
            proxy.cut();
          });

      assertThatExceptionOfType(SubmitFailedException.class)
          .isThrownBy(() -> source.submit(texts(10, 10)))
          .withMessageContaining("from number 11 of source file may not have been added");
    }
    assertThat(inboxTexts(ECHO)).as("the server was asked").hasSize(20);
  }

  @Test
  void submitsNothingOfABatchThatHoldsAPayloadTooLarge() {
    ClientConfig config = ClientConfig.defaults().withMaxPayloadBytes(100);
    try (JobClient<Text> jobs = JobClient.connect(link, ECHO, config)) {
      List<Text> inputs = List.of(new Text("a"), new Text("x".repeat(200)));
      assertThatExceptionOfType(PayloadTooLargeException.class)
          .isThrownBy(() -> jobs.source("file").submit(inputs));
      assertThatIllegalArgumentException().isThrownBy(() -> jobs.source("a b"));
    }
    assertThat(inboxTexts(ECHO)).isEmpty();
  }

  private static void assertTaken(NumberedSource.Taken taken, int submitted, int duplicates) {
    assertThat(taken.submitted()).isEqualTo(submitted);
    assertThat(taken.duplicates()).isEqualTo(duplicates);
  }

  private List<String> textsOf(Pipeline<Text> pipeline, List<String> ids) {
    Map<String, String> texts = new HashMap<>();
    for (int partition = 0; partition < pipeline.partitions(); partition++) {
      try (ManualWorker worker = new ManualWorker(direct, pipeline, partition)) {
        worker.read().forEach(entry -> texts.put(entry.jobId(), worker.textOf(entry)));
      }
    }
    return ids.stream().map(texts::get).toList();
  }

  private List<String> inboxTexts(Pipeline<Text> pipeline) {
    List<String> texts = new ArrayList<>();
    for (int partition = 0; partition < pipeline.partitions(); partition++) {
      try (ManualWorker worker = new ManualWorker(direct, pipeline, partition)) {
        worker.read().forEach(entry -> texts.add(worker.textOf(entry)));
      }
    }
    return texts;
  }

  private static List<Text> texts(int from, int count) {
    return IntStream.range(from, from + count).mapToObj(i -> new Text("" + i)).toList();
  }
}
