package io.streamweir.chaos.faults;

import io.lettuce.core.ScriptOutputType;
import io.streamweir.chaos.oracle.Allowance;
import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.Waiting;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Somebody deletes an inbox: what was in it is gone, and nothing else. */
final class InboxDeleted implements Fault {
  private static final Duration BOUND = Duration.ofSeconds(3);

  /** In one step, so that it is known which entries were there. */
  private static final String DELETE =
      """
      local jobs = {}
      for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '-', '+')) do
        for k = 1, #entry[2], 2 do
          if entry[2][k] == 'j' then
            jobs[#jobs + 1] = entry[2][k + 1]
          end
        end
      end
      redis.call('DEL', KEYS[1])
      return jobs
      """;

  @Override
  public String name() {
    return "inbox-deleted";
  }

  @Override
  public String how() {
    return "DEL of an inbox under load: what was in it is lost, and no other job";
  }

  @Override
  public void strike(Field field, Extent extent) {
    Set<String> gone = new HashSet<>();
    field.allow(Allowance.losing(job -> gone.contains(job.job().jobId())));
    for (int round = 0; round < extent.of(2, 8); round++) {
      String inbox = field.inbox(round % 2 == 0 ? "work" : "split");
      List<String> jobs = field.site().redis().eval(DELETE, ScriptOutputType.MULTI, inbox);
      gone.addAll(jobs);
      field.note(jobs.size() + " entries were in the inbox when it was deleted");
      field.measured("progress after it", field.awaitProgress("work went on"), BOUND);
      Waiting.pause(Duration.ofSeconds(1));
    }
  }
}
