package io.streamweir.internal.feature.gather;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.feature.gather.GatherStore.OpenGather;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Runs {@code overdue.lua} in one partition. Thread-safe. */
public final class OverdueScript {
  private static final Script SCRIPT =
      new Script(
          "wire/checks", "entry/holding", "feature/gather/gathers", "feature/gather/overdue");

  /** What a worker needs for this. */
  public static final List<Needs> NEEDS = List.of(SCRIPT.needs());

  private final RedisLink link;
  private final Keys keys;
  private final long resultTtlMillis;

  /** For the gathers of these keys. */
  public OverdueScript(RedisLink link, Keys keys, Duration resultTtl) {
    this.link = link;
    this.keys = keys;
    this.resultTtlMillis = resultTtl.toMillis();
  }

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
    /** Nothing: somebody else was first. */
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
    GatherKeys pairs = new GatherKeys(keys);
    pairs.add(place, gather.jobId());
    parents.forEach(parent -> pairs.add(parent, gather.jobId()));
    String publish = link.connector().cluster() ? "SPUBLISH" : "PUBLISH";
    return SCRIPT
        .run(
            link.shared(),
            4 + pairs.count(),
            args -> {
              args.addKey(Call.bytes(keys.gathers())).addKey(Call.bytes(keys.cancelled()));
              args.addKey(Call.bytes(keys.results()));
              args.addKey(Call.bytes(keys.result(gather.jobId())));
              String held = gather.dedupeKey();
              args.addKey(Call.bytes(held == null ? keys.gathers() : keys.unique(held)));
              pairs.addPairsTo(args, 5);
              args.add(publish).add(Call.bytes(gather.jobId()));
              args.add(Call.bytes(place.generation())).add(resultTtlMillis);
              args.add(failure.bytes()).add(parents.size());
              for (GatherPlace parent : parents) {
                args.add(pairs.of(parent, gather.jobId()));
                args.add(Call.bytes(parent.generation())).add(parent.index());
              }
            })
        .thenApply(reply -> Ended.valueOf(Resp.text(reply.get(0))));
  }
}
