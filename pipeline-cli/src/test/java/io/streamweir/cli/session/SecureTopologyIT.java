package io.streamweir.cli.session;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.cli.Place;
import io.streamweir.cli.Run;
import io.streamweir.cli.UsersDocument;
import io.streamweir.http.core.Json;
import io.streamweir.testkit.CertificateAuthority;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.NodeTls;
import io.streamweir.testkit.RedisCluster;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.SentinelGroup;
import io.streamweir.testkit.TlsIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The commands as the users of docs/operations.md, over TLS with client certificates, where there
 * are several servers: before and after a master has died.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(1) // takes longest
class SecureTopologyIT {

  private final UsersDocument document = new UsersDocument();
  private CertificateAuthority authority;
  private TlsIdentity client;
  private NodeTls tls;

  @BeforeAll
  void open() {
    authority = CertificateAuthority.create();
    client = authority.issue("dns:client");
    tls = new NodeTls(authority, authority.issue("ip:127.0.0.1"));
  }

  @AfterAll
  void close() {
    authority.close();
  }

  @Test
  void onACluster() {
    try (RedisCluster cluster = RedisCluster.startWithTls(tls, 3, 1);
        ServerUsers users = new ServerUsers(document)) {
      cluster.nodes().forEach(node -> users.load(node, document.clusterRules()));
      users.letReplicasReconnect();
      cluster.awaitHealthy();
      int slot = RedisCluster.slotOf("sw:{spread/0}:inbox:check");
      allWorks(
          cluster.uri(),
          () -> {
            RedisServer master = cluster.masterOf(slot);
            master.kill();
            cluster.awaitPromotion(slot, master, PATIENCE);
          });
    }
  }

  @Test
  void behindSentinels() {
    try (SentinelGroup group = SentinelGroup.startWithTls(tls);
        ServerUsers users = new ServerUsers(document)) {
      group.servers().forEach(server -> users.load(server, List.of()));
      group.sentinels().forEach(sentinel -> users.tell(sentinel, SentinelGroup.MASTER_NAME));
      users.letReplicasReconnect();
      group.awaitReplica();
      allWorks(
          group.uri(),
          () -> {
            RedisServer master = group.master();
            master.kill();
            group.awaitPromotion(master, PATIENCE);
          });
    }
  }

  private Place as(String user, String uri) {
    String credentials = user + ":" + document.password(user);
    List<String> certificates =
        List.of(
            "--tls-ca", authority.certificate().toString(),
            "--tls-cert", client.certificate().toString(),
            "--tls-key", client.key().toString());
    return new Place(uri.replace("//", "//" + credentials + "@"), "sw", certificates);
  }

  private void allWorks(String uri, Runnable failover) {
    try (ChildJvm worker = as("worker", uri).start("worker", "-p", "spread");
        ChildJvm listener =
            as("observer", uri).start("results", "-p", "spread", "--follow", "--json")) {
      worker.awaitOutput("is ready", PATIENCE);
      Place producer = as("producer", uri);
      Place observer = as("observer", uri);
      submitAndWait(producer, observer, "one\ntwo\nbad\n", 1, "--replicated", "1");
      nobodyMayDoMore(uri);
      deadLetters(uri, observer);
      failover.run();
      submitAndWait(producer, observer, "three\nbad\n", 1);
      works(as("worker", uri), "doctor", "-p", "spread");
      works(observer, "report");
      hearsAgain(producer, listener);
      worker.terminate();
      assertThat(worker.awaitExit(PATIENCE)).hasValue(0);
      assertThat(worker.output())
          .doesNotContain("NOPERM", "WRONGPASS", document.password("worker"));
      operates(as("operator", uri), producer, observer);
    }
  }

