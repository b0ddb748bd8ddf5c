package io.streamweir.worker;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.pipeline.Window;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether the link's user may do all that a worker does. A worker asks before it begins: one that
 * may read but not settle would do work and never be rid of it.
 */
public final class WorkerRights {
  private static final Script RIGHTS = new Script("wire/checks", "wire/rights");
  private static final String ANY = "any"; // job or counter group: their keys differ in that alone

  private final RedisLink link;
  private final Pipeline<?> pipeline;

  private WorkerRights(RedisLink link, Pipeline<?> pipeline) {
    this.link = link;
    this.pipeline = pipeline;
  }

  /** One command as a worker sends it, alone or in a script. */
  private record Command(List<String> words, String key, boolean whole) {
    static Command of(String key, String name, String... rest) {
      List<String> words = new ArrayList<>(List.of(name));
      words.addAll(List.of(rest));
      return new Command(words, key, true);
    }

    /** Where the key is all that matters; the script adds the words that lack. */
    static Command on(String key, String name) {
      return new Command(List.of(name, key), key, false);
    }

    /** Its name, and its subcommand where it has one. */
    String name() {
      boolean sub = List.of("XGROUP", "XINFO", "CLIENT").contains(words.get(0));
      return sub ? words.get(0) + " " + words.get(1) : words.get(0);
    }
  }

  /**
   * Asks for every partition and priority, as each partition may be on a server with users of its
   * own.
   *
   * @throws RedisCallException with the code {@link RedisCallException#NOPERM}, which names every
   *     command that is denied, or where Redis cannot be asked
   */
  public static void check(RedisLink link, Pipeline<?> pipeline) {
    WorkerRights rights = new WorkerRights(link, pipeline);
    List<CompletableFuture<List<Command>>> answers =
        Keys.levels(link, pipeline).stream().map(rights::denied).toList();
    List<Command> denied = rights.await(answers);
    if (!denied.isEmpty()) {
      throw rights.lacks(describe(denied), null);
    }
  }

  private List<Command> await(List<CompletableFuture<List<Command>>> answers) {
    try {
      return link.awaitAll(answers).stream().flatMap(List::stream).toList();
    } catch (RedisCallException e) {
      boolean scripts = e.code().equals(RedisCallException.NOPERM);
      throw scripts ? lacks("scripts on its keys: " + e.getMessage(), e) : e;
    }
  }

  private RedisCallException lacks(String what, @Nullable Throwable cause) {
    return new RedisCallException(
        RedisCallException.NOPERM,
        "the Redis user may not do all that a worker of '"
            + pipeline.name()
            + "' does; it lacks "
            + what,
        cause);
  }

  /** The commands that {@link #check} sends whole for a partition, word by word. */
  public static List<List<String>> questions(RedisLink link, Pipeline<?> pipeline, Keys keys) {
    return new WorkerRights(link, pipeline)
        .commands(keys).stream().filter(Command::whole).map(Command::words).toList();
  }

  private CompletableFuture<List<Command>> denied(Keys keys) {
    List<Command> commands = commands(keys);
    return RIGHTS
        .run(
            link.shared(),
            1,
            args -> {
              args.addKey(Call.bytes(keys.inbox(pipeline.first().name())));
              for (Command command : commands) {
                args.add(command.whole() ? command.words().size() : 0);
                command.words().forEach(word -> args.add(Call.bytes(word)));
              }
            })
        .thenApply(
            positions ->
                positions.stream().map(at -> commands.get((int) Resp.number(at) - 1)).toList());
  }

