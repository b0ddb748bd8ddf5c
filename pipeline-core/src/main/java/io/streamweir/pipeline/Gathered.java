package io.streamweir.pipeline;

import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The results of all parts of one split, in the order of the parts. What iterates reads them from
 * Redis by and by, so there may be more of them than fit into memory; each iteration reads anew.
 * Thread-safe; an iterator is not.
 *
 * @param <R> the payload that the parts were forwarded with
 */
public interface Gathered<R> extends Iterable<R> {
  /** How many parts the split made. */
  int total();

  /** How many of them failed; always 0 where a part that fails lets the whole fail. */
  int failed();

  /**
   * The results of the parts that neither failed nor were dropped, in the order of the parts. The
   * iterator throws what reading Redis throws, which counts as a failed attempt of the gather.
   */
  @Override
  Iterator<R> iterator();

  /** Those that failed, in the order of the parts. */
  List<FailedPart> failures();

  /** What {@link #iterator} has. */
  default Stream<R> stream() {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(
            iterator(), Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE),
        false);
  }

  /** These results with no failures, for a handler's own test. */
  static <R> Gathered<R> of(List<? extends R> results) {
    return of(results, List.of());
  }

  /** These results and failures, for a handler's own test. */
  static <R> Gathered<R> of(List<? extends R> results, List<FailedPart> failures) {
    return new GivenParts<>(List.copyOf(results), List.copyOf(failures));
  }
}
