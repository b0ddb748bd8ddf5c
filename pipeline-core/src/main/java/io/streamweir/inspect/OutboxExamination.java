package io.streamweir.inspect;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.internal.entry.PublishedFacts;
import io.streamweir.pipeline.Durability;
import io.streamweir.pipeline.Plural;
import io.streamweir.pipeline.UnknownPipelineException;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.ServerInfo;
import java.time.Duration;
import java.util.Locale;

/**
 * Jobs that no other pipeline takes, pipelines that cannot take what is submitted, and servers with
 * fewer replicas than must have it.
 */
final class OutboxExamination implements Examination {
  /** A worker may be started anew, and a target may be full for a moment. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Override
  public void examine(Subject subject, Findings findings) {
    subject
        .targets()
        .forEach(
            (target, listed) -> {
              check(subject, target, listed.input(), findings);
              checkReplicas(subject, target, listed.durability(), findings);
            });
  }

  /** Jobs of a server with too few replicas wait for ever, and so do jobs for it. */
  private static void checkReplicas(
      Subject subject, String target, Durability durability, Findings findings) {
    if (durability.memory()) {
      return;
    }
    try {
      new ServerInfo(subject.link())
          .nodes((address, failure) -> {}).stream()
              .filter(server -> server.replicas() < durability.replicas())
              .forEach(server -> report(server, target, durability, findings));
    } catch (RedisCallException e) {
      if (!e.code().equals(RedisCallException.NOPERM)) {
        throw e;
      }
      // what is known of servers says that this user may not ask
    }
  }

  private static void report(
      ServerInfo.Node server, String target, Durability durability, Findings findings) {
    findings.wrong(
        "jobs for pipeline '%s' wait in the outbox until %s them, and server %s has %s"
            .formatted(
                target,
                Plural.of(durability.replicas(), "replica confirms", "replicas confirm"),
                server.address(),
                server.replicas()),
        "bring the replicas back, or lower the durability in withSubmitting");
  }

  private static void check(Subject subject, String target, Class<?> job, Findings findings) {
    boolean sound = subject.sound(Keys.meta(subject.link(), target), "hash", findings);
    subject.learnTypes(subject.partitions().stream().map(keys -> keys.outbox(target)).toList());
    for (Keys keys : subject.partitions()) {
      sound &= subject.sound(keys.outbox(target), "stream", findings);
    }
    if (sound && takes(subject, target, job, findings)) {
      checkDrains(subject, target, findings);
    }
  }

  private static boolean takes(Subject subject, String target, Class<?> job, Findings findings) {
    try {
      PublishedFacts.read(subject.link(), target, job);
      return true;
    } catch (UnknownPipelineException e) {
      findings.wrong(
          "stages that submit to pipeline '" + target + "' wait: " + e.getMessage(),
          "start a worker of '" + target + "' once, or correct the name in withSubmitting");
    } catch (PipelineMeta.MismatchException e) {
      findings.wrong(
          "pipeline '" + target + "' does not take what is submitted to it: " + e.getMessage(),
          "deploy a version of '"
              + target
              + "' that reads it; what waits in the outbox stays there");
    }
    return false;
  }

  private static void checkDrains(Subject subject, String target, Findings findings) {
    var outboxes = new Inspector(subject.link(), subject.pipeline()).outboxesByPartition();
    for (int partition = 0; partition < outboxes.size(); partition++) {
      int place = partition;
      outboxes.get(partition).stream()
          .filter(outbox -> outbox.target().equals(target))
          .filter(outbox -> outbox.oldestSeconds() > PATIENCE.toSeconds())
          .forEach(outbox -> report(outbox, place, findings));
    }
  }

  private static void report(OutboxStatus outbox, int partition, Findings findings) {
    findings.wrong(
        String.format(
            Locale.ROOT,
            "%s in partition %d for pipeline '%s'; the oldest has waited for %.0f s",
            Plural.of(outbox.waiting(), "job waits", "jobs wait"),
            partition,
            outbox.target(),
            outbox.oldestSeconds()),
        "see `status -p "
            + outbox.target()
            + "`: where its first stage is full, help it; else start a worker of this pipeline,"
            + " whose log says why it cannot submit");
  }
}
