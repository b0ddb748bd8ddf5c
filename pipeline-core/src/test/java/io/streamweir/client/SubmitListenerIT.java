package io.streamweir.client;

import static io.streamweir.client.SubmitListener.Outcome.ACCEPTED;
import static io.streamweir.client.SubmitListener.Outcome.CONFLICT;
import static io.streamweir.client.SubmitListener.Outcome.DUPLICATE;
import static io.streamweir.client.SubmitListener.Outcome.FAILED;
import static io.streamweir.client.SubmitListener.Outcome.FULL;
import static io.streamweir.client.SubmitListener.Outcome.UNCERTAIN;
import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.streamweir.pipeline.Dedupe;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What those who listen hear of every way in which submits end. */
@WithRedis
@Timeout(Patience.TEST_SECONDS)
class SubmitListenerIT {
  private static final Duration COMMAND = Duration.ofSeconds(1);
  private static final int ROOM = 10;
  private static final Pipeline<Text> SMALL =
      EchoPipeline.of(1, config -> config.withMaxBacklog(ROOM));

  private final Queue<Heard> heard = new ConcurrentLinkedQueue<>();
  private TcpProxy proxy;
  private RedisLink link;
  private RedisLink direct;

  private record Heard(SubmitListener.Outcome outcome, int jobs, Duration after) {
    String text() {
      return outcome + " " + jobs;
    }
  }

  @BeforeEach
  void open(RedisSpace space) {
    proxy = TcpProxy.to(space.server());
    RedisConfig config = RedisConfig.of(proxy.uri()).withNamespace(space.namespace());
    link = RedisLink.open(config.withCommandTimeout(COMMAND));
    direct = RedisLink.open(RedisConfig.of(space.uri()).withNamespace(space.namespace()));
    await().atMost(PATIENCE).until(link::connected);
  }

  @AfterEach
  void close() {
    link.close();
    direct.close();
    proxy.close();
  }

  private JobClient<Text> client(Pipeline<Text> pipeline, Duration submitTimeout) {
    return JobClient.connect(
        link,
        pipeline,
        ClientConfig.defaults()
            .withSubmitTimeout(submitTimeout)
            .withListener(
                (name, outcome, jobs, nanos) -> {
                  assertThat(name).isEqualTo("echo");
                  heard.add(new Heard(outcome, jobs, Duration.ofNanos(nanos)));
                }));
  }

  private List<String> texts() {
    return heard.stream().map(Heard::text).toList();
  }

  private Duration after(SubmitListener.Outcome outcome) {
    return heard.stream().filter(h -> h.outcome() == outcome).findFirst().orElseThrow().after();
  }

