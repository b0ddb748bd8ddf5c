package io.streamweir.cli.job;

import io.streamweir.cli.text.SafeText;
import io.streamweir.client.GatherProgress;
import io.streamweir.http.core.Json;
import io.streamweir.http.view.SplitsJson;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Shows how far the splits of a job have come. */
final class ProgressView {
  private final boolean json;

  ProgressView(boolean json) {
    this.json = json;
  }

  /** One object, or one line per split. */
  String show(String job, List<GatherProgress> splits) {
    return json
        ? Json.text(SplitsJson.of(job, splits))
        : splits.stream().map(split -> text(job, split)).collect(Collectors.joining("\n"));
  }

  private static String text(String job, GatherProgress split) {
    String place = split.path().isEmpty() ? split.stage() : split.stage() + " " + split.path();
    String failed = split.failed() == 0 ? "" : ", " + split.failed() + " failed";
    String more = split.total().isPresent() ? "" : ", more to come";
    return String.format(
        Locale.ROOT,
        "%s  running  %s: %,d of %,d parts done%s%s",
        SafeText.of(job),
        place,
        split.done(),
        split.made(),
        failed,
        more);
  }
}
