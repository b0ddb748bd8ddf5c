package io.streamweir.internal.wire;

import io.lettuce.core.protocol.CommandType;

/** A command of Redis, by its name. Immutable and thread-safe. */
public final class Command {
  /** CLIENT. */
  public static final Command CLIENT = of("CLIENT");

  /** EVAL. */
  public static final Command EVAL = of("EVAL");

  /** EVALSHA. */
  public static final Command EVALSHA = of("EVALSHA");

  /** GET. */
  public static final Command GET = of("GET");

  /** HGET. */
  public static final Command HGET = of("HGET");

  /** HDEL. */
  public static final Command HDEL = of("HDEL");

  /** HINCRBY. */
  public static final Command HINCRBY = of("HINCRBY");

  /** HGETALL. */
  public static final Command HGETALL = of("HGETALL");

  /** HMGET. */
  public static final Command HMGET = of("HMGET");

  /** HSET. */
  public static final Command HSET = of("HSET");

  /** HSETNX. */
  public static final Command HSETNX = of("HSETNX");

  /** INFO. */
  public static final Command INFO = of("INFO");

  /** PFCOUNT. */
  public static final Command PFCOUNT = of("PFCOUNT");

  /** SCAN. */
  public static final Command SCAN = of("SCAN");

  /** SET. */
  public static final Command SET = of("SET");

  /** TIME. */
  public static final Command TIME = of("TIME");

  /** TYPE. */
  public static final Command TYPE = of("TYPE");

  /** WAIT. */
  public static final Command WAIT = of("WAIT");

  /** XACK. */
  public static final Command XACK = of("XACK");

  /** XADD. */
  public static final Command XADD = of("XADD");

  /** XDEL. */
  public static final Command XDEL = of("XDEL");

  /** XGROUP. */
  public static final Command XGROUP = of("XGROUP");

  /** XINFO. */
  public static final Command XINFO = of("XINFO");

  /** XLEN. */
  public static final Command XLEN = of("XLEN");

  /** XPENDING. */
  public static final Command XPENDING = of("XPENDING");

  /** XRANGE. */
  public static final Command XRANGE = of("XRANGE");

  /** XREAD. */
  public static final Command XREAD = of("XREAD");

  /** XREADGROUP. */
  public static final Command XREADGROUP = of("XREADGROUP");

  /** XREVRANGE. */
  public static final Command XREVRANGE = of("XREVRANGE");

  /** ZCARD. */
  public static final Command ZCARD = of("ZCARD");

  /** ZRANGE. */
  public static final Command ZRANGE = of("ZRANGE");

  /** ZSCAN. */
  public static final Command ZSCAN = of("ZSCAN");

  /** ZSCORE. */
  public static final Command ZSCORE = of("ZSCORE");

  private final CommandType type;

  private Command(CommandType type) {
    this.type = type;
  }

  /**
   * The command of this name.
   *
   * @param name in capital letters
   * @throws IllegalArgumentException where the client library does not know it
   */
  public static Command of(String name) {
    return new Command(CommandType.valueOf(name));
  }

  CommandType type() {
    return type;
  }

  /** Its name. */
  @Override
  public String toString() {
    return type.name();
  }
}
