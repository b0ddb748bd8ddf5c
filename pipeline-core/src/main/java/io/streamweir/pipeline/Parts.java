package io.streamweir.pipeline;

import java.util.Iterator;
import java.util.stream.Stream;

/**
 * The parts that a split makes of one input, drawn one by one and closed afterwards, however that
 * ended. Used once; not thread-safe.
 *
 * @param <P> the payload of a part
 */
public final class Parts<P> implements AutoCloseable {
  /** The most parts that one split may make. */
  public static final int MOST = 100_000;

  private final Iterator<? extends P> parts;
  private final AutoCloseable source;

  private Parts(Iterator<? extends P> parts, AutoCloseable source) {
    this.parts = parts;
    this.source = source;
  }

  /** What the iterator has; closed where it is {@link AutoCloseable}. */
  public static <P> Parts<P> of(Iterator<? extends P> parts) {
    return new Parts<>(parts, parts instanceof AutoCloseable closeable ? closeable : () -> {});
  }

  /** What the iterable has; closed where it is {@link AutoCloseable}. */
  public static <P> Parts<P> of(Iterable<? extends P> parts) {
    AutoCloseable source = parts instanceof AutoCloseable closeable ? closeable : () -> {};
    return new Parts<>(parts.iterator(), source);
  }

  /** What the stream has, which is closed. */
  public static <P> Parts<P> of(Stream<? extends P> parts) {
    return new Parts<>(parts.iterator(), parts);
  }

  /** None: the gather fires at once. */
  public static <P> Parts<P> none() {
    return of(Stream.<P>empty());
  }

  /** The parts in their order, for code that runs or tests a split. */
  public Iterator<? extends P> iterator() {
    return parts;
  }

  /**
   * Closes where they come from.
   *
   * @throws StreamweirException where that fails with a checked exception
   */
  @Override
  public void close() {
    try {
      source.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw new StreamweirException("what the parts came from cannot be closed", e);
    }
  }
}
