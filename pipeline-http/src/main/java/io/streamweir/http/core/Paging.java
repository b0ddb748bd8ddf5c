package io.streamweir.http.core;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** What the query of a list says: how much of it, and from where on. */
public final class Paging {
  /** How many there are on a page that nobody bounds. */
  public static final int DEFAULT_LIMIT = 50;

  /** The most on a page. */
  public static final int MOST_LIMIT = 1_000;

  private Paging() {}

  /**
   * The parameter {@code limit}: 1 to 1,000, and 50 where it is missing.
   *
   * @throws ProblemException where it is none
   */
  public static int limit(Request request) {
    return (int) request.number("limit", DEFAULT_LIMIT, 1, MOST_LIMIT);
  }

  /**
   * A parameter that is a time.
   *
   * @throws ProblemException where it is none
   */
  public static Optional<Instant> time(Request request, String name) {
    try {
      return request.query(name).map(Times::parse);
    } catch (DateTimeException e) {
      throw wrong(name, "it must be " + Times.EXPECTED);
    }
  }

  /**
   * What a parameter stands for.
   *
   * @param of reads it, and throws {@link IllegalArgumentException} where it makes no sense
   * @throws ProblemException where it does
   */
  public static <T> T parsed(String name, Supplier<T> of) {
    try {
      return of.get();
    } catch (IllegalArgumentException e) {
      throw wrong(name, String.valueOf(e.getMessage()));
    }
  }

  private static ProblemException wrong(String name, String why) {
    return Problem.of(ProblemType.BAD_REQUEST, "the parameter " + name + ": " + why).asException();
  }
}
