package io.streamweir.internal.wire;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandArgs;
import java.nio.charset.StandardCharsets;

/** The keys and arguments of one command or script, in order. Not thread-safe. */
public final class Call implements Arguments {
  private final CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE);

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
    return this;
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

  /** As the client library wants it. */
  public CommandArgs<byte[], byte[]> toArgs() {
    return args;
  }
}
