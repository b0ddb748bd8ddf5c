package io.streamweir.stages.webhook;

import static io.streamweir.testkit.Patience.PATIENCE;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.inspect.DeadLetters;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.schemas.webhook.WebhookEvent;
import io.streamweir.stages.webhook.Receiver.Received;
import io.streamweir.stages.webhook.Receiver.Reply;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers are killed in the middle of deliveries to targets that fail now and then. */
@WithRedis
@Order(1) // takes longest
class WebhookKillIT {
  private static final int EVENTS = 600;

  @TempDir private Path secrets;

  /** How many answers the targets may give, first come, first served; more requests hang. */
  private final Semaphore answers = new Semaphore(0, true);

  /** A tenth is refused at first, every 25th for good. */
  private Reply manners(Received request, long times) throws InterruptedException {
    answers.acquire();
    int number = Integer.parseInt(request.body());
    if (number % 25 == 7) {
      return new Reply(422, "", "number " + number + " is not wanted");
    }
    return Reply.of(number % 10 == 3 && times == 1 ? 503 : 200);
  }

  private ChildJvm worker(RedisSpace space) {
    ChildJvm worker =
        ChildJvm.start(WebhookWorker.class, space.uri(), space.namespace(), secrets.toString());
    worker.awaitOutput("is ready", PATIENCE);
    return worker;
  }

  @Test
  void losesNoEventGivesEachOneIdAndKeepsTheOrderPerTarget(RedisSpace space) throws Exception {
    Files.writeString(secrets.resolve("default"), Receiver.SECRET);
    Pipeline<WebhookEvent> pipeline = WebhookPipeline.pipeline(WebhookWorker.settings(secrets), 2);
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(config);
        JobClient<WebhookEvent> jobs = JobClient.connect(link, pipeline);
        Receiver one = Receiver.answering(this::manners);
        Receiver two = Receiver.answering(this::manners);
        Receiver three = Receiver.answering(this::manners)) {
      List<Receiver> receivers = List.of(one, two, three);
      List<Receipt> receipts = new ArrayList<>();
      for (int i = 0; i < EVENTS; i++) {
        WebhookEvent event =
            new WebhookEvent(receivers.get(i % 3).url("/hook"), Map.of(), "" + i, "default");
        receipts.add(jobs.submit(event));
      }
      killWorkersMeanwhile(space);
      try (ChildJvm last = worker(space)) {
        for (int i = 0; i < EVENTS; i++) {
          Result result = jobs.result(receipts.get(i)).get(Patience.SECONDS, SECONDS);
          assertThat(result)
              .as("event " + i + ", " + last.output())
              .isInstanceOf(i % 25 == 7 ? Result.Failed.class : Result.Finished.class);
        }
      }
      assertThat(new DeadLetters(link, pipeline, "deliver").list(EVENTS))
          .extracting(DeadLetters.Letter::jobId)
          .containsExactlyInAnyOrderElementsOf(
              Stream.iterate(7, i -> i < EVENTS, i -> i + 25)
                  .map(i -> receipts.get(i).jobId())
                  .toList());
      assertIds(receivers, receipts, space.namespace());
      for (Receiver receiver : receivers) {
        assertThat(receiver.received())
            .extracting(received -> Integer.valueOf(received.body()))
            .as("an event comes again, but never behind a later one")
            .isSorted();
      }
    }
  }

  /** Two at a time, so that there is always one to take over. */
  private void killWorkersMeanwhile(RedisSpace space) {
    try (ChildJvm first = worker(space);
        ChildJvm second = worker(space)) {
      answerUntilOneHangs();
      first.kill();
      try (ChildJvm third = worker(space)) {
        answerUntilOneHangs();
        second.kill();
        answerUntilOneHangs();
        third.kill();
      }
    }
    answers.release(Integer.MAX_VALUE / 2);
  }

  /** A sixth of all, and then a delivery is under way that has no answer. */
  private void answerUntilOneHangs() {
    answers.release(EVENTS / 6);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> answers.availablePermits() == 0 && answers.hasQueuedThreads());
  }

  private static void assertIds(
      List<Receiver> receivers, List<Receipt> receipts, String namespace) {
    Map<String, Set<String>> idsByBody =
        receivers.stream()
            .flatMap(receiver -> receiver.received().stream())
            .collect(
                Collectors.groupingBy(
                    Received::body, Collectors.mapping(Received::id, Collectors.toSet())));
    assertThat(idsByBody).hasSize(EVENTS);
    for (int i = 0; i < EVENTS; i++) {
      assertThat(idsByBody.get("" + i))
          .containsExactly(namespace + ":webhook/" + receipts.get(i).jobId() + "/deliver");
    }
  }
}
