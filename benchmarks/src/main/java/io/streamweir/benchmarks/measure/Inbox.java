package io.streamweir.benchmarks.measure;

import io.lettuce.core.CopyArgs;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.benchmarks.contestants.Names;

/** The two inboxes of a hop, and full streams to make copies of. */
final class Inbox {
  static final String IN = Names.inbox("hop");
  static final String OUT = Names.inbox("sink");

  private static final String STAGED = Names.key(Names.PIPELINE, "staged");
  private static final String TEMPLATE = Names.key(Names.PIPELINE, "template:");

  private final Server server;

  Inbox(Server server) {
    this.server = server;
  }

  /** Empties both inboxes and prepares a full stream of so many entries. */
  void stage(int entries) throws Exception {
    String template = template(entries);
    RedisCommands<String, byte[]> redis = server.commands();
    redis.del(IN, OUT, STAGED);
    redis.xgroupCreate(
        XReadArgs.StreamOffset.from(IN, "0-0"), Names.GROUP, XGroupCreateArgs.Builder.mkstream());
    redis.copy(template, STAGED, CopyArgs.Builder.replace(true));
  }

  /** The full stream takes the inbox's name, in one step. */
  void open() {
    server.commands().rename(STAGED, IN);
  }

  /** How many entries have arrived. */
  long arrived() {
    return server.commands().xlen(OUT);
  }

  /** How many entries have been read and not settled. */
  long pending() {
    return server.commands().xpending(IN, Names.GROUP).getCount();
  }

  private String template(int entries) throws Exception {
    String template = TEMPLATE + entries;
    if (server.commands().exists(template) == 0) {
      try (Filler filler = new Filler(server)) {
        filler.create(template, entries);
      }
    }
    return template;
  }
}
