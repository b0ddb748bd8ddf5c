package io.streamweir.cli.dead;

import io.streamweir.cli.session.Session;
import io.streamweir.cli.text.SafeText;
import io.streamweir.cli.text.TextTable;
import io.streamweir.http.core.Json;
import io.streamweir.http.view.GroupJson;
import io.streamweir.inspect.LetterGroups;
import io.streamweir.inspect.LetterGroups.Group;
import java.time.temporal.ChronoUnit;

/** Shows dead letters by their causes. */
final class GroupView {
  private final Session session;
  private final boolean json;
  private final String none;

  /** With what it says if there is no letter. */
  GroupView(Session session, boolean json, String none) {
    this.session = session;
    this.json = json;
    this.none = none;
  }

  void print(LetterGroups groups) {
    if (json) {
      groups.groups().forEach(group -> session.out().line(Json.text(GroupJson.of(group))));
      if (groups.others() > 0) {
        session.out().line(Json.object().put("others", groups.others()).toString());
      }
    } else if (groups.groups().isEmpty()) {
      session.out().line(none);
    } else {
      table(groups);
    }
  }

  private void table(LetterGroups groups) {
    TextTable table =
        new TextTable(6, "STAGE", "REASON", "EXCEPTION", "FIRST", "LAST", "EXAMPLE", "COUNT");
    for (Group group : groups.groups()) {
      table.row(
          group.stage(),
          SafeText.of(group.reason(), 20),
          group.exception().isEmpty() ? "-" : SafeText.of(group.exception(), 60),
          group.first().truncatedTo(ChronoUnit.SECONDS),
          group.last().truncatedTo(ChronoUnit.SECONDS),
          group.exampleId() + " " + SafeText.of(error(group), 60),
          group.count());
    }
    session.out().line(String.join("\n", table.takeLines()));
    if (groups.others() > 0) {
      session.out().line("and " + groups.others() + " letters of further causes");
    }
  }

  /** Without the exception, which has a column. */
  private static String error(Group group) {
    String error = group.exampleError();
    return group.exception().isEmpty()
        ? error
        : error.substring(Math.min(error.length(), group.exception().length() + 1)).strip();
  }
}
