package io.streamweir.internal.feature.gather;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.ResultKeeping;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.feature.gather.GatherStore.OpenGather;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Runs {@code overdue.lua} in one partition. Thread-safe. */
public record OverdueScript(RedisLink link, Keys keys, ResultKeeping keeping) {
  private static final Script SCRIPT =
      new Script(
          "wire/checks",
          "entry/ends",
          "entry/holding",
          "feature/gather/gathers",
          "feature/gather/overdue");

  /** What a worker needs for this. */
  public static final List<Needs> NEEDS = List.of(SCRIPT.needs());

  private static final int FIRST_PARENT = 9; // place of its state among the keys

  /** What became of an overdue gather. */
  public enum Ended {
    /** It has fired with what there is. */
    GATHERED,
    /** It has failed, and with it the job or a part of another gather. */
    FAILED,
    /** Its job was cancelled. */
    CANCELLED,
    /** Nothing: it is not overdue after all, or has begun anew. */
    EARLY,
    /** Nothing: another worker was first. */
    GONE
  }

  /**
   * Ends a gather that is overdue. Fails with a {@link RedisCallException}; may be repeated.
   *
   * @param gather as it was read
   * @param place its place; its generation is the one that was read
   * @param parents the gathers that it is a part of, innermost first
   * @param failure what the job fails with, or lists in another gather
   */
  public CompletableFuture<Ended> end(
      OpenGather gather, GatherPlace place, List<GatherPlace> parents, ResultMessage failure) {
    String job = gather.jobId();
    String publish = link.connector().cluster() ? "SPUBLISH" : "PUBLISH";
    Call args = Call.args().addKey(keys.gathers()).addKey(keys.cancelled());
    args.addKey(keys.results()).addKey(keys.result(job));
    String held = gather.dedupeKey();
    args.addKey(held == null ? keys.gathers() : keys.unique(held));
    args.addKey(keeping.logs() ? keys.ends() : keys.gathers());
    addKeys(args, place, job);
    parents.forEach(parent -> addKeys(args, parent, job));
    args.add(publish).add(job).add(place.generation());
    args.add(keeping.stored().toMillis()).add(failure.bytes());
    args.add(keeping.logged().toMillis()).add(parents.size());
    int state = FIRST_PARENT;
    for (GatherPlace parent : parents) {
      args.add(state).add(parent.generation()).add(parent.index());
      state += 2;
    }
    args.add(keeping.channels());
    return SCRIPT
        .run(link.shared(), args)
        .thenApply(reply -> Ended.valueOf(Resp.text(reply.get(0))));
  }

  private void addKeys(Call args, GatherPlace of, String jobId) {
    args.addKey(keys.gather(of.split(), of.path(), jobId)).addKey(keys.inbox(of.gather()));
  }
}
