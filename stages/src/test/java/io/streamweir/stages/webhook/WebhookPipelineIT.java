package io.streamweir.stages.webhook;

import static io.streamweir.testkit.Patience.PATIENCE;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.inspect.DeadLetters;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.schemas.webhook.DeliveryReceipt;
import io.streamweir.schemas.webhook.WebhookEvent;
import io.streamweir.stages.webhook.Receiver.Received;
import io.streamweir.stages.webhook.Receiver.Reply;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@WithRedis
class WebhookPipelineIT {
  private static final WebhookSettings SETTINGS =
      WebhookSettings.defaults()
          .withAllowed(List.of("127.0.0.1"))
          .withSecrets(WebhookSecrets.of(Map.of("default", List.of(secret()))))
          .withBackoff(Backoff.fixed(Duration.ofMillis(20)))
          .withCircuitOpen(Duration.ofMillis(50))
          .withTimeout(Duration.ofSeconds(5))
          .withMaxAttempts(4);

  private static SigningSecret secret() {
    return SigningSecret.parse(Receiver.SECRET);
  }

  private static WebhookEvent event(String target, String body) {
    return new WebhookEvent(target, Map.of(), body, "default");
  }

  /** A worker, a client, and the dead letters. */
  private record Rig(
      RedisLink link,
      Deliver deliver,
      Worker worker,
      JobClient<WebhookEvent> jobs,
      DeadLetters dead)
      implements AutoCloseable {
    static Rig on(RedisSpace space, WebhookSettings settings) {
      Deliver deliver = new Deliver(settings);
      Pipeline<WebhookEvent> pipeline = WebhookPipeline.pipeline(settings, 1, deliver);
      RedisLink link = RedisLink.open(RedisConfig.of(space.uri()).withNamespace(space.namespace()));
      return new Rig(
          link,
          deliver,
          Worker.start(link, pipeline),
          JobClient.connect(link, pipeline),
          new DeadLetters(link, pipeline, "deliver"));
    }

    Receipt submit(WebhookEvent event) {
      return jobs.submit(event);
    }

    DeliveryReceipt delivered(Receipt receipt) throws Exception {
      return result(receipt).value(DeliveryReceipt.class);
    }

    Result.Failed failed(Receipt receipt) throws Exception {
      return (Result.Failed) result(receipt);
    }

    private Result result(Receipt receipt) throws Exception {
      return jobs.result(receipt).get(Patience.SECONDS, SECONDS);
    }

    @Override
    public void close() {
      jobs.close();
      worker.close();
      deliver.close();
      link.close();
    }
  }

  @Test
  void deliversSignedAndSaysSo(RedisSpace space) throws Exception {
    try (Receiver receiver = Receiver.answering((request, times) -> new Reply(201, "", "thanks"));
        Rig rig = Rig.on(space, SETTINGS)) {
      Receipt receipt = rig.submit(event(receiver.url("/a"), "{\"ü\":1}"));
      DeliveryReceipt delivered = rig.delivered(receipt);
      String id = space.namespace() + ":webhook/" + receipt.jobId() + "/deliver";
      assertThat(receiver.received())
          .containsExactly(new Received("/a", id, "{\"ü\":1}", "application/json"));
      assertThat(delivered.getId()).isEqualTo(id);
      assertThat(delivered.getStatus()).isEqualTo(201);
      assertThat(delivered.getAttempt()).isEqualTo(1);
      assertThat(delivered.getAnswer()).isEqualTo("thanks");
      assertThat(receiver.url("/")).startsWith(delivered.getTarget());
    }
  }

  @Test
  void triesAgainWithTheSameIdUntilItIsTaken(RedisSpace space) throws Exception {
    List<Integer> statuses = List.of(503, 429, 408);
    try (Receiver receiver =
            Receiver.answering(
                (request, times) -> Reply.of(times <= 3 ? statuses.get((int) times - 1) : 200));
        Rig rig = Rig.on(space, SETTINGS)) {
      DeliveryReceipt delivered = rig.delivered(rig.submit(event(receiver.url("/"), "{}")));
      assertThat(delivered.getAttempt()).isEqualTo(4);
      assertThat(receiver.received()).hasSize(4);
      assertThat(ids(receiver)).containsExactly(delivered.getId());
    }
  }

