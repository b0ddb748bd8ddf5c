package io.streamweir.inspect;

import io.streamweir.codec.PayloadJson;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which jobs an operator means, by their payloads. An expression is {@code path=value} or {@code
 * path!=value}. The path names fields and map keys with dots between them, and items of lists as
 * {@code [0]}. A map key with other signs stands in quotes: {@code prices["a.b"]}. The value is
 * compared with the text of the JSON value, as {@link PayloadJson} writes it: {@code total=12.50},
 * {@code paid=true}, {@code until=null}. A path that is not there matches neither form, and neither
 * does a payload that cannot be read. Immutable.
 */
public final class JobFilter {
  /** Matches every job, also those whose payloads cannot be read. */
  public static final JobFilter ALL = new JobFilter(List.of());

  private final List<PathExpression> expressions;

  private JobFilter(List<PathExpression> expressions) {
    this.expressions = expressions;
  }

  /**
   * The jobs that all of these expressions match; every job where there is none.
   *
   * @throws IllegalArgumentException where one of them is no expression, saying what is wrong
   */
  public static JobFilter of(List<String> expressions) {
    return expressions.isEmpty()
        ? ALL
        : new JobFilter(expressions.stream().map(PathExpression::parse).toList());
  }

  /** Whether it matches every job, so that no payload need be looked at. */
  public boolean matchesAll() {
    return expressions.isEmpty();
  }

  /** Whether it matches a job with this payload. */
  public boolean matches(PayloadJson.Shown payload) {
    return matchesAll()
        || (payload.objection().isEmpty()
            && expressions.stream().allMatch(expression -> expression.matches(payload.value())));
  }

  /** The expressions as they were given. */
  @Override
  public String toString() {
    return expressions.stream().map(PathExpression::toString).collect(Collectors.joining(" and "));
  }
}