  private List<Command> commands(Keys keys) {
    List<Command> commands = new ArrayList<>();
    List<String> scriptKeys = new ArrayList<>(List.of(keys.results(), keys.result(ANY)));
    scriptKeys.addAll(List.of(keys.state(ANY), keys.cancelled(), keys.unique(ANY)));
    for (StageDefinition<?, ?> stage : pipeline.stages()) {
      addInbox(keys.inbox(stage.name()), commands);
      String later = keys.later(stage.name());
      List.of("TYPE", "ZADD", "ZRANGE", "ZREM")
          .forEach(name -> commands.add(Command.on(later, name)));
      String dead = keys.dead(stage.name());
      List.of("TYPE", "XADD").forEach(name -> commands.add(Command.on(dead, name)));
      scriptKeys.addAll(List.of(keys.inbox(stage.name()), later, dead));
      if (stage.config().keys().any()) {
        addKeyed(keys, stage, scriptKeys, commands);
      }
    }
    addSchedules(keys, commands);
    pipeline.windows().forEach(window -> addWindow(keys, window, scriptKeys, commands));
    scriptKeys.addAll(List.of(keys.schedules(), keys.fires()));
    addScript(scriptKeys, commands);
    commands.add(Command.on(keys.result(ANY), "SET"));
    for (String name : List.of("TYPE", "ZRANGE", "ZREMRANGEBYSCORE", "ZSCORE")) {
      commands.add(Command.on(keys.cancelled(), name));
    }
    List.of("TYPE", "HINCRBY").forEach(name -> commands.add(Command.on(keys.state(ANY), name)));
    List.of("TYPE", "GET", "SET", "DEL")
        .forEach(name -> commands.add(Command.on(keys.unique(ANY), name)));
    String publish = link.connector().cluster() ? "SPUBLISH" : "PUBLISH";
    commands.add(Command.of("channel " + keys.results(), publish, keys.results(), ""));
    pipeline.stages().forEach(stage -> addLimit(stage, commands));
    addGathers(keys, commands);
    addShared(commands);
    return commands;
  }

  private static void addInbox(String inbox, List<Command> commands) {
    for (String name :
        List.of(
            "EXISTS",
            "TYPE",
            "XACK",
            "XADD",
            "XAUTOCLAIM",
            "XCLAIM",
            "XLEN",
            "XPENDING",
            "XRANGE",
            "XTRIM")) {
      commands.add(Command.on(inbox, name));
    }
    String group = Keys.GROUP;
    commands.add(Command.of(inbox, "XREADGROUP", "GROUP", group, ANY, "STREAMS", inbox, ">"));
    commands.add(Command.of(inbox, "XGROUP", "CREATE", inbox, group, "0", "MKSTREAM"));
    commands.add(Command.of(inbox, "XGROUP", "DELCONSUMER", inbox, group, ANY));
    commands.add(Command.of(inbox, "XGROUP", "SETID", inbox, group, "0", "ENTRIESREAD", "0"));
    commands.add(Command.of(inbox, "XINFO", "GROUPS", inbox));
    commands.add(Command.of(inbox, "XINFO", "CONSUMERS", inbox, group));
    commands.add(Command.of(inbox, "XINFO", "STREAM", inbox));
  }

  private void addLimit(StageDefinition<?, ?> stage, List<Command> commands) {
    if (stage.config().limits().any()) {
      String limit = Keys.limit(link, pipeline.name(), stage.name());
      addScript(List.of(limit), commands);
      List.of("HGETALL", "HSET", "HDEL", "PEXPIRE")
          .forEach(name -> commands.add(Command.on(limit, name)));
    }
  }

  private void addGathers(Keys keys, List<Command> commands) {
    if (pipeline.stages().stream().anyMatch(StageDefinition::splits)) {
      String state = keys.gather(ANY, "", ANY);
      addScript(List.of(keys.gathers(), state), commands);
      for (String name :
          List.of("TYPE", "HGET", "HMGET", "HSET", "HSETNX", "HINCRBY", "PEXPIRE", "UNLINK")) {
        commands.add(Command.on(state, name));
      }
      List.of("TYPE", "ZADD", "ZRANGE", "ZREM", "ZSCORE")
          .forEach(name -> commands.add(Command.on(keys.gathers(), name)));
      commands.add(Command.on(keys.cancelled(), "ZADD"));
    }
  }

