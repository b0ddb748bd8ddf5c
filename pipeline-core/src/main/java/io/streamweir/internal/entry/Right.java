package io.streamweir.internal.entry;

import java.util.ArrayList;
import java.util.List;

/**
 * That a user may run a command on keys.
 *
 * @param command its name, with {@code |} in front of a subcommand
 * @param keys one; all of a script's or of a group's read, which its user must be allowed by one
 *     rule; the channel of a command that publishes; none where the command takes none
 */
public record Right(String command, List<String> keys) {
  /** A job, a counter group or a consumer: rights do not differ in these. */
  public static final String ANY = "any";

  /** The command as messages name it. */
  public String name() {
    return command.replace('|', ' ');
  }

  /** Where it is lacking, for messages; empty where it has no key. */
  public String place() {
    return keys.isEmpty() ? "" : (publishes() ? "channel " : "") + keys.get(0);
  }

  /** Whether its keys are channels. */
  public boolean publishes() {
    return command.endsWith("PUBLISH");
  }

  /** Whether {@link #words} has all that Redis wants; else name and key are all that matters. */
  public boolean whole() {
    return !rest().isEmpty() || keys.isEmpty() || command.contains("|");
  }

  /** The command as it is asked for, word by word. */
  public List<String> words() {
    List<String> words = new ArrayList<>(List.of(command.split("\\|")));
    if (!isRead() && !isScript()) {
      words.addAll(keys);
    }
    words.addAll(rest());
    return words;
  }

  private boolean isScript() {
    return command.equals("EVAL") || command.equals("EVALSHA");
  }

  private boolean isRead() {
    return command.equals("XREAD") || command.equals("XREADGROUP");
  }

  private List<String> read(List<String> how, String behind) {
    List<String> rest = new ArrayList<>(how);
    rest.add("STREAMS");
    rest.addAll(keys);
    keys.forEach(key -> rest.add(behind));
    return rest;
  }

  /** What is behind the key, or, where the key is not first, behind the name. */
  private List<String> rest() {
    if (isScript()) {
      List<String> rest = new ArrayList<>(List.of("", Integer.toString(keys.size())));
      rest.addAll(keys);
      return rest;
    }
    return switch (command) {
      case "PUBLISH", "SPUBLISH" -> List.of("");
      case "XREAD" -> read(List.of(), "0");
      case "XREADGROUP" -> read(List.of("GROUP", Keys.GROUP, ANY), ">");
      case "XGROUP|CREATE" -> List.of(Keys.GROUP, "0", "MKSTREAM");
      case "XGROUP|DELCONSUMER" -> List.of(Keys.GROUP, ANY);
      case "XGROUP|DESTROY" -> List.of(Keys.GROUP);
      case "XGROUP|SETID" -> List.of(Keys.GROUP, "0", "ENTRIESREAD", "0");
      case "XINFO|CONSUMERS" -> List.of(Keys.GROUP);
      case "CLIENT|UNBLOCK" -> List.of("0");
      case "WAIT" -> List.of("1", "0");
      default -> List.of();
    };
  }
}