  @Test
  void waitsAsLongAsItIsAskedTo(RedisSpace space) throws Exception {
    try (Receiver receiver =
            Receiver.answering(
                (request, times) -> times == 1 ? new Reply(429, "1", "") : Reply.of(204));
        Rig rig = Rig.on(space, SETTINGS)) {
      long begun = System.nanoTime();
      rig.delivered(rig.submit(event(receiver.url("/"), "{}")));
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(1));
    }
  }

  @Test
  void deadLettersTellOfTheLastAnswerAndAReplayHasTheSameId(RedisSpace space) throws Exception {
    AtomicBoolean better = new AtomicBoolean();
    try (Receiver receiver =
            Receiver.answering(
                (request, times) ->
                    better.get() ? Reply.of(200) : new Reply(410, "", "this hook is gone"));
        Rig rig = Rig.on(space, SETTINGS)) {
      Receipt receipt = rig.submit(event(receiver.url("/"), "{}"));
      Result.Failed failed = rig.failed(receipt);
      assertThat(failed.reason()).isEqualTo("rejected");
      assertThat(failed.attempts()).isEqualTo(1);
      assertThat(failed.error())
          .isEqualTo("the target answered with status 410: this hook is gone");
      assertThat(rig.dead().list(10)).hasSize(1);
      better.set(true);
      assertThat(rig.dead().replayAll()).isEqualTo(1);
      Awaitility.await().atMost(PATIENCE).until(() -> receiver.received().size() == 2);
      assertThat(ids(receiver)).hasSize(1);
    }
  }

  @Test
  void givesUpAfterTheLastAttempt(RedisSpace space) throws Exception {
    try (Receiver receiver =
            Receiver.answering((request, times) -> new Reply(500, "", "try " + times));
        Rig rig = Rig.on(space, SETTINGS)) {
      Result.Failed failed = rig.failed(rig.submit(event(receiver.url("/"), "{}")));
      assertThat(failed.reason()).isEqualTo("attempts");
      assertThat(failed.error()).isEqualTo("the target answered with status 500: try 4");
      assertThat(receiver.received()).hasSize(4);
    }
  }

  @Test
  void refusesWhatMayNotBeDelivered(RedisSpace space) throws Exception {
    try (Receiver receiver = Receiver.answering((request, times) -> Reply.of(200));
        Rig rig = Rig.on(space, SETTINGS.withAllowed(List.of()))) {
      WebhookEvent injecting = event("https://example.com/", "{}");
      injecting.setHeaders(Map.of("X", "a\r\nHost: b"));
      WebhookEvent escaping = event("https://example.com/", "{}");
      escaping.setSecret("../default");
      assertThat(errorOf(rig, event(receiver.url("/"), "{}"))).contains("not a public address");
      assertThat(errorOf(rig, event("http://[::ffff:7f00:1]/", "{}"))).contains("not a public");
      assertThatThrownBy(() -> rig.submit(event("http://2130706433/", "{}")))
          .hasMessageContaining("no name");
      assertThatThrownBy(() -> rig.submit(event("ftp://example.com/", "{}")))
          .hasMessageContaining("http or https");
      assertThat(errorOf(rig, injecting)).contains("printable ASCII");
      assertThat(errorOf(rig, escaping)).contains("a secret's name");
      assertThat(receiver.received()).isEmpty();
    }
  }

  private static String errorOf(Rig rig, WebhookEvent event) throws Exception {
    Result.Failed failed = rig.failed(rig.submit(event));
    assertThat(failed.reason()).isEqualTo("rejected");
    assertThat(failed.attempts()).isEqualTo(1);
    return failed.error();
  }

  @Test
  void givesUpSoonWithoutASecret(RedisSpace space) throws Exception {
    WebhookEvent event = event("http://127.0.0.1:1/", "{}");
    event.setSecret("unknown");
    try (Rig rig = Rig.on(space, SETTINGS.withMaxAttempts(9))) {
      Result.Failed failed = rig.failed(rig.submit(event));
      assertThat(failed.error()).isEqualTo("there is no secret 'unknown'");
      assertThat(failed.attempts()).isEqualTo(5);
    }
  }

  @Test
  void leavesATargetAloneThatIsAwayAndCountsNoAttemptMeanwhile(RedisSpace space) throws Exception {
    AtomicBoolean back = new AtomicBoolean();
    WebhookSettings unordered =
        SETTINGS.withOrdered(false).withMaxAttempts(20).withCircuitOpen(Duration.ofMillis(300));
    try (Receiver receiver =
            Receiver.answering((request, times) -> Reply.of(back.get() ? 200 : 503));
        Rig rig = Rig.on(space, unordered)) {
      List<Receipt> receipts = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        receipts.add(rig.submit(event(receiver.url("/"), "{\"n\":" + i + "}")));
      }
      long begun = System.nanoTime();
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> System.nanoTime() - begun > Duration.ofSeconds(2).toNanos());
      assertThat(receiver.received())
          .as("50 events with 20 ms between attempts would be 5,000 requests by now")
          .hasSizeLessThan(200);
      back.set(true);
      for (Receipt receipt : receipts) {
        assertThat(rig.delivered(receipt).getStatus()).isEqualTo(200);
      }
      assertThat(ids(receiver)).hasSize(50);
    }
  }

  @Test
  void anEventThatFailsHoldsUpThoseOfItsTargetAndNoOthers(RedisSpace space) throws Exception {
    AtomicBoolean better = new AtomicBoolean();
    try (Receiver failing =
            Receiver.answering(
                (request, times) ->
                    Reply.of(request.body().equals("0") && !better.get() ? 503 : 200));
        Receiver other = Receiver.answering((request, times) -> Reply.of(200));
        Rig rig = Rig.on(space, SETTINGS.withMaxAttempts(1_000))) {
      List<Receipt> held = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        held.add(rig.submit(event(failing.url("/" + i), "" + i)));
        rig.delivered(rig.submit(event(other.url("/"), "" + i)));
      }
      assertThat(failing.received()).extracting(Received::body).containsOnly("0");
      better.set(true);
      for (Receipt receipt : held) {
        rig.delivered(receipt);
      }
      List<String> bodies = failing.received().stream().map(Received::body).distinct().toList();
      assertThat(bodies).isEqualTo(IntStream.range(0, 10).mapToObj(i -> "" + i).toList());
      assertThat(failing.received()).extracting(Received::body).isSorted();
    }
  }

  @Test
  void keepsToTheRateOfEachTarget(RedisSpace space) throws Exception {
    RateLimit tenPerSecond = RateLimit.of(10, Duration.ofSeconds(1));
    try (Receiver one = Receiver.answering((request, times) -> Reply.of(200));
        Receiver two = Receiver.answering((request, times) -> Reply.of(200));
        Rig rig = Rig.on(space, SETTINGS.withRatePerTarget(tenPerSecond))) {
      long begun = System.nanoTime();
      List<Receipt> receipts = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        receipts.add(rig.submit(event(one.url("/"), "" + i)));
        receipts.add(rig.submit(event(two.url("/"), "" + i)));
      }
      for (Receipt receipt : receipts) {
        rig.delivered(receipt);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .as("15 after the first, one every 100 ms, both targets side by side")
          .isGreaterThan(Duration.ofMillis(1_400));
    }
  }

  private static Set<String> ids(Receiver receiver) {
    return receiver.received().stream().map(Received::id).collect(Collectors.toSet());
  }
}
