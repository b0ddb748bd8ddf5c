package io.streamweir.cli.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.cli.text.Json;
import io.streamweir.cli.text.SafeText;
import io.streamweir.client.GatherProgress;
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
        ? node(job, splits).toString()
        : splits.stream().map(split -> text(job, split)).collect(Collectors.joining("\n"));
  }

  private static ObjectNode node(String job, List<GatherProgress> splits) {
    ObjectNode node = Json.object().put("job", job).put("status", "running");
    ArrayNode all = node.putArray("splits");
    for (GatherProgress split : splits) {
      ObjectNode one = all.addObject().put("stage", split.stage()).put("path", split.path());
      one.put("done", split.done()).put("failed", split.failed()).put("made", split.made());
      split.total().ifPresentOrElse(total -> one.put("total", total), () -> one.putNull("total"));
    }
    return node;
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
