package io.streamweir.cli.audit;

import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.text.SafeText;
import io.streamweir.cli.text.TextTable;
import io.streamweir.http.core.Json;
import io.streamweir.http.view.AuditJson;
import io.streamweir.inspect.Audit;
import io.streamweir.inspect.Audit.Entry;
import io.streamweir.inspect.AuditedChange;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code audit}: who has changed what, the newest first. */
@Command(
    name = "audit",
    description =
        "Lists what operators have changed by this command, the HTTP API and the console, the"
            + " newest first: who, what, and how many. Redis keeps about the newest 10,000"
            + " changes.")
public final class AuditCommand implements Callable<Integer> {
  private static final int MOST_AT_ONCE = 1_000;

  private final Session session;

  @Option(
      names = {"-p", "--pipeline"},
      paramLabel = "NAME",
      description = "Only changes of this pipeline; may be repeated")
  private List<String> pipelines = new ArrayList<>();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "List at most so many changes. Default: 50")
  private int limit = 50;

  @Option(names = "--json", description = "Print JSON, one object per line")
  private boolean json;

  AuditCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new UsageException("--limit must be at least 1: " + limit);
    }
    try (RedisLink link = session.openLink()) {
      List<Entry> entries = newest(new Audit(link));
      if (json) {
        entries.forEach(entry -> session.out().line(Json.text(AuditJson.of(entry))));
      } else if (entries.isEmpty()) {
        session.out().line("no changes");
      } else {
        session.out().line(String.join("\n", table(entries).lines()));
      }
      return 0;
    }
  }

  private List<Entry> newest(Audit audit) {
    List<Entry> entries = new ArrayList<>();
    String next = null;
    do {
      int most = Math.min(MOST_AT_ONCE, limit - entries.size());
      Audit.Page page =
          audit.page(
              next, most, change -> pipelines.isEmpty() || pipelines.contains(change.pipeline()));
      entries.addAll(page.entries());
      next = page.next();
    } while (next != null && entries.size() < limit);
    return entries;
  }

  private static TextTable table(List<Entry> entries) {
    TextTable table =
        new TextTable(8, "TIME", "BY", "ACTION", "PIPELINE", "STAGE", "TARGET", "COUNT", "DETAIL");
    for (Entry entry : entries) {
      AuditedChange change = entry.change();
      table.row(
          entry.at(),
          cell(change.by()),
          cell(change.action()),
          cell(change.pipeline()),
          cell(change.stage()),
          cell(change.target()),
          change.count() == null ? "-" : change.count(),
          cell(change.detail()));
    }
    return table;
  }

  private static String cell(@Nullable String text) {
    return text == null ? "-" : SafeText.of(text);
  }
}
