package io.streamweir.cli.reader;

import io.streamweir.cli.failure.CommandFailedException;
import io.streamweir.cli.option.PipelineOption;
import io.streamweir.cli.option.ReaderName;
import io.streamweir.cli.session.Operator;
import io.streamweir.cli.session.Session;
import io.streamweir.client.ResultLog;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code reader remove}: forgets a reader and its position. */
@Command(
    name = "remove",
    description =
        "Forgets a reader of a log of results and its position. A reader that runs begins anew.")
final class ReaderRemoveCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final PipelineOption pipeline = new PipelineOption();

  @Option(
      names = "--name",
      required = true,
      paramLabel = "READER",
      description = "The reader's name, under which Redis keeps its position")
  private String name = "";

  ReaderRemoveCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    String reader = ReaderName.check(name);
    Pipeline<?> chosen = session.pipelines().find(pipeline.name());
    try (RedisLink link = session.openLink()) {
      if (!ResultLog.open(link, chosen).remove(reader)) {
        throw new CommandFailedException(
            "pipeline " + chosen.name() + " has no reader '" + reader + "'; see reader list");
      }
      session.out().line("removed reader " + reader + " of pipeline " + chosen.name());
      session.audit(link, Operator.change("reader-remove", chosen.name()).withTarget(reader));
      return 0;
    }
  }
}
