package io.streamweir.redis;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What else it has to do is tested where results are listened to. */
@WithRedis
class ChannelSubscriberIT {
  @Test
  void endsWithTheLinkWhereThatIsClosedFirst(RedisSpace space) throws Exception {
    ThreadGroup ours = new ThreadGroup("ours");
    RedisLink link = RedisLink.open(RedisConfig.of(space.uri()).withNamespace(space.namespace()));
    Thread caller =
        new Thread(
            ours,
            () ->
                ChannelSubscriber.subscribe(
                    link, List.of(link.keys("p", 0).results()), new RedisPubSubAdapter<>() {}));
    caller.start();
    caller.join();
    await("it listens").until(() -> listens(ours));

    link.close();

    await("it has ended").atMost(Duration.ofSeconds(20)).until(() -> !listens(ours));
  }

  private static boolean listens(ThreadGroup group) {
    Thread[] threads = new Thread[group.activeCount() + 10];
    int count = group.enumerate(threads);
    return Stream.of(threads).limit(count).anyMatch(t -> t.getName().equals("streamweir-channels"));
  }
}
