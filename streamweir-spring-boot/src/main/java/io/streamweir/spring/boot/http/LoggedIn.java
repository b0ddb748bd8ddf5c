package io.streamweir.spring.boot.http;

import io.streamweir.http.core.Caller;
import io.streamweir.http.core.Role;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Somebody whom the application knows. Immutable: the roles are those at the request's beginning.
 *
 * @param name as the application says it
 * @param roles what may be done
 */
record LoggedIn(String name, Set<Role> roles) implements Caller {
  /** Who sends a request; empty for one who has not logged in and should have. */
  static Optional<Caller> of(HttpServletRequest request, HttpProperties properties) {
    Principal principal = request.getUserPrincipal();
    if (principal == null) {
      return properties.anonymous()
          ? Optional.of(new LoggedIn("anonymous", EnumSet.allOf(Role.class)))
          : Optional.empty();
    }
    return Optional.of(new LoggedIn(principal.getName(), roles(request, properties.roles())));
  }

  private static Set<Role> roles(HttpServletRequest request, HttpProperties.Roles given) {
    if (given.empty()) {
      return EnumSet.allOf(Role.class);
    }
    Set<Role> roles = EnumSet.noneOf(Role.class);
    add(roles, Role.SUBMIT, given.submit(), request);
    add(roles, Role.READ, given.read(), request);
    add(roles, Role.OPERATE, given.operate(), request);
    return roles;
  }

  private static void add(
      Set<Role> roles, Role role, Set<String> names, HttpServletRequest request) {
    if (names.stream().anyMatch(request::isUserInRole)) {
      roles.add(role);
    }
  }

  @Override
  public boolean may(Role role) {
    return roles.contains(role) || (role == Role.READ && roles.contains(Role.OPERATE));
  }

  @Override
  public boolean sees(String pipeline) {
    return true;
  }
}
