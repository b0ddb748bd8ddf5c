package io.streamweir.cli;

import io.streamweir.cli.session.Session;
import java.util.List;
import java.util.TreeSet;
import picocli.CommandLine;

/** The names of all commands that use Redis, as {@code dead list}. */
final class RedisCommandNames {
  private static final List<String> WITHOUT_REDIS = List.of("help", "completion", "token new");

  private RedisCommandNames() {}

  static TreeSet<String> all() {
    TreeSet<String> names = new TreeSet<>();
    collect("", Main.commandLine(Session.ofProcess()), names);
    names.removeAll(WITHOUT_REDIS);
    return names;
  }

  private static void collect(String prefix, CommandLine of, TreeSet<String> names) {
    of.getSubcommands()
        .forEach(
            (name, command) -> {
              collect(prefix + name + " ", command, names);
              if (command.getSubcommands().isEmpty()) {
                names.add(prefix + name);
              }
            });
  }
}
