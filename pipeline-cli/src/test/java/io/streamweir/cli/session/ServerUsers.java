package io.streamweir.cli.session;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.streamweir.cli.UsersDocument;
import io.streamweir.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Gives servers the users that docs/operations.md proposes, those of servers included. */
final class ServerUsers implements AutoCloseable {
  /** In place of {@code off}: the test kit goes on asking who is master. */
  private static final String[] DEFAULT_USER = {
    "default", "-@all", "+hello", "+ping", "+info", "+cluster"
  };

  private final UsersDocument document;
  private final RedisClient client = RedisClient.create();
  private final List<RedisCommands<String, String>> servers = new ArrayList<>();

  ServerUsers(UsersDocument document) {
    this.document = document;
  }

  /** Makes the users; nobody else may do anything but look who is master from now on. */
  void load(RedisServer server, List<String> moreRules) {
    RedisCommands<String, String> commands = connect(server);
    commands.configSet("masteruser", "replica");
    commands.configSet("masterauth", document.password("replica"));
    for (String line : document.serverLines()) {
      send(commands, CommandType.ACL, "SETUSER", UsersDocument.rules(line));
    }
    for (String line : document.lines()) {
      if (!line.equals("user default off")) {
        List<String> rules = new ArrayList<>(List.of(UsersDocument.rules(line)));
        rules.addAll(moreRules);
        send(commands, CommandType.ACL, "SETUSER", rules.toArray(String[]::new));
      }
    }
    send(commands, CommandType.ACL, "SETUSER", DEFAULT_USER);
    commands.auth("admin", document.password("admin"));
    servers.add(commands);
  }

  /** Tells a sentinel as whom it may watch. */
  void tell(RedisServer sentinel, String master) {
    RedisCommands<String, String> commands = connect(sentinel);
    send(commands, CommandType.SENTINEL, "SET", master, "auth-user", "sentinel");
    send(commands, CommandType.SENTINEL, "SET", master, "auth-pass", document.password("sentinel"));
  }

  /** So that they show that they may. */
  void letReplicasReconnect() {
    for (RedisCommands<String, String> commands : servers) {
      CommandArgs<String, String> replicas =
          new CommandArgs<>(StringCodec.UTF8).add("KILL").add("TYPE").add("replica");
      commands.dispatch(CommandType.CLIENT, new IntegerOutput<>(StringCodec.UTF8), replicas);
    }
  }

  private RedisCommands<String, String> connect(RedisServer server) {
    return client.connect(RedisURI.create(server.host(), server.port())).sync();
  }

  private static void send(
      RedisCommands<String, String> commands, CommandType type, String verb, String... words) {
    CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8).add(verb);
    for (String word : words) {
      args.add(word);
    }
    commands.dispatch(type, new StatusOutput<>(StringCodec.UTF8), args);
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
  }
}
