package io.streamweir.inspect;

import io.streamweir.codec.PayloadJson;
import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.cancel.PurgeScript.Named;
import io.streamweir.internal.feature.jobs.EntryStep;
import io.streamweir.internal.feature.jobs.InboxWalk;
import io.streamweir.internal.feature.jobs.LaterWalk;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.PipelineFacts.StageFacts;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * The entries of one state of a stage that an operator means, in bounded looks, with what scripts
 * need to change them. A walk through an inbox ends with what had arrived when it began. A cursor
 * is that of a {@link JobCursor}, a sign, and when the walk began. Thread-safe.
 */
final class NamedEntries {
  private static final int MOST_LOOKS = 1_000;

  private final RedisLink link;
  private final StageFacts stage;
  private final JobState state;
  private final JobChoice choice;
  private final PayloadJson payloads;
  private final List<Keys> levels;
  private final StepSize atOnce = new StepSize();

  NamedEntries(
      RedisLink link,
      PipelineFacts<?> pipeline,
      String stage,
      JobState state,
      JobChoice choice,
      PayloadJson payloads) {
    this.link = link;
    this.stage = stage(pipeline, stage);
    this.state = state;
    this.choice = choice;
    this.payloads = payloads;
    this.levels = Keys.levels(link, pipeline);
  }

  private static StageFacts stage(PipelineFacts<?> pipeline, String name) {
    return pipeline.stages().stream()
        .filter(stage -> stage.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "pipeline "
                        + pipeline.name()
                        + " has no stage '"
                        + name
                        + "'; it has "
                        + pipeline.stages().stream()
                            .map(StageFacts::name)
                            .collect(Collectors.joining(", "))));
  }

  StageFacts stage() {
    return stage;
  }

  /**
   * Some entries of one place.
   *
   * @param keys the place's
   * @param found those that are meant
   * @param next where to go on; empty where all were looked at
   */
  record Look(Keys keys, List<Named> found, long looked, String next) {}

  long size() {
    InboxQueries queries = new InboxQueries(link);
    return link.awaitEach(levels, keys -> size(queries, keys)).stream()
        .mapToLong(size -> size)
        .sum();
  }

  private CompletableFuture<Long> size(InboxQueries queries, Keys keys) {
    return switch (state) {
      case WAITING ->
          queries
              .group(keys.inbox(stage.name()))
              .thenCompose(
                  group ->
                      group.isEmpty()
                          ? queries.length(keys.inbox(stage.name()))
                          : CompletableFuture.completedFuture(group.get().lag()));
      case DELAYED -> queries.delayed(keys.later(stage.name()));
      default -> queries.delayed(keys.parked(stage.name()));
    };
  }

  void check(String cursor) {
    Place.parse(cursor, levels, state);
  }

  /**
   * Where a walk is.
   *
   * @param began what the newest id or the time was then, in ms since 1970; below 0 where it begins
   *     now
   */
  private record Place(JobCursor at, long began) {
    static Place parse(String cursor, List<Keys> levels, JobState state) {
      if (cursor.isEmpty()) {
        return new Place(new JobCursor(0, ""), -1);
      }
      int sign = cursor.indexOf('@');
      String began = cursor.substring(sign + 1);
      if (sign < 1 || !began.matches("\\d{1,19}")) {
        throw new IllegalArgumentException("'" + cursor + "' is no cursor of such entries");
      }
      JobCursor at = JobCursor.parse(cursor.substring(0, sign), levels, state);
      return new Place(at, Long.parseLong(began));
    }
  }

  /** Looks at entries of one place, behind a cursor, until some limit is reached. */
  Look look(String cursor, int limit) {
    Place place = Place.parse(cursor, levels, state);
    JobCursor at = place.at();
    long began = place.began() < 0 ? latest() : place.began();
    Keys keys = levels.get(at.level());
    List<Named> found = new ArrayList<>();
    long looked = 0;
    long bytes = 0;
    while (looked < MOST_LOOKS && !StepSize.isEnough(bytes)) {
      int asked = atOnce.get();
      EntryStep step = read(keys, at.position(), asked);
      long before = bytes;
      for (EntryStep.Found each : step.found()) {
        Entry entry = each.entry();
        if (state == JobState.WAITING && InboxQueries.millis(each.position()) > began) {
          return new Look(keys, found, looked, next(at, began));
        }
        looked++;
        bytes += each.name().bytes().length + (entry == null ? 0 : entry.payload().length);
        at = new JobCursor(at.level(), each.position());
        if (entry != null && choice.matches(entry, payloads)) {
          found.add(new Named(each.name(), entry));
        }
        if (found.size() >= limit) {
          return new Look(keys, found, looked, at.text(levels) + "@" + began);
        }
      }
      atOnce.heard(step.found().size(), bytes - before);
      if (step.end()) {
        return new Look(keys, found, looked, next(at, began));
      }
    }
    return new Look(keys, found, looked, at.text(levels) + "@" + began);
  }

  private String next(JobCursor at, long began) {
    String next = new JobCursor(at.level() + 1, "").text(levels);
    return next.isEmpty() ? "" : next + "@" + began;
  }

  /**
   * Now, or the time of the newest id, where a clock was set back or a server of the cluster goes
   * ahead.
   */
  private long latest() {
    InboxQueries queries = new InboxQueries(link);
    long now = queries.now();
    return state != JobState.WAITING
        ? now
        : link.awaitEach(levels, keys -> queries.lastId(keys.inbox(stage.name()))).stream()
            .mapToLong(InboxQueries::millis)
            .reduce(now, Math::max);
  }

  private EntryStep read(Keys keys, String position, int count) {
    return switch (state) {
      case WAITING -> new InboxWalk(link, keys.inbox(stage.name())).waiting(position, count);
      case DELAYED -> new LaterWalk(link, keys, stage.name()).delayed(position, count);
      default -> new LaterWalk(link, keys, stage.name()).parked(position, count);
    };
  }
}
