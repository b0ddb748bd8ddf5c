package io.streamweir.cli;

import io.streamweir.inspect.Inspector;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code status}: what waits and runs, stage by stage. */
@Command(
    name = "status",
    description = "Prints what waits and runs at each stage, of one pipeline or of all.")
final class StatusCommand implements Callable<Integer> {
  private static final String CLEAR_SCREEN = "\u001b[H\u001b[2J";

  private final Session session;

  @Mixin private final PipelineOption pipeline = new PipelineOption();

  @Option(
      names = {"-w", "--watch"},
      description = "Print it again every second until interrupted")
  private boolean watch;

  @Option(names = "--json", description = "Print a JSON object")
  private boolean json;

  StatusCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    List<Pipeline<?>> chosen =
        pipeline.name().isEmpty()
            ? session.pipelines().all()
            : List.of(session.pipelines().find(pipeline.name()));
    try (RedisLink link = session.openLink()) {
      StatusView view =
          new StatusView(
              session.terminal(), chosen.stream().map(each -> new Inspector(link, each)).toList());
      if (!watch) {
        session.out().line(text(view));
        return 0;
      }
      return watch(view);
    }
  }

  private String text(StatusView view) {
    return json ? view.json() : String.join("\n", view.lines());
  }

  private int watch(StatusView view) throws InterruptedException {
    CountDownLatch stop = new CountDownLatch(1);
    StopSignals.onFirst(status -> stop.countDown());
    boolean redraw = session.terminal().out() && !json;
    do {
      String text = textOrProblem(view);
      session.out().line((redraw ? CLEAR_SCREEN : "") + text + (json || redraw ? "" : "\n"));
    } while (!stop.await(1, TimeUnit.SECONDS));
    return 0;
  }

  /** Someone who watches wants to see Redis come back. */
  private String textOrProblem(StatusView view) {
    try {
      return text(view);
    } catch (RedisCallException e) {
      String problem = Secrets.hide("Redis does not answer: " + Failures.message(e));
      return json ? Json.object().put("error", problem).toString() : problem;
    }
  }
}
