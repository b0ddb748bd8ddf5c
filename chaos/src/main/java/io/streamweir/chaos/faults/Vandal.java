package io.streamweir.chaos.faults;

import io.lettuce.core.ScriptOutputType;
import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Somebody who destroys something of inboxes under load, and the jobs that were in them then: what
 * it costs may cost no other job anything.
 */
final class Vandal {
  private static final Duration BOUND = Duration.ofSeconds(3);

  /** Sends the command and tells whose entries were there, in one step. */
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
      redis.call(unpack(ARGV))
      return jobs
      """;

  private final Set<String> victims = ConcurrentHashMap.newKeySet();

  /** Whether this job was in an inbox when something of that was destroyed. */
  boolean met(String jobId) {
    return victims.contains(jobId);
  }

  /** Sends this command, which names the inbox, and waits until work goes on. */
  void strike(Field field, String inbox, String... command) {
    List<String> jobs =
        field.site().redis().eval(DESTROY, ScriptOutputType.MULTI, new String[] {inbox}, command);
    victims.addAll(jobs);
    field.note(jobs.size() + " entries were there at " + String.join(" ", command));
    field.measured("progress after it", field.awaitProgress("work went on"), BOUND);
    Waiting.pause(Duration.ofSeconds(1));
  }
}
