package io.streamweir.cli.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.found.StageFilter;
import io.streamweir.cli.option.PipelineOption;
import io.streamweir.cli.session.KnownPipelines;
import io.streamweir.cli.session.Operator;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.steps.Confirmation;
import io.streamweir.cli.steps.SteppedWork;
import io.streamweir.cli.text.ShellWords;
import io.streamweir.http.core.Json;
import io.streamweir.http.operation.RunNowSteps;
import io.streamweir.inspect.AuditedChange;
import io.streamweir.inspect.RunNow;
import io.streamweir.inspect.RunNow.Step;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.List;
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
    long behind = 0;
    List<String> missing = new ArrayList<>();
    for (String id : ids) {
      Step step = RunNow.job(link, chosen, id);
      earlier += step.earlier();
      behind += step.behind();
      if (step.looked() == 0) {
        missing.add(id);
      } else {
        session.audit(link, change(chosen).withTarget(id).withCount(step.earlier()));
      }
    }
    print(earlier, behind, Optional.empty());
    missing.forEach(id -> session.warn("job " + id + " is not delayed"));
    return missing.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private static AuditedChange change(PipelineFacts<?> chosen) {
    return Operator.change("run-now", chosen.name());
  }

  private int all(RedisLink link, PipelineFacts<?> chosen, boolean asks)
      throws InterruptedException {
    StageFilter.check(chosen, stage);
    RunNowSteps steps = steps(link, chosen);
    String from = after.isEmpty() ? RunNowSteps.BEGIN : after;
    check(steps, from);
    long there = steps.size();
    if (asks) {
      SteppedWork count = new SteppedWork(session, "entries counted", there, 0);
      count.count(from, (cursor, limit) -> steps.count(cursor));
      Confirmation.ask(session, "run " + count.changed() + " of " + there + " entries now?");
    }
    SteppedWork work = new SteppedWork(session, "entries", there, 0);
    work.change(
        from,
        steps::step,
        cursor -> goOn(chosen.name(), cursor),
        next -> {
          print(work.changed(), steps.behind(), next);
          if (work.changed() > 0) {
            String detail = choice.isGiven() ? ShellWords.of(choice.words()) : null;
            session.audit(
                link, change(chosen).withStage(stage).withCount(work.changed()).withDetail(detail));
          }
        });
    return ExitCode.OK;
  }

  private RunNowSteps steps(RedisLink link, PipelineFacts<?> chosen) {
    try {
      return new RunNowSteps(link, chosen, stage, choice.choice());
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private void check(RunNowSteps steps, String cursor) {
    try {
      steps.check(cursor);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--after " + after + " is none that this command has printed");
    }
  }

  private List<String> goOn(String name, String cursor) {
    List<String> words = new ArrayList<>(List.of("run-now", "-p", name, "--stage", stage));
    words.addAll(choice.words());
    words.addAll(json ? List.of("--yes", "--json") : List.of("--yes"));
    words.addAll(List.of("--after", cursor));
    return words;
  }

  private void print(long earlier, long behind, Optional<String> next) {
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
