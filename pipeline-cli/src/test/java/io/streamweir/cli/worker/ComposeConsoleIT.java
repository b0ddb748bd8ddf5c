package io.streamweir.cli.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.streamweir.cli.Place;
import io.streamweir.cli.UsersDocument;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The console of docker-compose.yml, with its users, passwords and tokens. */
class ComposeConsoleIT {
  private static final Pattern COMMAND =
      Pattern.compile(
          "\\n  console:\\n.*?    command:\\n((?:      - [^\\n]*\\n)+)", Pattern.DOTALL);

  /** As the file has them, but for where. */
  private static String[] words() throws IOException {
    Matcher command = COMMAND.matcher(Files.readString(Path.of("../docker-compose.yml")));
    assertThat(command.find()).isTrue();
    String files = Path.of("../deploy/console").toAbsolutePath().toString();
    return (command.group(1) + "      - --port\n      - 0\n")
        .lines()
        .map(line -> line.strip().substring(2))
        .map(word -> word.replace("/etc/streamweir", files).replace("0.0.0.0", "127.0.0.1"))
        .toArray(String[]::new);
  }

  private static void load(RedisServer server) throws IOException {
    RedisClient client = RedisClient.create(server.uri());
    try {
      var admin = client.connect().sync();
      List<String> lines = Files.readAllLines(Path.of("../deploy/redis/users.acl"));
      for (String line : lines) {
        CommandArgs<String, String> rules = new CommandArgs<>(StringCodec.UTF8).add("SETUSER");
        for (String rule : UsersDocument.rules(line)) {
          rules.add(rule);
        }
        admin.dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), rules);
      }
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
  }

  @Test
  void servesThoseWhoHaveTheToken() throws Exception {
    try (RedisServer server = RedisServer.start()) {
      load(server);
      ChildJvm process = new Place(server.uri(), "sw").start(words());
      try (Served served = new Served(process).as("demo-operator")) {
        assertThat(served.send("GET", "/console/", "").statusCode()).isEqualTo(200);
        assertThat(served.json("GET", "/v1/me", "").get("name").asText()).isEqualTo("demo");
        String jobs = "/v1/pipelines/access-log/jobs";
        String job = "{\"input\":{\"line\":\"x\"}}";
        assertThat(served.send("POST", jobs, job).statusCode()).isEqualTo(202);
        String pause = "/v1/pipelines/access-log/pause";
        JsonNode paused = served.json("POST", pause, "{}");
        assertThat(paused.get("by").asText()).isEqualTo("demo");
        assertThat(served.send("GET", "/v1/status", "").statusCode()).isEqualTo(200);
        served.as("guessed");
        assertThat(served.send("GET", "/v1/me", "").statusCode()).isEqualTo(401);
      }
    }
  }
}
