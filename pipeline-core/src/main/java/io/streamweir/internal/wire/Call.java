package io.streamweir.internal.wire;

import io.lettuce.core.protocol.CommandArgs;
import java.nio.charset.StandardCharsets;

/** The keys and arguments of one command or script, in order. Not thread-safe. */
public final class Call implements Arguments {
  private final CallArgs args = new CallArgs();

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
    args.key(key);
    return this;
  }

  /** Adds a key, in UTF-8. */
  public Call addKey(String key) {
    return addKey(bytes(key));
  }

  /** Adds an argument. */
  @Override
  public Call add(byte[] argument) {
    args.argument(argument);
    return this;
  }

  /** Adds an argument, in UTF-8. */
  @Override
  public Call add(String argument) {
    args.argument(bytes(argument));
    return this;
  }

  /** Adds a number. */
  @Override
  public Call add(long number) {
    args.number(number);
    return this;
  }

  /** The same as a script takes it: its text or digest and the number of keys stand in front. */
  Call of(byte[] script) {
    args.script(script);
    return this;
  }

  /** As the client library wants it. */
  public CommandArgs<byte[], byte[]> toArgs() {
    return args;
  }
}
