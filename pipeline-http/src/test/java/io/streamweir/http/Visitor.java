package io.streamweir.http;

import io.streamweir.http.core.Caller;
import io.streamweir.http.core.Role;

/**
 * A caller who may not do everything.
 *
 * @param role the one role of the caller
 * @param pipeline the one pipeline of which the caller may know
 */
public record Visitor(Role role, String pipeline) implements Caller {
  @Override
  public String name() {
    return "anna";
  }

  @Override
  public boolean may(Role other) {
    return other == role;
  }

  @Override
  public boolean sees(String other) {
    return other.equals(pipeline);
  }
}
