package io.streamweir.internal.wire;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.output.ValueOutput;
import java.util.List;
import java.util.function.Function;

/** How the reply to a command is decoded. Immutable and thread-safe. */
public final class Reply<T> {
  /** A status, as OK. */
  public static final Reply<String> STATUS = new Reply<>(StatusOutput::new);

  /** A number. */
  public static final Reply<Long> INTEGER = new Reply<>(IntegerOutput::new);

  /** A byte string, or null. */
  public static final Reply<byte[]> VALUE = new Reply<>(ValueOutput::new);

  /** Lists of lists, byte strings and numbers: {@link Resp} reads them. */
  public static final Reply<List<Object>> LIST = new Reply<>(NestedMultiOutput::new);

  private final Function<RedisCodec<byte[], byte[]>, CommandOutput<byte[], byte[], T>> decoder;

  Reply(Function<RedisCodec<byte[], byte[]>, CommandOutput<byte[], byte[], T>> decoder) {
    this.decoder = decoder;
  }

  /**
   * The entries of one stream, decoded from the receive buffer with no copy between.
   *
   * @param builder of the entries of this one reply
   */
  public static <E> Reply<List<E>> entries(EntryBuilder<E> builder) {
    return new Reply<>(codec -> new EntriesOutput<>(builder));
  }

  /** A decoder for one reply. */
  public CommandOutput<byte[], byte[], T> decoder() {
    return decoder.apply(ByteArrayCodec.INSTANCE);
  }
}
