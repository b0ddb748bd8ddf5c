package io.streamweir.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What docs/operations.md says of Redis users: the file to load, and who may run what. */
public final class UsersDocument {
  static final List<String> ROLES = List.of("producer", "worker", "observer", "operator");
  private static final Pattern FILE = Pattern.compile("```acl\n(.*?)```", Pattern.DOTALL);
  private static final Pattern CLUSTER = Pattern.compile("on a cluster `(\\+[^`]*)`");
  private static final Pattern ROW =
      Pattern.compile("^\\| `([a-z -]+)`[^|]*\\|((?: (?:yes|–) \\|){4})$", Pattern.MULTILINE);

  private final String text;

  public UsersDocument() {
    try {
      text = Files.readString(Path.of("../docs/operations.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines of the first file: those who administer and use the pipelines. */
  public List<String> lines() {
    return blocks().get(0).lines().toList();
  }

  /** The lines of the second file: users that servers and sentinels need for each other. */
  public List<String> serverLines() {
    return blocks().get(1).lines().toList();
  }

  /** What all users need on a cluster beside that. */
  public List<String> clusterRules() {
    Matcher rules = CLUSTER.matcher(text);
    if (!rules.find()) {
      throw new IllegalStateException("nothing is said of clusters");
    }
    return List.of(rules.group(1).split(" "));
  }

  private List<String> blocks() {
    return FILE.matcher(text).results().map(block -> block.group(1)).toList();
  }

  /** The words of a line behind {@code user}, a selector being one word. */
  public static String[] rules(String line) {
    return line.replaceFirst("^user ", "").split(" (?![^(]*\\))");
  }

  public String password(String user) {
    Matcher password =
        Pattern.compile("^user " + user + " on >(\\S+) ", Pattern.MULTILINE).matcher(text);
    if (!password.find()) {
      throw new IllegalStateException("there is no user " + user);
    }
    return password.group(1);
  }

  /** For each command the roles that may run it. */
  Map<String, List<String>> table() {
    Map<String, List<String>> table = new LinkedHashMap<>();
    ROW.matcher(text)
        .results()
        .forEach(
            row -> {
              List<String> cells =
                  Arrays.stream(row.group(2).split("\\|")).map(String::strip).toList();
              table.put(
                  row.group(1),
                  ROLES.stream().filter(r -> cells.get(ROLES.indexOf(r)).equals("yes")).toList());
            });
    return table;
  }
}
