package io.streamweir.spring.boot.override;

import java.util.Collection;
import java.util.List;

/** A property names what does not exist. */
public final class UnknownNameException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final String property;
  private final List<String> known;

  /**
   * A complaint.
   *
   * @param property the property, with its origin where that is known
   * @param kind what the name should be one of: as {@code stage}
   * @param name the name that does not exist
   * @param known those that do
   */
  public UnknownNameException(String property, String kind, String name, Collection<String> known) {
    super("There is no " + kind + " '" + name + "', but " + property + " names it.");
    this.property = property;
    this.known = known.stream().sorted().toList();
  }

  String property() {
    return property;
  }

  List<String> known() {
    return known;
  }
}
