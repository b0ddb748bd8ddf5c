package io.streamweir.cli.worker;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.streamweir.cli.Place;
import io.streamweir.cli.UsersDocument;
import io.streamweir.cli.pipelines.FlakyPipeline;
import io.streamweir.http.HttpApi;
import io.streamweir.http.core.ApiConfig;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Role;
import io.streamweir.http.engine.Engine;
import io.streamweir.http.server.HttpServer;
import io.streamweir.http.server.ServerConfig;
import io.streamweir.http.token.Token;
import io.streamweir.http.token.TokenFile;
import io.streamweir.http.token.TokenLimits;
import io.streamweir.pipeline.JobId;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisServer;
import io.streamweir.worker.Worker;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The API with the Redis users of docs/operations.md, one for each role. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServeUsersIT {
  private static final Map<Role, String> USERS =
      Map.of(Role.SUBMIT, "producer", Role.READ, "observer", Role.OPERATE, "operator");
  private static final Pattern USER = Pattern.compile(" user=(\\S+)");
  private static final Pattern URL = Pattern.compile("serving at (http://127\\.0\\.0\\.1:\\d+)");

  private final UsersDocument document = new UsersDocument();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<Role, String> secrets = new EnumMap<>(Role.class);
  private Path directory = Path.of("");
  private RedisServer server;
  private RedisClient client;
  private RedisCommands<String, String> admin;
  private String at = "";

  @BeforeAll
  void open(@TempDir Path temporary) throws Exception {
    directory = temporary;
    server = RedisServer.start();
    client = RedisClient.create(server.uri());
    admin = client.connect().sync();
    for (String line : document.lines()) {
      acl("SETUSER", UsersDocument.rules(line));
    }
    admin.auth("admin", document.password("admin"));
    for (Role role : Role.values()) {
      String secret = Token.secret();
      secrets.put(role, secret);
      TokenFile.add(
          tokens(),
          new Token(
              role.text(), Set.of(role), Token.hash(secret), Set.of(), TokenLimits.defaults()));
    }
    try (RedisLink link = RedisLink.open(as("worker"));
        Worker worker = Worker.start(link, new FlakyPipeline().pipeline())) {
      assertThat(worker).isNotNull(); // so that Redis knows the pipeline
    }
  }

  @AfterAll
  void close() {
    client.shutdown();
    server.close();
  }

  private void acl(String verb, String... words) {
    CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8).add(verb);
    for (String word : words) {
      args.add(word);
    }
    admin.dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), args);
  }

  private Path tokens() {
    return directory.resolve("tokens");
  }

  private RedisConfig as(String user) {
    return RedisConfig.of(
        server.uri().replace("//", "//" + user + ":" + document.password(user) + "@"));
  }

  private HttpResponse<InputStream> send(Role role, String method, String path, String type)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(at + path))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + secrets.get(role));
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    boolean get = method.equals("GET");
    return http.send(
        request.method(method, get ? BodyPublishers.noBody() : body(path)).build(),
        BodyHandlers.ofInputStream());
  }

  /** One that the route takes, so that it comes to ask Redis. */
  private static HttpRequest.BodyPublisher body(String path) {
    Map<String, String> bodies =
        Map.of(
            ".*/jobs(/bulk)?", "{\"input\":{\"line\":\"good\"}}",
            ".*/purge", "{\"state\":\"delayed\"}",
            ".*/dead/(replay|drop)", "{\"filter\":{}}",
            ".*/schedules/[^/]+", "{\"everySeconds\":3600,\"payload\":{\"line\":\"good\"}}");
    return BodyPublishers.ofString(
        bodies.entrySet().stream()
            .filter(each -> path.matches(each.getKey()))
            .findFirst()
            .map(Map.Entry::getValue)
            .orElse(""));
  }

  private static String text(HttpResponse<InputStream> answer) throws Exception {
    boolean endless = answer.headers().firstValue("Content-Type").orElse("").contains("stream");
    try (InputStream in = answer.body()) {
      return endless ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Who is connected to Redis, but for the test itself. */
  private Set<String> connected() {
    return USER.matcher(admin.clientList())
        .results()
        .map(found -> found.group(1))
        .filter(user -> !user.equals("admin"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** All that the API has, with a pipeline, a stage and a job that are there. */
  private List<String[]> operations() throws Exception {
    List<String[]> all = new ArrayList<>();
    JsonNode paths = Json.parse(text(send(Role.READ, "GET", "/openapi.json", ""))).get("paths");
    paths
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation -> {
                          String type =
                              operation.getValue().at("/requestBody/content").properties().stream()
                                  .findFirst()
                                  .map(Map.Entry::getKey)
                                  .orElse("");
                          all.add(new String[] {operation.getKey(), path.getKey(), type});
                        }));
    assertThat(all).hasSizeGreaterThan(40);
    return all;
  }

  private static String filled(String path, String job) {
    return path.replace("{pipeline}", FlakyPipeline.NAME)
        .replace("{stage}", "check")
        .replace("{job}", job)
        .replaceAll("\\{[a-z]+}", "nothing");
  }

  private HttpApi api() throws Exception {
    Map<Role, RedisConfig> redis = new EnumMap<>(Role.class);
    USERS.forEach((role, user) -> redis.put(role, as(user)));
    return HttpApi.of(
        Engine.of(redis, List.of(new FlakyPipeline().pipeline())),
        TokenFile.open(tokens()),
        ApiConfig.defaults(),
        List.of());
  }

  /** Whatever a caller asks, Redis hears it from users that may no more than the caller. */
  @Test
  void askRedisByTheUserOfTheRoleAlone() throws Exception {
    Map<Role, Set<String>> may =
        Map.of(
            Role.SUBMIT, Set.of("producer"),
            Role.READ, Set.of("observer"),
            Role.OPERATE, Set.of("observer", "operator"));
    for (Role role : Role.values()) {
      try (HttpApi api = api();
          HttpServer served =
              HttpServer.start(api.api(), ServerConfig.defaults().at("127.0.0.1", 0))) {
        at = served.url();
        for (String[] each : operations()) {
          ask(role, each);
        }
        checkOperations(role);
        assertThat(connected()).as(role.text()).isNotEmpty().isSubsetOf(may.get(role));
      }
      Awaitility.await().atMost(PATIENCE).until(() -> connected().isEmpty());
    }
  }

  /** All that was begun comes to a good end. */
  private void checkOperations(Role role) {
    if (role == Role.OPERATE) {
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(
                          Json.parse(text(send(role, "GET", "/v1/operations", "")))
                              .get("operations"))
                      .hasSize(4)
                      .allSatisfy(
                          each -> assertThat(each.get("state").asText()).isEqualTo("done")));
    }
  }

  /** What a role may do by its token, its user may do, too; taps apart, which nobody may remove. */
  private void ask(Role role, String[] operation) throws Exception {
    String method = operation[0].toUpperCase(Locale.ROOT);
    String path = filled(operation[1], JobId.next());
    HttpResponse<InputStream> answer = send(role, method, path, operation[2]);
    String said = role.text() + ": " + method + " " + path + " " + text(answer);
    assertThat(answer.statusCode()).as(said).isLessThan(500);
    if (!(method.equals("DELETE") && path.contains("/taps/"))) {
      assertThat(said).doesNotContain("NOPERM");
    }
  }

  /** If a route forgot to look at the role, Redis would refuse what is not the role's. */
  @Test
  void cannotDoByTheConnectionWhatTheTokenMayNot() throws Exception {
    Map<Role, RedisConfig> observers = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      observers.put(role, as("observer"));
    }
    try (HttpApi api =
            HttpApi.of(
                Engine.of(observers, List.of(new FlakyPipeline().pipeline())),
                TokenFile.open(tokens()),
                ApiConfig.defaults(),
                List.of());
        HttpServer served =
            HttpServer.start(api.api(), ServerConfig.defaults().at("127.0.0.1", 0))) {
      at = served.url();
      HttpResponse<InputStream> pause = send(Role.OPERATE, "POST", "/v1/pipelines/flaky/pause", "");
      assertThat(text(pause)).contains("problem:forbidden", "NOPERM");
      assertThat(pause.statusCode()).isEqualTo(403);
    }
    assertThat(admin.exists("sw:{flaky}:paused")).isZero();
  }

  private String passwordOf(String user) throws Exception {
    return Files.writeString(directory.resolve(user), document.password(user)).toString();
  }

  private String[] serve(Role... roles) throws Exception {
    List<String> words = new ArrayList<>(List.of("serve", "--port", "0", "-p", "flaky"));
    words.addAll(List.of("--tokens", tokens().toString()));
    for (Role role : roles) {
      String user = USERS.get(role);
      words.addAll(List.of("--redis-user", role.text() + "=" + user + ":" + passwordOf(user)));
    }
    return words.toArray(String[]::new);
  }

  @Test
  void servesEachRoleByTheUserThatIsNamed() throws Exception {
    Place nobody = new Place(server.uri(), "sw");
    try (ChildJvm serving = nobody.start(serve(Role.values()))) {
      serving.awaitOutput("serving at", PATIENCE);
      Matcher url = URL.matcher(serving.output());
      assertThat(url.find()).as(serving.output()).isTrue();
      at = url.group(1);
      String jobs = "/v1/pipelines/flaky/jobs";
      assertThat(send(Role.SUBMIT, "POST", jobs, "application/json").statusCode()).isEqualTo(202);
      assertThat(send(Role.READ, "GET", "/v1/status", "").statusCode()).isEqualTo(200);
      HttpResponse<InputStream> pause =
          send(Role.OPERATE, "POST", "/v1/pipelines/flaky/stages/check/resume", "");
      assertThat(pause.statusCode()).as(text(pause)).isEqualTo(200);
      assertThat(connected()).containsExactly("observer", "operator", "producer");
    }
  }

  @Test
  void endsWhereRedisRefusesTheUserOfARole() throws Exception {
    Place nobody = new Place(server.uri(), "sw");
    String[] words = serve(Role.values());
    Files.writeString(directory.resolve("operator"), "wrong");
    var run = nobody.run(words);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("operator", "refuses").doesNotContain("change-me");
    for (String wrong : List.of("boss=operator:f", "read=observer", "read=:f", "read")) {
      var misused = nobody.run("serve", "--port", "0", "--redis-user", wrong);
      assertThat(misused.status()).as(wrong).isEqualTo(2);
      assertThat(misused.err()).as(wrong).contains("--redis-user");
    }
  }
}
