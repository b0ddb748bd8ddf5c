package io.streamweir.internal.wire;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandArgs;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** The keys and arguments of one command or script, in order. Not thread-safe. */
public final class Call implements Arguments {
  private final Behind args = new Behind();
  private int keys;

  /** Arguments in front of which others may stand that are known only when all are there. */
  private static final class Behind extends CommandArgs<byte[], byte[]> {
    private CommandArgs<byte[], byte[]> front = new CommandArgs<>(ByteArrayCodec.INSTANCE);

    Behind() {
      super(ByteArrayCodec.INSTANCE);
    }

    @Override
    public int count() {
      return front.count() + super.count();
    }

    @Override
    public void encode(ByteBuf buffer) {
      front.encode(buffer);
      super.encode(buffer);
    }
  }

  /** A call with no arguments yet. */
  public static Call args() {
    return new Call();
  }

  /** The bytes of a text, as everything is written to Redis. */
  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Adds a key, by which a cluster routes the call where it is the first one. */
  public Call addKey(byte[] key) {
    args.addKey(key);
    keys++;
    return this;
  }

  /** Adds a key, in UTF-8. */
  public Call addKey(String key) {
    return addKey(bytes(key));
  }

  /** Adds an argument. */
  @Override
  public Call add(byte[] argument) {
    args.add(argument);
    return this;
  }

  /** Adds an argument, in UTF-8. */
  @Override
  public Call add(String argument) {
    args.add(bytes(argument));
    return this;
  }

  /** Adds a number. */
  @Override
  public Call add(long number) {
    args.add(number);
    return this;
  }

  /** The same as a script takes it: its text or digest and the number of keys stand in front. */
  Call of(byte[] script) {
    args.front = new CommandArgs<>(ByteArrayCodec.INSTANCE).add(script).add(keys);
    return this;
  }

  /** As the client library wants it. */
  public CommandArgs<byte[], byte[]> toArgs() {
    return args;
  }
}