  /**
   * What is published while it subscribes anew it misses, as documented: so jobs follow until it
   * hears as many together as reach every partition.
   */
  private static void hearsAgain(Place producer, ChildJvm listener) {
    List<List<String>> rounds = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              String round = "round " + rounds.size() + ", job ";
              rounds.add(IntStream.rangeClosed(1, 50).mapToObj(i -> round + i + ".").toList());
              String lines = String.join("\n", rounds.get(rounds.size() - 1)) + "\n";
              producer.runWithInput(lines, "submit", "-p", "spread", "-");
              String heard = listener.output();
              return rounds.stream().anyMatch(jobs -> jobs.stream().allMatch(heard::contains));
            });
  }

  private static void submits(Place producer, String lines, String... options) {
    String[] submit = of(List.of("-p", "spread", "-"), "submit", options);
    assertThat(producer.runWithInput(lines, submit).all())
        .isEqualTo("submitted %d, refused 0, duplicates 0\n".formatted(lines.lines().count()));
  }

  private static void submitAndWait(
      Place producer, Place observer, String lines, int dead, String... options) {
    submits(producer, lines, options);
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              Run status = observer.run("status", "-p", "spread", "--json");
              assertThat(status.status()).as(status.err()).isZero();
              JsonNode stages = Json.parse(status.out()).at("/pipelines/0/stages");
              return stages.at("/0/backlog").asInt(1) + stages.at("/1/backlog").asInt(1) == 0
                  && stages.at("/0/dead").asInt() == dead;
            });
  }

  private void deadLetters(String uri, Place observer) {
    JsonNode letter = Json.parse(works(observer, "dead", "list", "-p", "spread", "--json").out());
    String job = letter.at("/job").asText();
    String id = letter.at("/id").asText();
    assertThat(works(as("producer", uri), "job", "-p", "spread", job).out()).contains("bad line");
    assertThat(works(observer, "dead", "show", "-p", "spread", "--id", id).out()).contains("bad");
    Place operator = as("operator", uri);
    works(operator, "dead", "replay", "-p", "spread", "--all", "--yes");
    await()
        .atMost(PATIENCE)
        .until(() -> operator.run("dead", "list", "-p", "spread").out().contains("bad line"));
    works(operator, "dead", "drop", "-p", "spread", "--all", "--yes");
  }

  /** While no worker runs, so that all stays where it is. */
  private static void operates(Place operator, Place producer, Place observer) {
    works(operator, "pause", "-p", "spread", "--refuse-submits");
    Run refused = producer.runWithInput("x\n", "submit", "-p", "spread", "-");
    assertThat(refused.err()).contains("submits are refused while the pipeline is paused");
    works(operator, "resume", "-p", "spread");
    List<String> check = List.of("-p", "spread", "--stage", "check");
    works(operator, of(check, "purge", "--yes", "--state", "waiting")); // what the worker has left
    submits(producer, "four\nfive\n");
    submits(producer, "six\nseven\n", "--delay", "1h");
    assertThat(works(observer, of(check, "jobs", "--json")).lines()).hasSize(2);
    String[] runNow = of(check, "run-now", "--yes", "--where", "line=six");
    assertThat(works(operator, runNow).out()).isEqualTo("due 1\n");
    for (String state : List.of("waiting", "delayed")) {
      String[] purge = of(check, "purge", "--yes", "--state", state);
      assertThat(works(operator, purge).out()).startsWith("cancelled 2");
    }
  }

  private static String[] of(List<String> choice, String command, String... options) {
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(choice);
    words.addAll(List.of(options));
    return words.toArray(String[]::new);
  }

  private static Run works(Place place, String... command) {
    Run run = place.run(command);
    assertThat(run.status()).as("%s: %s", List.of(command), run.all()).isZero();
    return run;
  }

  private void nobodyMayDoMore(String uri) {
    refused(as("producer", uri).run("status", "-p", "spread"));
    refused(as("worker", uri).run("dead", "drop", "-p", "spread", "--all", "--yes"));
    refused(as("observer", uri).runWithInput("x\n", "submit", "-p", "spread", "-"));
    refused(as("operator", uri).runWithInput("x\n", "submit", "-p", "spread", "-"));
  }

  private static void refused(Run run) {
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).containsPattern("NOPERM|the Redis user may not");
  }
}
