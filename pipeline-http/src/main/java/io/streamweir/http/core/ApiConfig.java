package io.streamweir.http.core;

import io.streamweir.pipeline.Argument;
import java.util.Set;

/**
 * How the API treats all requests. Immutable.
 *
 * @param maxBodyBytes the most bytes of a body that is read whole; default 16 MiB
 * @param origins the origins whose pages may ask, as {@code https://shop.example}; default none
 * @param filter what sees all answers; default {@link AnswerFilter#NONE}
 */
public record ApiConfig(long maxBodyBytes, Set<String> origins, AnswerFilter filter) {
  private static final long DEFAULT_BODY = 16L << 20;

  /** Checks the bounds. */
  public ApiConfig {
    Argument.check(
        maxBodyBytes > 0 && maxBodyBytes <= Integer.MAX_VALUE - 16,
        "maxBodyBytes must be 1 to 2^31 - 17: " + maxBodyBytes);
    origins = Set.copyOf(origins);
  }

  /** The defaults. */
  public static ApiConfig defaults() {
    return new ApiConfig(DEFAULT_BODY, Set.of(), AnswerFilter.NONE);
  }

  /** The same with another bound on bodies. */
  public ApiConfig withMaxBodyBytes(long maxBodyBytes) {
    return new ApiConfig(maxBodyBytes, origins, filter);
  }

  /** The same for pages of these origins. */
  public ApiConfig withOrigins(Set<String> origins) {
    return new ApiConfig(maxBodyBytes, origins, filter);
  }

  /** The same with what sees all answers. */
  public ApiConfig withFilter(AnswerFilter filter) {
    return new ApiConfig(maxBodyBytes, origins, filter);
  }
}
