package io.streamweir.internal.settle;

import java.util.List;

/**
 * What settlements do with keys of one kind. It travels with each call: the script checks it before
 * the first acknowledgement. Immutable; each use is one instance.
 */
public final class KeyUse {
  private final String type;
  private final List<String> commands;

  private KeyUse(String type, String... commands) {
    this.type = type;
    this.commands = List.of(commands);
  }

  /**
   * Keys of one type.
   *
   * @param type as TYPE answers
   * @param commands that are run on them
   */
  public static KeyUse of(String type, String... commands) {
    return new KeyUse(type, commands);
  }

  /** Keys of any type. */
  public static KeyUse ofAny(String... commands) {
    return new KeyUse("any", commands);
  }

  /** Streams that must take new entries. */
  public static KeyUse appends() {
    return new KeyUse("append");
  }

  String type() {
    return type;
  }

  List<String> commands() {
    return commands;
  }

  @Override
  public String toString() {
    return type + " " + commands;
  }
}
