package io.streamweir.worker;

import io.streamweir.internal.entry.AppendScript;
import io.streamweir.internal.entry.EntryReader;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.internal.entry.PublishedFacts;
import io.streamweir.internal.entry.Right;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.internal.feature.breaker.BreakerPresence;
import io.streamweir.internal.feature.cancel.EndCancelled;
import io.streamweir.internal.feature.chain.OutboxScript;
import io.streamweir.internal.feature.chain.SubmitJob;
import io.streamweir.internal.feature.checkpoint.CheckpointScript;
import io.streamweir.internal.feature.checkpoint.ForgetCheckpoint;
import io.streamweir.internal.feature.dedupe.HoldKey;
import io.streamweir.internal.feature.gather.GatherRule;
import io.streamweir.internal.feature.gather.GatherStore;
import io.streamweir.internal.feature.gather.OverdueScript;
import io.streamweir.internal.feature.gather.SplitScript;
import io.streamweir.internal.feature.keyed.KeyRateScript;
import io.streamweir.internal.feature.keyed.KeyedStage;
import io.streamweir.internal.feature.keyed.MembersScript;
import io.streamweir.internal.feature.keyed.Ownership;
import io.streamweir.internal.feature.keyed.TakeScript;
import io.streamweir.internal.feature.limit.LimitScript;
import io.streamweir.internal.feature.pause.PauseQueries;
import io.streamweir.internal.feature.progress.ProgressScript;
import io.streamweir.internal.feature.results.LogTrim;
import io.streamweir.internal.feature.schedule.ScheduleStore;
import io.streamweir.internal.feature.through.BuryLater;
import io.streamweir.internal.feature.window.FillRule;
import io.streamweir.internal.feature.window.WindowScripts;
import io.streamweir.internal.housekeeping.DutyScript;
import io.streamweir.internal.housekeeping.OverdueLook;
import io.streamweir.internal.housekeeping.PromoteScript;
import io.streamweir.internal.housekeeping.WorkerPresence;
import io.streamweir.internal.lane.InboxScripts;
import io.streamweir.internal.settle.SettleScript;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.ReplicatedWire;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.pipeline.ChainTarget;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.UnknownPipelineException;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether the link's user may do all that a worker does. A worker asks before it begins: one that
 * may read but not settle would do work and never be rid of it. The rooms say what they send; the
 * room of everything that a worker sends is named here.
 */
public final class WorkerRights {
  private static final Script RIGHTS = new Script("wire/checks", "wire/rights");

  /** Cold lanes share one read, of which the server asks for all inboxes at once. */
  private static final Set<String> SHARED_READS = Set.of("XREAD", "XREADGROUP");

  /** By room; a pipeline that lacks the keys of a room does not use it. */
  private static final List<List<Needs>> ROOMS =
      List.of(
          EntryReader.NEEDS,
          InboxQueries.NEEDS,
          WorkerPresence.NEEDS,
          PipelineMeta.NEEDS,
          SchemaHash.NEEDS,
          InboxScripts.NEEDS,
          PauseQueries.NEEDS,
          PromoteScript.NEEDS,
          DutyScript.NEEDS,
          OverdueLook.NEEDS,
          ScheduleStore.NEEDS,
          LimitScript.NEEDS,
          BreakerPresence.NEEDS,
          MembersScript.NEEDS,
          Ownership.NEEDS,
          TakeScript.NEEDS,
          KeyRateScript.NEEDS,
          GatherStore.NEEDS,
          SplitScript.NEEDS,
          OverdueScript.NEEDS,
          CheckpointScript.NEEDS,
          ProgressScript.NEEDS,
          WindowScripts.NEEDS,
          LogTrim.NEEDS,
          OutboxScript.NEEDS);

  /** What settlements may be sent with. */
  private static final List<List<String>> EFFECTS =
      List.of(
          HoldKey.TEXTS,
          EndCancelled.TEXTS,
          ForgetCheckpoint.TEXTS,
          GatherRule.TEXTS,
          FillRule.TEXTS,
          KeyedStage.TEXTS,
          SubmitJob.TEXTS,
          BuryLater.TEXTS);

  private final RedisLink link;
  private final Pipeline<?> pipeline;

  private WorkerRights(RedisLink link, Pipeline<?> pipeline) {
    this.link = link;
    this.pipeline = pipeline;
  }

  /**
   * Asks for every partition and priority, as each partition may be on a server with users of its
   * own.
   *
   * @throws RedisCallException with the code {@link RedisCallException#NOPERM}, which names every
   *     command that is denied, or where Redis cannot be asked
   */
  public static void check(RedisLink link, Pipeline<?> pipeline) {
    WorkerRights rights = new WorkerRights(link, pipeline);
    List<CompletableFuture<List<Right>>> answers = new ArrayList<>();
    Keys.levels(link, pipeline).forEach(keys -> answers.add(rights.denied(keys)));
    pipeline.chainTargets().keySet().forEach(name -> answers.addAll(rights.deniedAt(name)));
    List<Right> denied = rights.await(answers);
    if (!denied.isEmpty()) {
      throw rights.lacks(describe(denied), null);
    }
  }

  private List<Right> await(List<CompletableFuture<List<Right>>> answers) {
    try {
      return link.awaitAll(answers).stream().flatMap(List::stream).toList();
    } catch (RedisCallException e) {
      boolean scripts = e.code().equals(RedisCallException.NOPERM);
      throw scripts ? lacks("scripts on its keys: " + e.getMessage(), e) : e;
    }
  }

