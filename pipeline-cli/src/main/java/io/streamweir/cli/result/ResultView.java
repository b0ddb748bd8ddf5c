package io.streamweir.cli.result;

import io.streamweir.cli.failure.Failures;
import io.streamweir.cli.terminal.Terminal;
import io.streamweir.cli.text.SafeText;
import io.streamweir.client.Cancellation;
import io.streamweir.client.LoggedResult;
import io.streamweir.client.Result;
import io.streamweir.codec.UndecodableException;
import io.streamweir.codec.UnknownSchemaException;
import io.streamweir.http.core.Json;
import io.streamweir.http.view.ResultJson;
import io.streamweir.pipeline.Plural;
import io.streamweir.schemas.manifest.Manifest;
import java.util.Optional;

/** Shows how a job ended. */
public final class ResultView {
  /** Redis keeps no list of jobs: a stored end is all that it knows of one by its id. */
  private static final String IF_ANY =
      "  (it will not run any further, if there is such a job; no end of it is stored)";

  private final Terminal terminal;
  private final boolean json;

  public ResultView(Terminal terminal, boolean json) {
    this.terminal = terminal;
    this.json = json;
  }

  /** One line; of a manifest, one more for each failure that it tells. */
  public String show(Result result) {
    return json ? Json.text(ResultJson.of(result)) : text(result);
  }

  /** The same of an end in the log of results, with when and where it is. */
  public String show(LoggedResult logged) {
    if (!json) {
      return logged.at() + "  " + text(logged.result());
    }
    return ResultJson.of(logged.result())
        .put("at", logged.at().toString())
        .put("partition", logged.partition())
        .put("end", logged.id())
        .toString();
  }

  /** One line: how the job ended, and whether that was before somebody wanted to cancel it. */
  public String show(Cancellation cancellation) {
    Result result = cancellation.result();
    if (json) {
      return ResultJson.of(result).put("now", cancellation.now()).toString();
    }
    String before = cancellation.cancelled() ? "  (before)" : "  (had ended before)";
    return text(result) + (cancellation.now() ? IF_ANY : before);
  }

  private String text(Result result) {
    if (result instanceof Result.Failed failed) {
      return failedText(failed);
    }
    return result instanceof Result.Finished finished
        ? finishedText(finished)
        : SafeText.of(result.jobId()) + "  " + terminal.paint(33, "cancelled");
  }

  private String finishedText(Result.Finished finished) {
    String text = result(finished, terminal.paint(32, "finished"));
    Optional<Manifest> manifest = ManifestView.of(finished);
    if (manifest.isPresent()) {
      return text + "  " + new ManifestView(terminal).text(manifest.get());
    }
    try {
      String type =
          finished.typeName().map(name -> name.substring(name.lastIndexOf('.') + 1)).orElse("");
      return text + "  " + SafeText.of(type + " " + finished.json().orElse("without a value"));
    } catch (UndecodableException | UnknownSchemaException e) {
      return text + "  " + SafeText.of("with a value that cannot be read: " + Failures.message(e));
    }
  }

  private String failedText(Result.Failed failed) {
    String attempts = Plural.of(failed.attempts(), "attempt", "attempts");
    return result(failed, terminal.paint(31, "failed"))
        + "  "
        + SafeText.of(failed.reason() + " after " + attempts + ": " + failed.error());
  }

  private static String result(Result result, String status) {
    return SafeText.of(result.jobId()) + "  " + status + " at " + SafeText.of(result.stage());
  }
}
