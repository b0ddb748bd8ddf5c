package io.streamweir.internal.feature.keyed;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ScriptOutputType;
import io.streamweir.inspect.Doctor;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Somebody destroys what an ordered key waits for: later jobs of the key are handled all the same.
 */
@WithRedis
class ForsakenKeysIT {
  private static final FailurePolicy SOON =
      FailurePolicy.attempts(3, Backoff.fixed(Duration.ofMillis(20)));

  @ParameterizedTest
  @ValueSource(strings = {"inbox", "blocked", "parked", "owner"})
  void handlesLaterJobsOfTheKey(String destroyed, RedisSpace space) throws Exception {
    Queue<String> handled = new ConcurrentLinkedQueue<>();
    CountDownLatch second = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    try (Rig rig =
        Rig.on(
            space,
            Keyed.pipeline(
                1,
                (text, context) -> {
                  if (text.getValue().equals("a 0")) {
                    if (context.attempt() == 1) {
                      throw new IllegalStateException("fails once");
                    }
                    second.countDown();
                    free.await();
                  }
                  handled.add(text.getValue());
                  return Outcome.forward(text);
                },
                config -> config.withOrder().withFailure(SOON)))) {
      rig.worker(new Ledger(), config -> config.withStages(Set.of(Keyed.WORK)));
      Keyed.submit(rig, "a", 0).join();
      second.await();
      Keyed.submit(rig, "a", 1).join();

      rig.redis.del(
          switch (destroyed) {
            case "inbox" -> rig.keys.inbox(Keyed.WORK);
            case "blocked" -> rig.keys.blocked(Keyed.WORK);
            case "parked" -> rig.keys.parked(Keyed.WORK);
            default -> rig.keys.owner(Keyed.WORK);
          });
      free.countDown();
      Keyed.submit(rig, "a", 2).join();

      until(() -> handled.contains("a 2"));
      until(() -> findings(rig).isEmpty());
    }
  }

  @Test
  void theDoctorNamesTheJobThatItsKeyWaitsFor(RedisSpace space) throws Exception {
    try (Rig rig =
        Rig.on(space, Keyed.pipeline(1, (text, c) -> Outcome.forward(text), c -> c.withOrder()))) {
      long now = Long.parseLong(rig.redis.time().get(0)) * 1000;
      park(rig, now - 300_000, "'j', 'job-1', 't', '1', 'k', 'a', 'a', '3', 'e', 'no address'");
      park(rig, now - 290_000, "'j', 'job-2', 't', '1', 'k', 'a'");
      rig.redis.zadd(rig.keys.blocked(Keyed.WORK), now + 3_600_000.0, "a");
      assertThat(remarks(rig)).as("no worker owns the partition, which is worse").isEmpty();

      rig.redis.hset(rig.keys.owner(Keyed.WORK), "worker", "someone");

      assertThat(remarks(rig))
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.what())
                    .contains(
                        "has been stuck for 5 minutes behind job job-1, which failed 2 times:"
                            + " no address; 2 entries are parked there");
                assertThat(finding.advice()).contains("`cancel job-1`");
              });
    }
  }

  private static List<Doctor.Finding> remarks(Rig rig) {
    return new Doctor(rig.link, rig.pipeline, Duration.ofSeconds(1))
        .examine().stream()
            .filter(finding -> finding.what().startsWith("key a of stage " + Keyed.WORK))
            .toList();
  }

  /** An entry of the key "a" that arrived then, as the engine parks it. */
  private static void park(Rig rig, long arrived, String fields) {
    String digest = "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"; // of the key "a"
    rig.redis.eval(
        "return redis.call('ZADD', KEYS[1], 0, ARGV[1] .. cmsgpack.pack({" + fields + "}))",
        ScriptOutputType.INTEGER,
        new String[] {rig.keys.parked(Keyed.WORK)},
        digest + String.format(Locale.ROOT, "%020d%020d", arrived, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"inbox", "blocked"})
  void theDoctorNamesTheKey(String destroyed, RedisSpace space) throws Exception {
    try (Rig rig =
        Rig.on(space, Keyed.pipeline(1, (text, c) -> Outcome.forward(text), c -> c.withOrder()))) {
      String digest = "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"; // of the key "a"
      rig.redis.zadd(rig.keys.parked(Keyed.WORK), 0, digest + "0".repeat(40));
      rig.redis.hset(rig.keys.owner(Keyed.WORK), "worker", "someone");
      if (destroyed.equals("inbox")) {
        rig.redis.zadd(rig.keys.blocked(Keyed.WORK), -1_700_000_000_000_000.0, "a");
      }

      assertThat(findings(rig))
          .anyMatch(
              what ->
                  what.contains(
                      destroyed.equals("inbox")
                          ? "1 key of " + rig.keys.inbox(Keyed.WORK) + " waits for entries that are"
                          : "1 entry waits in " + rig.keys.parked(Keyed.WORK)));
    }
  }

  private static List<String> findings(Rig rig) {
    return new Doctor(rig.link, rig.pipeline, Duration.ofSeconds(10))
        .examine().stream()
            .filter(finding -> !finding.healthy())
            .map(Doctor.Finding::what)
            .filter(what -> !what.contains("inbox:" + Keyed.LOG))
            .toList();
  }
}
