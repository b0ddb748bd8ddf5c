package io.streamweir.inspect;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.codec.UndecodableException;
import io.streamweir.codec.UnknownSchemaException;
import io.streamweir.pipeline.MissedFires;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.pipeline.Window;
import io.streamweir.redis.Entry;
import io.streamweir.redis.GatherStore;
import io.streamweir.redis.InboxQueries;
import io.streamweir.redis.KeyedQueries;
import io.streamweir.redis.Keys;
import io.streamweir.redis.PipelineMeta;
import io.streamweir.redis.RedisLink;
import io.streamweir.redis.ScheduleStore;
import io.streamweir.redis.SchemaHash;
import io.streamweir.redis.StoredSchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Audits the invariants of one pipeline on the live server. Reads only, and of a long inbox no more
 * than the oldest entries: 50 for their schemas, 1,000 that are pending. Thread-safe; throws {@link
 * io.streamweir.redis.RedisCallException} where Redis cannot be asked.
 */
public final class Doctor {
  private static final int SAMPLE = 1_000;
  private static final int SCHEMA_SAMPLE = 50;
  private static final Duration GATHER_LATE = Duration.ofMinutes(1);
  private static final int MOST_HELD = 1_000;

  private final RedisLink link;
  private final Pipeline<?> pipeline;
  private final Duration lease;
  private final InboxQueries queries;
  private final AvroCodec codec;

  /**
   * For this pipeline.
   *
   * @param lease the lease that its workers use
   */
  public Doctor(RedisLink link, Pipeline<?> pipeline, Duration lease) {
    this.link = link.patient();
    this.pipeline = pipeline;
    this.lease = lease;
    this.queries = new InboxQueries(this.link);
    this.codec = new AvroCodec(new SchemaCatalog(new SchemaHash(this.link)));
  }

  /**
   * Something that the audit looked at.
   *
   * @param healthy false where something is wrong
   * @param what what was found
   * @param advice what to do; empty where it is healthy
   */
  public record Finding(boolean healthy, String what, String advice) {}

  /** Looks at everything; the pipeline is healthy where all findings are. */
  public List<Finding> examine() {
    List<Finding> findings = new ArrayList<>();
    examineMeta(findings);
    for (Keys keys : link.levels(pipeline)) {
      pipeline.stages().forEach(stage -> examine(keys, stage, findings));
    }
    for (Keys keys : link.partitions(pipeline.name(), pipeline.partitions())) {
      examineSchedules(keys, findings);
      examineGathers(keys, findings);
    }
    examineWindows(findings);
    return findings;
  }

  private void examineMeta(List<Finding> findings) {
    try {
      PipelineMeta.check(link, pipeline);
      findings.add(healthy("definition of '" + pipeline.name() + "' agrees with Redis"));
    } catch (PipelineMeta.MismatchException e) {
      findings.add(wrong(String.valueOf(e.getMessage()), "deploy the same definition everywhere"));
    }
  }

  private void examineSchedules(Keys keys, List<Finding> findings) {
    List<Finding> wrong = new ArrayList<>();
    expect(keys.schedules(), "hash", wrong);
    expect(keys.fires(), "zset", wrong);
    if (wrong.isEmpty()) {
      Instant missed = Instant.ofEpochMilli(queries.now()).minus(MissedFires.AFTER);
      link.await(new ScheduleStore(link, keys).all())
          .forEach((name, stored) -> examineSchedule(name, stored, missed, wrong));
    }
    findings.addAll(wrong);
  }

  private void examineGathers(Keys keys, List<Finding> findings) {
    List<Finding> wrong = new ArrayList<>();
    expect(keys.gathers(), "zset", wrong);
    if (wrong.isEmpty()) {
      long late = queries.now() - GATHER_LATE.toMillis();
      int overdue = link.await(new GatherStore(link, keys).overdue(late, SAMPLE)).size();
      if (overdue > 0) {
        wrong.add(
            wrong(
                overdue + " splits in " + keys.gathers() + " should have been ended by now",
                "start a worker of the pipeline: it ends those that were not complete in time"));
      }
    }
    findings.addAll(wrong);
  }

  private void examineWindows(List<Finding> findings) {
    List<Finding> wrong = new ArrayList<>();
    for (Keys keys : link.partitions(pipeline.name(), pipeline.partitions())) {
      for (Window window : pipeline.windows()) {
        expect(keys.windowMark(window.name()), "hash", wrong);
        expect(keys.windowOpen(window.name()), "zset", wrong);
      }
    }
    if (wrong.isEmpty() && !pipeline.windows().isEmpty()) {
      wrong.addAll(new WindowAudit(link, pipeline).stalled());
    }
    findings.addAll(wrong);
  }

  private static void examineSchedule(
      String name, StoredSchedule stored, Instant missed, List<Finding> wrong) {
    try {
      stored.definition();
    } catch (IllegalArgumentException e) {
      wrong.add(
          wrong(
              "schedule " + name + " cannot be read: " + e.getMessage(),
              "find out who wrote it; `schedule remove` forgets it"));
    }
    Instant due = stored.due();
    if (due == null) {
      wrong.add(wrong("schedule " + name + " has no due time", "remove it and add it again"));
    } else if (!stored.paused() && due.isBefore(missed)) {
      wrong.add(
          wrong(
              "schedule " + name + " is due since " + due,
              "start a worker of the pipeline; where one runs, the first inbox is full"));
    }
  }