  private RedisCallException lacks(String what, @Nullable Throwable cause) {
    return new RedisCallException(
        RedisCallException.NOPERM,
        "the Redis user may not do all that a worker of '%s' does; it lacks %s"
            .formatted(pipeline.name(), what),
        cause);
  }

  private CompletableFuture<List<Right>> denied(Keys keys) {
    return denied(keys.inbox(pipeline.first().name()), rights(link, pipeline, keys));
  }

  /** The same of a pipeline to which this one submits; nothing where it has never run. */
  private List<CompletableFuture<List<Right>>> deniedAt(String target) {
    PipelineFacts<?> facts;
    try {
      facts = PublishedFacts.read(link, target);
    } catch (UnknownPipelineException | PipelineMeta.MismatchException e) {
      return List.of(); // those who submit are told
    } catch (RedisCallException e) {
      throw e.code().equals(RedisCallException.NOPERM)
          ? lacks("HGETALL on " + Keys.meta(link, target), e)
          : e;
    }
    return Keys.levels(link, facts).stream()
        .map(there -> denied(there.inbox(facts.first()), chained(link, pipeline, facts, there)))
        .toList();
  }

  private CompletableFuture<List<Right>> denied(String place, List<Right> rights) {
    Call args = Call.args().addKey(place);
    for (Right right : rights) {
      args.add(right.whole() ? right.words().size() : 0);
      right.words().forEach(word -> args.add(word));
    }
    return RIGHTS
        .run(link.shared(), args)
        .thenApply(
            positions ->
                positions.stream().map(at -> rights.get((int) Resp.number(at) - 1)).toList());
  }

  /** What a worker of the pipeline needs to work on these keys. */
  public static List<Right> rights(RedisLink link, Pipeline<?> pipeline, Keys keys) {
    WorkerKeys named = new WorkerKeys(link, pipeline, keys);
    boolean waits = pipeline.chainTargets().values().stream().anyMatch(ChainTarget::replicated);
    return rights(link, named, plus(needs(named), waits, ReplicatedWire.WAITING));
  }

  /** What it needs on these keys of a pipeline to which it submits. */
  public static List<Right> chained(
      RedisLink link, Pipeline<?> pipeline, PipelineFacts<?> target, Keys there) {
    ChainTarget listed = pipeline.chainTargets().get(target.name());
    boolean waits = listed != null && listed.replicated();
    WorkerKeys named = WorkerKeys.ofTarget(link, pipeline, target, there);
    return rights(link, named, plus(AppendScript.NEEDS, waits, ReplicatedWire.NEEDS));
  }

  private static List<Needs> plus(List<Needs> needs, boolean used, List<Needs> more) {
    return used ? Stream.concat(needs.stream(), more.stream()).toList() : needs;
  }

  private static List<Right> rights(RedisLink link, WorkerKeys named, List<Needs> needs) {
    List<Right> rights = new ArrayList<>();
    for (String name : named.names()) {
      for (String command : commands(needs, name)) {
        boolean publishes = command.equals("PUBLISH") && link.connector().cluster();
        String sent = publishes ? "SPUBLISH" : command;
        List<String> keys = named.of(name);
        if (SHARED_READS.contains(command) && !keys.isEmpty()) {
          rights.add(new Right(sent, keys));
        } else {
          keys.forEach(key -> rights.add(new Right(sent, List.of(key))));
        }
      }
    }
    for (String command : List.of("EVALSHA", "EVAL")) {
      needs.stream()
          .filter(Needs::isScript)
          .map(script -> scriptKeys(script, named))
          .distinct()
          .forEach(all -> rights.add(new Right(command, all)));
    }
    commands(needs, Needs.SERVER).forEach(command -> rights.add(new Right(command, List.of())));
    return rights;
  }

  private static List<Needs> needs(WorkerKeys named) {
    List<String> effects =
        EFFECTS.stream()
            .filter(texts -> used(SettleScript.needs(texts), named))
            .flatMap(List::stream)
            .toList();
    Stream<List<Needs>> rooms = ROOMS.stream().filter(room -> used(room, named));
    return Stream.concat(Stream.of(SettleScript.needs(effects)), rooms)
        .flatMap(List::stream)
        .toList();
  }

  private static boolean used(List<Needs> room, WorkerKeys named) {
    return room.stream()
        .flatMap(needs -> needs.commands().keySet().stream())
        .allMatch(name -> isThere(name, named));
  }

  private static boolean isThere(String name, WorkerKeys named) {
    return name.equals(Needs.SERVER) || WorkerKeys.isOptional(name) || !named.of(name).isEmpty();
  }

  private static SortedSet<String> commands(List<Needs> needs, String name) {
    SortedSet<String> commands = new TreeSet<>();
    needs.forEach(each -> commands.addAll(each.of(name)));
    return commands;
  }

  private static List<String> scriptKeys(Needs script, WorkerKeys named) {
    return script.commands().keySet().stream()
        .filter(name -> !WorkerKeys.isMadeUp(name))
        .flatMap(name -> named.of(name).stream())
        .toList();
  }

  /** Each command once, with one of the keys that it is denied on. */
  private static String describe(List<Right> denied) {
    Map<String, List<String>> places = new LinkedHashMap<>();
    denied.forEach(
        right -> places.computeIfAbsent(right.name(), n -> new ArrayList<>()).add(right.place()));
    return places.entrySet().stream()
        .map(each -> each.getKey() + where(each.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String where(List<String> places) {
    if (places.get(0).isEmpty()) {
      return "";
    }
    return " on "
        + places.get(0)
        + (places.size() == 1 ? "" : " and " + (places.size() - 1) + " more");
  }
}
