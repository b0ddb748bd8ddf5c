package io.streamweir.cli.result;

import io.streamweir.cli.session.Session;
import io.streamweir.cli.terminal.Output;
import io.streamweir.client.Result;
import io.streamweir.schemas.manifest.Manifest;
import java.util.Optional;
import picocli.CommandLine.ExitCode;

/** Prints how one job ended. */
public final class ResultPrinter {
  private final Session session;
  private final boolean json;

  public ResultPrinter(Session session, boolean json) {
    this.session = session;
    this.json = json;
  }

  /**
   * Prints it. Lines that a manifest carries go to standard output alone, so that {@code sha256sum
   * --check} can read them there.
   *
   * @return the exit status: a failure where a manifest lacks something
   */
  public int print(Result result) {
    Optional<Manifest> manifest = ManifestView.of(result);
    String lines = json ? null : manifest.map(Manifest::getLines).orElse(null);
    Output summary = lines == null ? session.out() : session.err();
    summary.line(new ResultView(session.terminal(), json).show(result));
    if (lines != null) {
      session.out().print(lines);
    }
    return manifest.isEmpty() || ManifestView.good(manifest.get())
        ? ExitCode.OK
        : ExitCode.SOFTWARE;
  }
}
