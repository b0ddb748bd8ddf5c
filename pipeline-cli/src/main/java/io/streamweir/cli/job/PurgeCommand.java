package io.streamweir.cli.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.found.StageFilter;
import io.streamweir.cli.option.PipelineOption;
import io.streamweir.cli.option.StateConverter;
import io.streamweir.cli.session.KnownPipelines;
import io.streamweir.cli.session.Operator;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.steps.Confirmation;
import io.streamweir.cli.steps.SteppedWork;
import io.streamweir.cli.text.ShellWords;
import io.streamweir.http.core.Json;
import io.streamweir.http.operation.Stepping.Advance;
import io.streamweir.inspect.AuditedChange;
import io.streamweir.inspect.JobState;
import io.streamweir.inspect.Purge;
import io.streamweir.inspect.Purge.Count;
import io.streamweir.inspect.Purge.Step;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.Plural;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code purge}: jobs that wait at a stage end as cancelled. */
@Command(
    name = "purge",
    description = {
      "Ends the jobs that are in one state at a stage as cancelled, wherever else they have"
          + " entries: results are stored and published, dedupe keys let go, and gathers told.",
      "Counts them and asks first. What a worker was given meanwhile is left alone. Entries that"
          + " lie behind others, or at keyed stages, are ended by workers when they come to them."
          + " Where it is interrupted it says how to go on."
    })
public final class PurgeCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final PipelineOption pipeline = new PipelineOption();

  @Option(names = "--stage", required = true, paramLabel = "STAGE", description = "Which stage")
  private String stage = "";

  @Option(
      names = "--state",
      required = true,
      paramLabel = "STATE",
      converter = StateConverter.class,
      description = "waiting, delayed, or parked, which is behind others of their keys")
  private JobState state = JobState.WAITING;

  @Mixin private final JobChoiceOptions choice = new JobChoiceOptions();

  @Option(
      names = "--after",
      paramLabel = "CURSOR",
      description = "Go on where a run of this command was interrupted, with what it printed")
  private String after = Purge.BEGIN;

  @Mixin private final Confirmation confirmation = new Confirmation();

  @Option(names = "--json", description = "Print a JSON object")
  private boolean json;

  private long ended;
  private long entries;
  private long removed;

  PurgeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    boolean asks = confirmation.needed(session);
    KnownPipelines pipelines = new KnownPipelines(session);
    try (RedisLink link = pipelines.openLink(pipeline.name())) {
      PipelineFacts<?> chosen = pipelines.find(link, pipeline.name());
      StageFilter.check(chosen, stage);
      Purge purge = purge(link, chosen);
      long there = purge.size();
      if (asks) {
        SteppedWork count = new SteppedWork(session, "entries counted", there, 0);
        count.count(after, (cursor, limit) -> counted(purge, cursor));
        Confirmation.ask(
            session, "end the jobs of " + count.changed() + " of " + there + " entries?");
      }
      SteppedWork work = new SteppedWork(session, "entries", there, 0);
      work.change(
          after,
          (cursor, limit) -> stepped(purge, cursor, limit),
          cursor -> goOn(chosen.name(), cursor),
          next -> {
            print(work.changed(), next);
            if (work.changed() > 0) {
              session.audit(link, change(chosen.name()).withCount(work.changed()));
            }
          });
      return 0;
    }
  }

  private AuditedChange change(String name) {
    List<String> words = new ArrayList<>(List.of("--state", state.toString()));
    words.addAll(choice.words());
    return Operator.change("purge", name).withStage(stage).withDetail(ShellWords.of(words));
  }

  private Purge purge(RedisLink link, PipelineFacts<?> chosen) {
    try {
      Purge purge = new Purge(link, chosen, stage, state, choice.choice());
      purge.check(after);
      return purge;
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private static Advance counted(Purge purge, String cursor) {
    Count count = purge.count(cursor);
    return Advance.of(count.looked(), count.matched(), count.next());
  }

  private Advance stepped(Purge purge, String cursor, int limit) {
    Step step = purge.step(cursor, limit);
    ended += step.ended();
    entries += step.entries();
    removed += step.removed();
    return Advance.of(step.looked(), step.cancelled(), step.next());
  }

  private List<String> goOn(String name, String cursor) {
    List<String> words = new ArrayList<>(List.of("purge", "-p", name, "--stage", stage));
    words.addAll(List.of("--state", state.toString()));
    words.addAll(choice.words());
    words.addAll(json ? List.of("--yes", "--json") : List.of("--yes"));
    if (!cursor.isEmpty()) {
      words.addAll(List.of("--after", cursor));
    }
    return words;
  }

  private void print(long cancelled, Optional<String> next) {
    if (json) {
      ObjectNode node =
          Json.object()
              .put("cancelled", cancelled)
              .put("ended", ended)
              .put("entries", entries)
              .put("removed", removed);
      next.ifPresent(cursor -> node.put("after", cursor));
      session.out().line(node.toString());
      return;
    }
    String before = ended == 0 ? "" : "; " + ended + " had ended before and keep their ends";
    String left =
        entries - removed == 0
            ? ""
            : "; workers end " + Plural.of(entries - removed, "entry", "entries");
    session.out().line("cancelled " + cancelled + before + left);
  }
}
