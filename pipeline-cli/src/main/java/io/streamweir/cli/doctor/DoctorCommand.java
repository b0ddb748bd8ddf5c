package io.streamweir.cli.doctor;

import io.streamweir.cli.option.DurationConverter;
import io.streamweir.cli.option.PipelineOption;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.terminal.Terminal;
import io.streamweir.cli.text.SafeText;
import io.streamweir.inspect.Doctor;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Plural;
import io.streamweir.redis.RedisLink;
import io.streamweir.worker.WorkerConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code doctor}: whether the pipeline on the live server is as it should be. */
@Command(
    name = "doctor",
    description =
        "Audits a pipeline on the live server and says what to do; changes nothing. Exits 1 where"
            + " something is wrong.")
public final class DoctorCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final PipelineOption pipeline = new PipelineOption();

  @Option(
      names = "--lease",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "The lease that the workers use. Default: 15s")
  private Duration lease = WorkerConfig.defaults().lease();

  DoctorCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Pipeline<?> chosen = session.pipelines().find(pipeline.name());
    try (RedisLink link = session.openLink()) {
      List<Doctor.Finding> findings = new Doctor(link, chosen, lease).examine();
      findings.forEach(this::print);
      long wrong = findings.stream().filter(finding -> !finding.healthy()).count();
      long notices = findings.stream().filter(Doctor.Finding::notice).count();
      session.out().line(summary(wrong, notices));
      return wrong == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  private static String summary(long wrong, long notices) {
    if (wrong > 0) {
      return Plural.of(wrong, "thing is", "things are") + " wrong";
    }
    String remarks = notices == 1 ? "1 remark" : notices + " remarks";
    return notices == 0 ? "all is well" : "all is well, but for " + remarks;
  }

  private void print(Doctor.Finding finding) {
    Terminal terminal = session.terminal();
    boolean unicode = terminal.unicode() || !terminal.out();
    String mark =
        finding.notice()
            ? terminal.paint(33, "!")
            : finding.healthy()
                ? terminal.paint(32, unicode ? "✓" : "ok")
                : terminal.paint(31, unicode ? "✗" : "!!");
    session.out().line(mark + " " + SafeText.of(finding.what()));
    if (!finding.advice().isEmpty()) {
      session.out().line("  " + (unicode ? "→ " : "-> ") + finding.advice());
    }
  }
}