  private static List<Text> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> new Text("" + i)).toList();
  }

  @Test
  void hearsOfEachJobAndOfMany() {
    SubmitOptions once = SubmitOptions.defaults().withDedupe("k", Duration.ofHours(1));
    try (JobClient<Text> jobs = client(EchoPipeline.plain(), Duration.ofSeconds(5))) {
      jobs.submit(new Text("a"), once);
      jobs.submit(new Text("a"), once);
      SubmitOptions same =
          once.withDedupe(Dedupe.within("k", Duration.ofHours(1)).withSamePayload());
      assertThatExceptionOfType(DedupeConflictException.class)
          .isThrownBy(() -> jobs.submit(new Text("b"), same));
      jobs.submitAll(numbers(0, 50));
    }
    assertThat(texts())
        .containsExactly(ACCEPTED + " 1", DUPLICATE + " 1", CONFLICT + " 1", ACCEPTED + " 50");
    assertThat(heard)
        .allSatisfy(h -> assertThat(h.after()).isBetween(Duration.ofNanos(1), COMMAND));
  }

  @Test
  void hearsWhichOfManyFoundNoRoom() {
    try (JobClient<Text> jobs = client(SMALL, Duration.ofSeconds(5))) {
      assertThatExceptionOfType(InboxFullException.class)
          .isThrownBy(() -> jobs.submitAll(numbers(0, ROOM + 3)));
    }
    assertThat(texts()).containsExactlyInAnyOrder(ACCEPTED + " " + ROOM, FULL + " 3");
  }

  @Test
  void hearsThatNobodyKnows() {
    try (JobClient<Text> jobs = client(EchoPipeline.plain(), Duration.ofSeconds(5))) {
      proxy.dropReplies(true);
      assertThatExceptionOfType(SubmitUncertainException.class)
          .isThrownBy(() -> jobs.submit(new Text("a")));
    }
    assertThat(texts()).containsExactly(UNCERTAIN + " 1");
    assertThat(after(UNCERTAIN)).isGreaterThanOrEqualTo(COMMAND);
  }

  @Test
  void hearsThatRedisStayedAway() {
    Duration patience = Duration.ofMillis(300);
    try (JobClient<Text> jobs = client(EchoPipeline.plain(), patience)) {
      leave();
      assertThatExceptionOfType(SubmitFailedException.class)
          .isThrownBy(() -> jobs.submit(new Text("a")));
    }
    assertThat(texts()).containsExactly(FAILED + " 1");
    assertThat(after(FAILED)).isGreaterThanOrEqualTo(patience);
  }

  @Test
  void hearsWhatASourceAddsAndWhatWasThere() throws Exception {
    try (JobClient<Text> jobs = client(EchoPipeline.plain(), Duration.ofSeconds(5))) {
      jobs.source("s").submit(numbers(0, 30));
      NumberedSource<Text> again = jobs.source("s");
      again.submit(numbers(0, 40));
      proxy.afterNext(TcpProxy.containing("EVALSHA"), proxy::cut);
      again.submit(numbers(40, 45));
    }
    assertThat(texts())
        .as("the try whose answer was lost is none of its own")
        .containsExactly(ACCEPTED + " 30", ACCEPTED + " 10", DUPLICATE + " 30", ACCEPTED + " 5");
  }

  @Test
  void hearsOfASourceThatWaitsForRoomOnce() throws Exception {
    try (JobClient<Text> jobs = client(SMALL, Duration.ofSeconds(10));
        ManualWorker worker = new ManualWorker(direct, SMALL)) {
      CompletableFuture<NumberedSource.Taken> taken =
          CompletableFuture.supplyAsync(() -> submit(jobs.source("s"), ROOM + 5));
      await().atMost(PATIENCE).until(() -> heard.size() == 2);
      await()
          .atMost(PATIENCE)
          .pollDelay(Duration.ofMillis(250))
          .until(() -> !taken.isDone()); // refused again
      worker.read().forEach(worker::end);
      assertThat(taken.get().submitted()).isEqualTo(15);
    }
    assertThat(texts()).startsWith(ACCEPTED + " " + ROOM, FULL + " 5");
    assertThat(heard.stream().skip(2))
        .as("the others, as room was made for them")
        .allSatisfy(h -> assertThat(h.outcome()).isEqualTo(ACCEPTED));
    assertThat(heard.stream().skip(2).mapToInt(Heard::jobs).sum()).isEqualTo(5);
  }

  private static NumberedSource.Taken submit(NumberedSource<Text> source, int count) {
    try {
      return source.submit(numbers(0, count));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void hearsThatASourceGaveUp() {
    try (JobClient<Text> jobs = client(EchoPipeline.plain(), Duration.ofMillis(300))) {
      NumberedSource<Text> source = jobs.source("s");
      leave();
      assertThatExceptionOfType(SubmitFailedException.class)
          .isThrownBy(() -> source.submit(numbers(0, 7)));
    }
    assertThat(texts()).containsExactly(FAILED + " 7");
  }

  private void leave() {
    proxy.refuse();
    proxy.cut();
    await().atMost(PATIENCE).until(() -> !link.connected());
  }
}
