package io.streamweir.chaos.faults;

import io.lettuce.core.ScriptOutputType;
import io.streamweir.chaos.oracle.Allowance;
import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.Waiting;
import io.streamweir.redis.Keys;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Somebody destroys a consumer group, and with it the knowledge of what was settled: entries that
 * are still in the stream are handled again.
 */
final class GroupDestroyed implements Fault {
  private static final Duration BOUND = Duration.ofSeconds(3);

  /** In one step, so that it is known which entries were there. */
  private static final String DESTROY =
      """
      local jobs = {}
      for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '-', '+')) do
        for k = 1, #entry[2], 2 do
          if entry[2][k] == 'j' then
            jobs[#jobs + 1] = entry[2][k + 1]
          end
        end
      end
      redis.call('XGROUP', 'DESTROY', KEYS[1], ARGV[1])
      return jobs
      """;

  @Override
  public String name() {
    return "group-destroyed";
  }

  @Override
  public String how() {
    return "XGROUP DESTROY of a stage's group under load: nothing is lost; entries that were settled"
        + " and not trimmed yet are handled again, and no others";
  }

  @Override
  public void strike(Field field, Extent extent) {
    Set<String> there = new HashSet<>();
    field.allow(Allowance.repeating(job -> there.contains(job.job().jobId())));
    for (int round = 0; round < extent.of(2, 8); round++) {
      String inbox = field.inbox(round % 2 == 0 ? "work" : "total");
      List<String> jobs =
          field
              .site()
              .redis()
              .eval(DESTROY, ScriptOutputType.MULTI, new String[] {inbox}, Keys.GROUP);
      there.addAll(jobs);
      field.note(jobs.size() + " entries were in the stream when its group was destroyed");
      field.measured("progress after it", field.awaitProgress("work went on"), BOUND);
      Waiting.pause(Duration.ofSeconds(1));
    }
  }
}
