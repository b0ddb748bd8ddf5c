package io.streamweir.cli.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.found.StageFilter;
import io.streamweir.cli.option.PipelineOption;
import io.streamweir.cli.session.KnownPipelines;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.steps.Confirmation;
import io.streamweir.cli.steps.SteppedWork;
import io.streamweir.cli.steps.SteppedWork.Advance;
import io.streamweir.http.core.Json;
import io.streamweir.inspect.JobState;
import io.streamweir.inspect.RunNow;
import io.streamweir.inspect.RunNow.Count;
import io.streamweir.inspect.RunNow.Step;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code run-now}: delayed jobs become due at once. */
@Command(
    name = "run-now",
    description = {
      "Makes delayed jobs due at once: those of the ids, or those of a stage that the options"
          + " name.",
      "Attempts keep their numbers. At a keyed stage the order of a key stays: the first of its"
          + " jobs goes on and those behind follow."
    },
    footer = {
      "",
      "Exit status: 0 success, 1 failure or a job of these ids is not delayed, 2 wrong usage."
    })
public final class RunNowCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final PipelineOption pipeline = new PipelineOption();

  @Parameters(arity = "0..*", paramLabel = "ID", description = "The jobs' ids")
  private List<String> ids = List.of();

  @Option(names = "--stage", paramLabel = "STAGE", description = "All delayed jobs of this stage")
  private String stage = "";

  @Mixin private final JobChoiceOptions choice = new JobChoiceOptions();

  @Option(
      names = "--after",
      paramLabel = "CURSOR",
      description = "Go on where a run of this command was interrupted, with what it printed")
  private String after = "";

  @Mixin private final Confirmation confirmation = new Confirmation();

  @Option(names = "--json", description = "Print a JSON object")
  private boolean json;

  private long behind;

  RunNowCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (ids.isEmpty() == stage.isEmpty()) {
      throw new UsageException("say which jobs: ids, or --stage for those of a stage");
    }
    if (!ids.isEmpty() && (choice.isGiven() || !after.isEmpty())) {
      throw new UsageException("ids name the jobs: leave out what else says which jobs");
    }
    ids.forEach(JobCommand::checked);
    boolean asks = ids.isEmpty() && confirmation.needed(session);
    KnownPipelines pipelines = new KnownPipelines(session);
    try (RedisLink link = pipelines.openLink(pipeline.name())) {
      PipelineFacts<?> chosen = pipelines.find(link, pipeline.name());
      return ids.isEmpty() ? all(link, chosen, asks) : some(link, chosen);
    }
  }

  private int some(RedisLink link, PipelineFacts<?> chosen) {
    long earlier = 0;
    List<String> missing = new ArrayList<>();
    for (String id : ids) {
      Step step = RunNow.job(link, chosen, id);
      earlier += step.earlier();
      behind += step.behind();
      if (step.looked() == 0) {
        missing.add(id);
      }
    }
    print(earlier, Optional.empty());
    missing.forEach(id -> session.warn("job " + id + " is not delayed"));
    return missing.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private int all(RedisLink link, PipelineFacts<?> chosen, boolean asks)
      throws InterruptedException {
    StageFilter.check(chosen, stage);
    Map<JobState, RunNow> states = states(link, chosen);
    String from = after.isEmpty() ? JobState.DELAYED + ":" : after;
    check(states, from);
    long there = states.values().stream().mapToLong(RunNow::size).sum();
    if (asks) {
      SteppedWork count = new SteppedWork(session, "entries counted", there, 0);
      count.count(from, (cursor, limit) -> step(states, cursor, RunNowCommand::counted));
      Confirmation.ask(session, "run " + count.changed() + " of " + there + " entries now?");
    }
    SteppedWork work = new SteppedWork(session, "entries", there, 0);
    work.change(
        from,
        (cursor, limit) -> step(states, cursor, (of, at) -> stepped(of, at, limit)),
        cursor -> goOn(chosen.name(), cursor),
        next -> print(work.changed(), next));
    return ExitCode.OK;
  }

  /** At a keyed stage, what is to be tried again is parked. */
  private Map<JobState, RunNow> states(RedisLink link, PipelineFacts<?> chosen) {
    boolean keyed =
        chosen.stages().stream().anyMatch(each -> each.name().equals(stage) && each.keyed());
    Map<JobState, RunNow> states = new EnumMap<>(JobState.class);
    try {
      for (JobState state :
          keyed ? List.of(JobState.DELAYED, JobState.PARKED) : List.of(JobState.DELAYED)) {
        states.put(state, new RunNow(link, chosen, stage, state, choice.choice()));
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
    return states;
  }

  private void check(Map<JobState, RunNow> states, String cursor) {
    try {
      RunNow of = states.get(JobState.of(cursor.substring(0, Math.max(0, cursor.indexOf(':')))));
      if (of != null) {
        of.check(cursor.substring(cursor.indexOf(':') + 1));
        return;
      }
    } catch (IllegalArgumentException e) {
      // as where the state is none
    }
    throw new UsageException("--after " + after + " is none that this command has printed");
  }

  private interface Part {
    Advance from(RunNow work, String cursor);
  }

  /** A cursor is a state, a colon, and the cursor within the state. */
  private static Advance step(Map<JobState, RunNow> states, String cursor, Part part) {
    int colon = cursor.indexOf(':');
    JobState state = JobState.of(cursor.substring(0, colon));
    RunNow of = Objects.requireNonNull(states.get(state), state.toString());
    Advance done = part.from(of, cursor.substring(colon + 1));
    Optional<String> next = done.next().map(within -> state + ":" + within);
    if (next.isEmpty() && state == JobState.DELAYED && states.containsKey(JobState.PARKED)) {
      next = Optional.of(JobState.PARKED + ":" + RunNow.BEGIN);
    }
    return new Advance(done.looked(), done.changed(), false, next);
  }

  private static Advance counted(RunNow work, String cursor) {
    Count count = work.count(cursor);
    return new Advance(count.looked(), count.matched(), false, next(count.next()));
  }

  private Advance stepped(RunNow work, String cursor, int limit) {
    Step step = work.step(cursor, limit);
    behind += step.behind();
    return new Advance(step.looked(), step.earlier(), false, next(step.next()));
  }

  private static Optional<String> next(String cursor) {
    return cursor.isEmpty() ? Optional.empty() : Optional.of(cursor);
  }

  private List<String> goOn(String name, String cursor) {
    List<String> words = new ArrayList<>(List.of("run-now", "-p", name, "--stage", stage));
    words.addAll(choice.words());
    words.addAll(json ? List.of("--yes", "--json") : List.of("--yes"));
    words.addAll(List.of("--after", cursor));
    return words;
  }

  private void print(long earlier, Optional<String> next) {
    if (json) {
      ObjectNode node = Json.object().put("due", earlier).put("behind", behind);
      next.ifPresent(cursor -> node.put("after", cursor));
      session.out().line(node.toString());
    } else {
      String wait = behind == 0 ? "" : "; " + behind + " wait behind others of their keys";
      session.out().line("due " + earlier + wait);
    }
  }
}
