package io.streamweir.spring.boot.http;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.http.HttpApi;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** The API in an application's own server, below its security. */
@WithRedis
@Order(1) // takes longest
class HttpIT {
  private static final String INPUT = "{\"input\": {\"id\": \"A-17\"}}";

  private final HttpClient client = HttpClient.newHttpClient();
  private RedisSpace redis;
  private @Nullable ConfigurableApplicationContext application;

  record Order(String id) {}

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Shop {
    @Bean
    Pipeline<Order> orders() {
      return Pipeline.named("orders")
          .accepts(Order.class)
          .stage("check", Order.class, (order, context) -> Outcome.finish())
          .build();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Security {
    @Bean
    UserDetailsService users() {
      return new InMemoryUserDetailsManager(
          User.withUsername("boss").password("{noop}b").roles("OPS").build(),
          User.withUsername("clerk").password("{noop}c").roles("CLERK").build(),
          User.withUsername("guest").password("{noop}g").roles("GUEST").build());
    }

    @Bean
    SecurityFilterChain chain(HttpSecurity http) throws Exception {
      return http.authorizeHttpRequests(all -> all.anyRequest().authenticated())
          .httpBasic(Customizer.withDefaults())
          .csrf(csrf -> csrf.ignoringRequestMatchers("/streamweir/**"))
          .build();
    }
  }

  @BeforeEach
  void space(RedisSpace redis) {
    this.redis = redis;
  }

  @AfterEach
  void stop() {
    if (application != null) {
      application.close();
    }
  }

  private void start(Class<?> more, String... properties) {
    SpringApplication spring = new SpringApplication(Shop.class, more);
    String[] all = new String[properties.length + 4];
    System.arraycopy(properties, 0, all, 0, properties.length);
    all[properties.length] = "--server.port=0";
    all[properties.length + 1] = "--streamweir.redis.uri=" + redis.uri();
    all[properties.length + 2] = "--streamweir.namespace=" + redis.namespace();
    all[properties.length + 3] = "--streamweir.worker.enabled=false";
    application = spring.run(all);
  }

  private HttpRequest.Builder at(String path, @Nullable String user) {
    int port = ((WebServerApplicationContext) application).getWebServer().getPort();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(PATIENCE);
    if (user != null) {
      String login = user + ":" + user.charAt(0);
      request.header(
          "Authorization",
          "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
    }
    return request;
  }

  private HttpResponse<String> get(String path, @Nullable String user) throws Exception {
    return client.send(at(path, user).build(), BodyHandlers.ofString());
  }

  private HttpRequest post(String path, @Nullable String user, String body) {
    return at(path, user)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private int submit(@Nullable String user) throws Exception {
    return client
        .send(post("/streamweir/v1/pipelines/orders/jobs", user, INPUT), BodyHandlers.ofString())
        .statusCode();
  }

  private int pause(@Nullable String user) throws Exception {
    return client
        .send(post("/streamweir/v1/pipelines/orders/pause", user, "{}"), BodyHandlers.ofString())
        .statusCode();
  }

  @Test
  void rolesOfTheApplicationDecideWhatMayBeDone() throws Exception {
    start(
        Security.class,
        "--streamweir.http.base-path=/streamweir",
        "--streamweir.http.roles.submit=CLERK",
        "--streamweir.http.roles.operate=OPS");

    assertThat(submit(null)).isEqualTo(401);
    assertThat(submit("clerk")).isEqualTo(202);
    assertThat(submit("guest")).isEqualTo(403);
    assertThat(pause("clerk")).isEqualTo(403);
    assertThat(pause("boss")).isEqualTo(200);
    assertThat(get("/streamweir/v1/pipelines/orders/status", "boss").body())
        .contains("\"lag\":1", "\"by\":\"boss\"");
    assertThat(get("/streamweir/v1/pipelines", "guest").statusCode()).isEqualTo(403);
  }

  @Test
  void aRoleMayOnlyLook() throws Exception {
    start(
        Security.class,
        "--streamweir.http.base-path=/streamweir",
        "--streamweir.http.roles.read=GUEST");

    assertThat(get("/streamweir/v1/pipelines", "guest").statusCode()).isEqualTo(200);
    assertThat(submit("guest")).isEqualTo(403);
    assertThat(pause("guest")).isEqualTo(403);
  }

  @Test
  void everybodyWhoHasLoggedInMayDoEverythingWithoutRoles() throws Exception {
    start(Security.class, "--streamweir.http.base-path=/streamweir");

    assertThat(submit("guest")).isEqualTo(202);
    assertThat(pause("guest")).isEqualTo(200);
    HttpResponse<String> console = get("/streamweir/console/", "guest");
    assertThat(console.statusCode()).isEqualTo(200);
    assertThat(console.headers().firstValue("Content-Type").orElseThrow()).contains("text/html");
  }

  /** The application's own paths answer as before. */
  @Test
  void isOffWithoutAPath() throws Exception {
    start(Security.class);

    assertThat(application.getBeansOfType(HttpApi.class)).isEmpty();
    assertThat(submit("boss")).isEqualTo(404);
    assertThat(get("/streamweir/v1/pipelines", "boss").statusCode()).isEqualTo(404);
  }

  @Configuration(proxyBeanMethods = false)
  static class Open {
    @Bean
    SecurityFilterChain chain(HttpSecurity http) throws Exception {
      return http.authorizeHttpRequests(all -> all.anyRequest().permitAll())
          .anonymous(anonymous -> anonymous.disable())
          .csrf(csrf -> csrf.disable())
          .build();
    }
  }

  @Test
  void refusesSendersWhomNobodyKnows() throws Exception {
    start(Open.class, "--streamweir.http.base-path=/streamweir");

    assertThat(submit(null)).isEqualTo(401);
  }

  @Test
  void mayBeOpenToEverybody() throws Exception {
    start(
        Open.class, "--streamweir.http.base-path=/streamweir", "--streamweir.http.anonymous=true");

    assertThat(submit(null)).isEqualTo(202);
  }

  @Test
  void aPageFromElsewhereCannotUseALogin() throws Exception {
    start(
        Security.class,
        "--streamweir.http.base-path=/streamweir",
        "--streamweir.http.origins=https://shop.example");

    assertThat(pauseFrom("https://evil.example")).isEqualTo(403);
    assertThat(pauseFrom("https://shop.example")).isEqualTo(200);
  }

  private int pauseFrom(String origin) throws Exception {
    HttpRequest request =
        at("/streamweir/v1/pipelines/orders/pause", "boss")
            .header("Origin", origin)
            .POST(BodyPublishers.noBody())
            .build();
    return client.send(request, BodyHandlers.ofString()).statusCode();
  }

  @Test
  void bodiesAreBounded() throws Exception {
    start(
        Security.class,
        "--streamweir.http.base-path=/streamweir",
        "--streamweir.http.max-body=10B");

    assertThat(submit("boss")).isEqualTo(413);
  }

  /** A client that waits for a result is told to ask again, and does not keep the server. */
  @Test
  void aWaitEndsWhenTheApplicationStops() throws Exception {
    start(
        Security.class,
        "--streamweir.http.base-path=/streamweir",
        "--streamweir.http.drain-timeout=60s");
    HttpRequest request =
        HttpRequest.newBuilder(
                post("/streamweir/v1/pipelines/orders/jobs", "boss", INPUT), (n, v) -> true)
            .header("Prefer", "wait=60")
            .build();
    CompletableFuture<HttpResponse<String>> waits =
        client.sendAsync(request, BodyHandlers.ofString());
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                get("/streamweir/v1/pipelines/orders/status", "boss").body().contains("\"lag\":1"));

    application.close();

    HttpResponse<String> answer = waits.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.headers().firstValue("Location")).isPresent();
  }
}