  private void examine(Keys keys, StageDefinition<?, ?> stage, List<Finding> findings) {
    List<Finding> wrong = new ArrayList<>();
    examineTypes(keys, stage.name(), wrong);
    if (stage.config().keys().any()) {
      examineKeyed(keys, stage.name(), wrong);
    }
    if (wrong.isEmpty()) {
      examineInbox(keys.inbox(stage.name()), wrong);
    }
    if (wrong.isEmpty()) {
      findings.add(healthy("inbox " + keys.inbox(stage.name())));
    }
    findings.addAll(wrong);
  }

  private void examineTypes(Keys keys, String stage, List<Finding> wrong) {
    expect(keys.inbox(stage), "stream", wrong);
    expect(keys.later(stage), "zset", wrong);
    expect(keys.dead(stage), "stream", wrong);
  }

  private void examineKeyed(Keys keys, String stage, List<Finding> wrong) {
    expect(keys.owner(stage), "hash", wrong);
    for (String key : List.of(keys.blocked(stage), keys.parked(stage), keys.rates(stage))) {
      expect(key, "zset", wrong);
    }
    if (!wrong.isEmpty()) {
      return;
    }
    KeyedQueries.Answer there = link.await(new KeyedQueries(link, keys, stage).ask());
    if (there.parked() > 0 && there.owner().isEmpty()) {
      wrong.add(
          wrong(
              there.parked()
                  + " entries of "
                  + there.blockedKeys()
                  + " keys wait in "
                  + keys.parked(stage)
                  + " and no worker owns the partition",
              "start a worker for this stage: it owns the partition within its lease"));
    }
  }

  private void expect(String key, String type, List<Finding> wrong) {
    String found = queries.type(key);
    if (!found.equals("none") && !found.equals(type)) {
      wrong.add(
          wrong(
              "key " + key + " holds a " + found + " where a " + type + " belongs",
              "find out who writes there; rename the key away (RENAME) and workers go on by themselves"));
    }
  }

  private void examineInbox(String inbox, List<Finding> wrong) {
    if (queries.type(inbox).equals("none")) {
      return;
    }
    if (queries.group(inbox).isEmpty()) {
      if (queries.length(inbox) > 0) {
        wrong.add(
            wrong(
                "inbox " + inbox + " holds entries but has no group",
                "start a worker: it creates the group"));
      }
      return;
    }
    examineWaiting(inbox, wrong);
    examineForeignGroups(inbox, wrong);
    examineSchemas(inbox, wrong);
    examinePending(inbox, wrong);
  }

  private void examineWaiting(String inbox, List<Finding> wrong) {
    long lag = queries.group(inbox).map(InboxQueries.Group::lag).orElse(0L);
    boolean anybody =
        queries.consumers(inbox).stream().anyMatch(c -> c.idleMillis() < lease.toMillis());
    if (lag > 0 && !anybody) {
      wrong.add(
          wrong(
              lag + " entries wait in " + inbox + " and no worker asks for them",
              "start a worker for this stage"));
    }
  }

  private void examineForeignGroups(String inbox, List<Finding> wrong) {
    for (String group : queries.groups(inbox)) {
      if (!group.equals(Keys.GROUP) && queries.heldBy(inbox, group, MOST_HELD) == MOST_HELD) {
        wrong.add(
            wrong(
                "group '"
                    + group
                    + "' on "
                    + inbox
                    + " is "
                    + MOST_HELD
                    + " entries or more behind the workers, and keeps them all from being trimmed",
                "let its program read and acknowledge, or remove it: XGROUP DESTROY "
                    + inbox
                    + " "
                    + group));
      }
    }
  }

  private void examineSchemas(String inbox, List<Finding> wrong) {
    Set<String> unknown = new LinkedHashSet<>();
    for (Entry entry : queries.peek(inbox, SCHEMA_SAMPLE)) {
      try {
        codec.typeName(entry.payload());
      } catch (UnknownSchemaException e) {
        unknown.add(String.valueOf(e.getMessage()));
      } catch (UndecodableException e) {
        // nothing to find: workers dead-letter it with its reason
      }
    }
    unknown.forEach(
        what ->
            wrong.add(
                wrong(
                    "of the "
                        + SCHEMA_SAMPLE
                        + " oldest entries of "
                        + inbox
                        + " some cannot be read: "
                        + what,
                    "start a producer of that version: it registers its schema in "
                        + link.config().namespace()
                        + ":schemas")));
  }

  private void examinePending(String inbox, List<Finding> wrong) {
    long lost = 0;
    long overdue = 0;
    String owner = "";
    for (InboxQueries.Pending pending : queries.pending(inbox, 2 * lease.toMillis(), SAMPLE)) {
      if (queries.contains(inbox, pending.id())) {
        overdue++;
        owner = pending.consumer();
      } else {
        lost++;
      }
    }
    if (overdue > 0) {
      wrong.add(
          wrong(
              overdue
                  + " entries of "
                  + inbox
                  + " have been pending beyond their lease, such as those of "
                  + owner,
              "start a worker for this stage: it takes them within its lease"));
    }
    if (lost > 0) {
      wrong.add(
          wrong(
              lost + " pending entries of " + inbox + " were deleted from the stream and are lost",
              "find out who runs XDEL or XTRIM there; a running worker clears the marks and counts them"));
    }
  }

  private static Finding healthy(String what) {
    return new Finding(true, what, "");
  }

  private static Finding wrong(String what, String advice) {
    return new Finding(false, what, advice);
  }
}
