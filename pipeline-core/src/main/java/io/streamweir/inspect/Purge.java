package io.streamweir.inspect;

import io.streamweir.codec.PayloadJson;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.internal.feature.cancel.PurgeScript;
import io.streamweir.internal.feature.cancel.PurgeScript.Named;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.redis.RedisLink;
import java.util.List;

/**
 * Ends jobs that wait, or are delayed, at a stage as cancelled: their results are stored and
 * published, their dedupe keys let go, and their gathers told, as where each is cancelled by
 * itself. Works in bounded steps. Each answers with the cursor of the next one, with which any
 * process goes on, at any time. A step is one script per place, so a step that is repeated ends
 * nothing twice. An entry that a worker was given meanwhile is left alone, and so is its job.
 *
 * <p>Workers need not run. What lies in front of the inbox, and what is delayed, is gone with the
 * step. Of the rest, workers end what they come to and call no handler: entries behind others that
 * do not match, those of keyed stages, and all of a pipeline that splits.
 *
 * <p>Thread-safe; every method throws {@link io.streamweir.redis.RedisCallException} where Redis
 * cannot be asked, and {@link IllegalArgumentException} where a cursor is none of these.
 */
public final class Purge {
  /** The cursor with which a purge begins. */
  public static final String BEGIN = "";

  private static final int MOST_AT_ONCE = 100;

  private final RedisLink link;
  private final PipelineFacts<?> pipeline;
  private final JobState state;
  private final NamedEntries entries;

  /**
   * Of these entries of a stage.
   *
   * @param state {@link JobState#WAITING}, {@link JobState#DELAYED} or {@link JobState#PARKED}
   * @throws IllegalArgumentException where there is no such stage, or the state is another one
   */
  public Purge(
      RedisLink link, PipelineFacts<?> pipeline, String stage, JobState state, JobChoice choice) {
    if (state == JobState.PENDING || state == JobState.DEAD) {
      throw new IllegalArgumentException(
          "what is " + state + " cannot be purged, only what is waiting, delayed or parked");
    }
    this.link = link.patient();
    this.pipeline = pipeline;
    this.state = state;
    PayloadJson payloads = new PayloadJson(new SchemaCatalog(new SchemaHash(this.link)));
    this.entries = new NamedEntries(this.link, pipeline, stage, state, choice, payloads);
  }

  /**
   * What a look brought.
   *
   * @param looked how many entries it has looked at
   * @param matched how many of them are of jobs that would be ended
   * @param next the cursor of the next look; empty where this was the last one
   */
  public record Count(long looked, long matched, String next) {}

  /**
   * What a step did.
   *
   * @param looked how many entries it has looked at
   * @param cancelled how many jobs it has ended as cancelled
   * @param ended how many jobs had ended before: their entries end, and the stored ends stay
   * @param entries how many entries these jobs had there
   * @param removed how many of these are gone; workers end the others
   * @param next the cursor of the next step; empty where this was the last one
   */
  public record Step(
      long looked, long cancelled, long ended, long entries, long removed, String next) {}

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

  /** Ends the jobs of up to {@code limit} entries behind a cursor, and of 100 at most. */
  public Step step(String cursor, int limit) {
    NamedEntries.Look look = entries.look(cursor, Math.min(limit, MOST_AT_ONCE));
    List<Named> found = look.found();
    if (found.isEmpty()) {
      return new Step(look.looked(), 0, 0, 0, 0, look.next());
    }
    PurgeScript script = new PurgeScript(link, look.keys(), pipeline, entries.stage());
    PurgeScript.Reply reply = script.purge(PurgeScript.Place.valueOf(state.name()), found);
    return new Step(
        look.looked(),
        reply.cancelled(),
        reply.ended(),
        found.size() - reply.gone(),
        reply.removed(),
        look.next());
  }
}