  private void addKeyed(
      Keys keys, StageDefinition<?, ?> stage, List<String> scriptKeys, List<Command> commands) {
    String inbox = keys.inbox(stage.name());
    commands.add(Command.of(inbox, "XREAD", "STREAMS", inbox, "0"));
    String owner = keys.owner(stage.name());
    List.of("HGET", "HSET", "HDEL", "PEXPIRE", "DEL")
        .forEach(name -> commands.add(Command.on(owner, name)));
    scriptKeys.add(owner);
    for (String key : List.of(keys.blocked(stage.name()), keys.parked(stage.name()))) {
      List.of("EXISTS", "TYPE", "ZADD", "ZRANGE", "ZREM", "ZSCORE")
          .forEach(name -> commands.add(Command.on(key, name)));
      scriptKeys.add(key);
    }
    if (stage.config().keys().rate() != null) {
      String rates = keys.rates(stage.name());
      List.of("ZADD", "ZSCORE", "ZREMRANGEBYSCORE", "PEXPIRE")
          .forEach(name -> commands.add(Command.on(rates, name)));
      addScript(List.of(rates), commands);
    }
    String members = Keys.members(link, pipeline.name(), stage.name());
    addScript(List.of(members), commands);
    List.of("ZADD", "ZREM", "ZREMRANGEBYSCORE", "ZRANGE", "PEXPIRE")
        .forEach(name -> commands.add(Command.on(members, name)));
  }

  private static void addWindow(
      Keys keys, Window window, List<String> scriptKeys, List<Command> commands) {
    String progress = keys.windowProgress(window.name());
    String open = keys.windowOpen(window.name());
    String span = keys.windowSpan(window.name(), ANY);
    String distinct = keys.windowDistinct(window.name(), ANY, ANY);
    scriptKeys.addAll(List.of(progress, open, span, distinct));
    List.of("TYPE", "HGET", "HINCRBY", "HMGET", "HSET")
        .forEach(name -> commands.add(Command.on(progress, name)));
    List.of("TYPE", "ZADD", "ZCARD", "ZRANGE", "ZREM")
        .forEach(name -> commands.add(Command.on(open, name)));
    List.of("TYPE", "DEL", "HGET", "HGETALL", "HINCRBY", "HSET")
        .forEach(name -> commands.add(Command.on(span, name)));
    List.of("TYPE", "DEL", "PFADD", "PFCOUNT")
        .forEach(name -> commands.add(Command.on(distinct, name)));
  }

  private static void addSchedules(Keys keys, List<Command> commands) {
    List.of("TYPE", "HDEL", "HGET", "HGETALL", "HSET")
        .forEach(name -> commands.add(Command.on(keys.schedules(), name)));
    List.of("TYPE", "ZADD", "ZRANGE", "ZREM", "ZSCORE")
        .forEach(name -> commands.add(Command.on(keys.fires(), name)));
  }

  /** A script's keys must be open to its user for reading and writing, all by one rule. */
  private static void addScript(List<String> keys, List<Command> commands) {
    for (String name : List.of("EVALSHA", "EVAL")) {
      List<String> words = new ArrayList<>(List.of(name, "", Integer.toString(keys.size())));
      words.addAll(keys);
      commands.add(new Command(words, keys.get(0), true));
    }
  }

  private void addShared(List<Command> commands) {
    String meta = Keys.meta(link, pipeline.name());
    addScript(List.of(meta), commands);
    List.of("HEXISTS", "HGETALL", "HSET").forEach(name -> commands.add(Command.on(meta, name)));
    List.of("HGET", "HSETNX").forEach(name -> commands.add(Command.on(Keys.schemas(link), name)));
    commands.add(Command.of("", "TIME"));
    commands.add(Command.of("", "CLIENT", "ID"));
    commands.add(Command.of("", "CLIENT", "UNBLOCK", "0"));
  }

  /** Each command once, with one of the keys that it is denied on. */
  private static String describe(List<Command> denied) {
    Map<String, List<String>> keys = new LinkedHashMap<>();
    denied.forEach(c -> keys.computeIfAbsent(c.name(), n -> new ArrayList<>()).add(c.key()));
    return keys.entrySet().stream()
        .map(each -> each.getKey() + where(each.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String where(List<String> keys) {
    if (keys.get(0).isEmpty()) {
      return "";
    }
    return " on " + keys.get(0) + (keys.size() == 1 ? "" : " and " + (keys.size() - 1) + " more");
  }
}
