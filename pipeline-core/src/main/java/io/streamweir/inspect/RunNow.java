package io.streamweir.inspect;

import io.streamweir.codec.PayloadJson;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.internal.entry.EntryName;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.internal.feature.cancel.PurgeScript.Named;
import io.streamweir.internal.feature.jobs.LaterEntries;
import io.streamweir.internal.feature.runnow.RunNowScript;
import io.streamweir.internal.feature.runnow.RunNowScript.Parked;
import io.streamweir.pipeline.JobId;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.PipelineFacts.StageFacts;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes delayed entries of a stage due at once, in bounded steps. Each answers with the cursor of
 * the next one. An entry keeps its attempt's number. At a keyed stage, an entry that is parked goes
 * on where it is the first of its key, and those behind it follow in their order. A step that is
 * repeated does nothing twice.
 *
 * <p>Thread-safe; every method throws {@link io.streamweir.redis.RedisCallException} where Redis
 * cannot be asked, and {@link IllegalArgumentException} where a cursor is none of these.
 */
public final class RunNow {
  /** The cursor with which it begins. */
  public static final String BEGIN = "";

  private static final int MOST_AT_ONCE = 200;

  private final RedisLink link;
  private final String stage;
  private final JobState state;
  private final NamedEntries entries;

  /**
   * For these entries of a stage.
   *
   * @param state {@link JobState#DELAYED} or {@link JobState#PARKED}
   * @throws IllegalArgumentException where there is no such stage, or the state is another one
   */
  public RunNow(
      RedisLink link, PipelineFacts<?> pipeline, String stage, JobState state, JobChoice choice) {
    if (state != JobState.DELAYED && state != JobState.PARKED) {
      throw new IllegalArgumentException("what is " + state + " waits for no time");
    }
    this.link = link.patient();
    this.stage = stage;
    this.state = state;
    PayloadJson payloads = new PayloadJson(new SchemaCatalog(new SchemaHash(this.link)));
    this.entries = new NamedEntries(this.link, pipeline, stage, state, choice, payloads);
  }

  /**
   * What a look brought.
   *
   * @param looked how many entries it has looked at
   * @param matched how many of them are meant
   * @param next the cursor of the next look; empty where this was the last one
   */
  public record Count(long looked, long matched, String next) {}

  /**
   * What a step did.
   *
   * @param looked how many entries it has looked at
   * @param earlier how many are due earlier than before
   * @param behind how many wait behind another entry of their key, and go on waiting
   * @param next the cursor of the next step; empty where this was the last one
   */
  public record Step(long looked, long earlier, long behind, String next) {}

  /**
   * Complains of a text that is no cursor of these entries.
   *
   * @throws IllegalArgumentException where it is none
   */
  public void check(String cursor) {
    entries.check(cursor);
  }

  /** How many entries there are, whether they match or not. */
  public long size() {
    return entries.size();
  }

  /** Looks at some hundreds of entries behind a cursor, and changes nothing. */
  public Count count(String cursor) {
    NamedEntries.Look look = entries.look(cursor, Integer.MAX_VALUE);
    return new Count(look.looked(), look.found().size(), look.next());
  }

  /** Makes up to {@code limit} entries behind a cursor due, and 200 at most. */
  public Step step(String cursor, int limit) {
    NamedEntries.Look look = entries.look(cursor, Math.min(limit, MOST_AT_ONCE));
    if (look.found().isEmpty()) {
      return new Step(look.looked(), 0, 0, look.next());
    }
    RunNowScript script = new RunNowScript(link, look.keys(), stage);
    RunNowScript.Reply reply =
        state == JobState.DELAYED
            ? script.delayed(look.found().stream().map(Named::name).toList())
            : script.parked(
                look.found().stream()
                    .map(each -> new Parked(each.name(), each.entry().key()))
                    .toList());
    return new Step(look.looked(), reply.earlier(), reply.behind(), look.next());
  }

  /**
   * Makes the delayed and parked entries of a job due, in all stages and partitions. Has Redis look
   * at a million of each kind at most.
   *
   * @throws IllegalArgumentException where it can be nobody's job id
   */
  public static Step job(RedisLink given, PipelineFacts<?> pipeline, String jobId) {
    JobId.check(jobId);
    RedisLink link = given.patient();
    long looked = 0;
    long earlier = 0;
    long behind = 0;
    for (Keys keys : Keys.levels(link, pipeline)) {
      for (StageFacts stage : pipeline.stages()) {
        Step step = job(link, keys, stage.name(), jobId);
        looked += step.looked();
        earlier += step.earlier();
        behind += step.behind();
      }
    }
    return new Step(looked, earlier, behind, "");
  }

  private static Step job(RedisLink link, Keys keys, String stage, String jobId) {
    List<EntryName> delayed = new ArrayList<>();
    List<Parked> parked = new ArrayList<>();
    for (LaterEntries.Waiting each : new LaterEntries(link, keys, stage).ofJob(jobId)) {
      if (each.dueMillis() < 0) {
        parked.add(new Parked(each.member(), each.entry().key()));
      } else {
        delayed.add(each.member());
      }
    }
    RunNowScript script = new RunNowScript(link, keys, stage);
    RunNowScript.Reply none = new RunNowScript.Reply(0, 0, 0);
    RunNowScript.Reply one = delayed.isEmpty() ? none : script.delayed(delayed);
    RunNowScript.Reply other = parked.isEmpty() ? none : script.parked(parked);
    return new Step(
        delayed.size() + parked.size(),
        one.earlier() + other.earlier(),
        one.behind() + other.behind(),
        "");
  }
}
