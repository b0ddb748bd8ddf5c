package io.streamweir.internal.wire;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.awaitility.Awaitility.await;

import io.streamweir.internal.entry.Keys;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
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
                    link, List.of(Keys.of(link, "p", 0).results()), new Silent()));
    caller.start();
    caller.join();
    await("it listens").atMost(PATIENCE).until(() -> listens(ours));

    link.close();

    await("it has ended").atMost(PATIENCE).until(() -> !listens(ours));
  }

  private static final class Silent implements Subscriber {
    @Override
    public void message(String channel, byte[] message) {}

    @Override
    public void subscribed(String channel) {}
  }

  private static boolean listens(ThreadGroup group) {
    Thread[] threads = new Thread[group.activeCount() + 10];
    int count = group.enumerate(threads);
    return Stream.of(threads).limit(count).anyMatch(t -> t.getName().equals("streamweir-channels"));
  }
}
