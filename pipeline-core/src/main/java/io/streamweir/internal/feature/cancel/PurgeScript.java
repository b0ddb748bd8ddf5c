package io.streamweir.internal.feature.cancel;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.EntryName;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.PipelineFacts.StageFacts;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.List;

/** Runs {@code purge.lua} for one stage at one place. Thread-safe. */
public final class PurgeScript {
  private static final Script SCRIPT =
      new Script(
          "wire/checks",
          "entry/holding",
          "entry/ends",
          "feature/cancel/cancelling",
          "feature/cancel/purge");

  /** What its caller needs for this. */
  public static final List<Needs> NEEDS = List.of(SCRIPT.needs());

  private final RedisLink link;
  private final Keys keys;
  private final PipelineFacts<?> pipeline;
  private final StageFacts stage;
  private final Cancelling cancelling;

  /** For entries of the stage at the place of these keys. */
  public PurgeScript(RedisLink link, Keys keys, PipelineFacts<?> pipeline, StageFacts stage) {
    this.link = link;
    this.keys = keys;
    this.pipeline = pipeline;
    this.stage = stage;
    this.cancelling = new Cancelling(link, keys, pipeline);
  }

  /** Where entries are that a script is given. */
  public enum Place {
    /** In the inbox. */
    WAITING,
    /** In the later set. */
    DELAYED,
    /** Behind others of their keys. */
    PARKED
  }

  /**
   * One entry.
   *
   * @param name its id in the inbox, or the member of the set
   * @param entry of a job
   */
  public record Named(EntryName name, Entry entry) {}

  /**
   * What became of the entries.
   *
   * @param cancelled jobs that were cancelled now
   * @param ended jobs that had ended before, and keep their end
   * @param gone entries that are there no longer
   * @param removed entries that were ended in this step; workers end the rest
   */
  public record Reply(long cancelled, long ended, long gone, long removed) {}

  /**
   * Cancels the jobs of these entries, and ends the entries where that needs no worker. Fails with
   * a {@link RedisCallException}; may be repeated.
   */
  public Reply purge(Place place, List<Named> entries) {
    Call args = Call.args().addKey(key(place));
    entries.forEach(each -> args.addKey(keys.result(each.entry().jobId())));
    List<String> uniques = new ArrayList<>();
    for (Named each : entries) {
      String dedupeKey = each.entry().dedupeKey();
      if (dedupeKey != null) {
        uniques.add(keys.unique(dedupeKey));
      }
    }
    uniques.forEach(args::addKey);
    cancelling.addKeys(args);
    addArguments(args, place, entries);
    cancelling.addArguments(args);
    List<Object> reply = link.await(SCRIPT.run(link.shared(), args));
    return new Reply(
        Resp.number(reply.get(0)),
        Resp.number(reply.get(1)),
        Resp.number(reply.get(2)),
        Resp.number(reply.get(3)));
  }

  private void addArguments(Call args, Place place, List<Named> entries) {
    args.add(place.name()).add(mayEnd(place) ? 1 : 0);
    args.add(Keys.GROUP).add(Keys.HANDED_BACK).add(entries.size());
    int unique = 1 + entries.size();
    for (Named each : entries) {
      Entry entry = each.entry();
      ResultMessage end = ResultMessage.cancelled(entry.jobId()).tracedBy(entry.headers());
      args.add(each.name().bytes()).add(entry.jobId()).add(end.bytes());
      args.add(entry.dedupeKey() == null ? 0 : ++unique).add(entry.holdMillis());
    }
  }

  private String key(Place place) {
    return switch (place) {
      case WAITING -> keys.inbox(stage.name());
      case DELAYED -> keys.later(stage.name());
      case PARKED -> keys.parked(stage.name());
    };
  }

  /** A gather must hear of what ends, and a keyed stage gives its entries to one owner. */
  private boolean mayEnd(Place place) {
    return pipeline.stages().stream().noneMatch(StageFacts::splits)
        && (place == Place.DELAYED || (place == Place.WAITING && !stage.keyed()));
  }
}
