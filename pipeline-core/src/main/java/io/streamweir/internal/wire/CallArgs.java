package io.streamweir.internal.wire;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandArgs;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The keys and arguments of a call, for the client library. It holds all up to the first key by its
 * own means, since a cluster routes by that. What follows is most of a large call: it is kept as
 * plain arrays and written without an object per argument. Not thread-safe.
 */
final class CallArgs extends CommandArgs<byte[], byte[]> {
  private static final byte[] CRLF = {'\r', '\n'};
  private static final byte[][] SMALL = new byte[1024][];
  private static final byte[][] LENGTHS = new byte[SMALL.length][];

  static {
    for (int i = 0; i < SMALL.length; i++) {
      SMALL[i] = digits(i);
      LENGTHS[i] = lengthOf(i);
    }
  }

  private CommandArgs<byte[], byte[]> front = new CommandArgs<>(ByteArrayCodec.INSTANCE);
  private int keys;
  private byte[][] rest = new byte[16][];
  private int size;

  CallArgs() {
    super(ByteArrayCodec.INSTANCE);
  }

  /** As a script takes it: its text or digest and the number of keys stand in front. */
  void script(byte[] script) {
    front = new CommandArgs<>(ByteArrayCodec.INSTANCE).add(script).add(keys);
  }

  void key(byte[] key) {
    if (keys++ == 0) {
      addKey(key);
    } else {
      append(key);
    }
  }

  void argument(byte[] argument) {
    if (keys == 0) {
      add(argument);
    } else {
      append(argument);
    }
  }

  void number(long number) {
    argument(number >= 0 && number < SMALL.length ? SMALL[(int) number] : digits(number));
  }

  private void append(byte[] argument) {
    if (size == rest.length) {
      rest = Arrays.copyOf(rest, size * 2);
    }
    rest[size++] = argument;
  }

  private static byte[] digits(long number) {
    return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] lengthOf(int length) {
    return ("$" + length + "\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public int count() {
    return front.count() + super.count() + size;
  }

  /** Writes bulk strings, as RESP says: {@code $}, the length, the bytes, each with a line end. */
  @Override
  public void encode(ByteBuf out) {
    front.encode(out);
    super.encode(out);
    for (int i = 0; i < size; i++) {
      byte[] argument = rest[i];
      int length = argument.length;
      out.writeBytes(length < LENGTHS.length ? LENGTHS[length] : lengthOf(length));
      out.writeBytes(argument).writeBytes(CRLF);
    }
  }
}
