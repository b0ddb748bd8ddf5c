package io.streamweir.stages.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.ClientConfig;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.redis.RedisConfig;
import io.streamweir.worker.WorkerConfig;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReadmeTest {
  private static final Path QUICKSTART =
      Documents.ROOT.resolve("examples/quickstart/src/main/java/quickstart/Quickstart.java");

  private static final List<String> SHOP =
      Documents.files(Documents.ROOT.resolve("examples/spring-boot/src/main/java"), ".java")
          .stream()
          .map(Documents::text)
          .toList();

  private final String readme = Documents.text(Documents.ROOT.resolve("README.md"));
  private final String configuration =
      Documents.text(Documents.ROOT.resolve("docs/configuration.md"));

  @Test
  void beginsWithTheQuickstart() {
    String source = Documents.text(QUICKSTART);
    String body = source.substring(source.indexOf("  record "), source.lastIndexOf("\n}"));

    assertThat(source.lines().count()).isLessThan(80);
    assertThat(readme.substring(readme.indexOf("```java\n")))
        .startsWith("```java\n" + body.stripIndent() + "\n```\n");
  }

  /** Each line stands in a file of the example. */
  @Test
  void showsTheMostImportantLinesOfTheShopInSpringBoot() {
    int begin = readme.indexOf("```java\n@Bean");
    List<String> lines =
        readme
            .substring(begin, readme.indexOf("\n```\n", begin))
            .lines()
            .skip(1)
            .map(line -> line.replaceAll(" // .*", "").strip())
            .filter(line -> !line.isEmpty())
            .toList();

    assertThat(lines).hasSize(10);
    assertThat(lines)
        .allSatisfy(line -> assertThat(SHOP).anySatisfy(file -> assertThat(file).contains(line)));
  }

  @Test
  void isReadInAFewMinutes() {
    assertThat(readme.lines().count()).isLessThanOrEqualTo(150);
  }

  @Test
  void beginsWithTheTwoCommands() {
    int demo = readme.indexOf("./streamweir demo");
    int verify = readme.indexOf("mvn verify");

    assertThat(demo).isBetween(0, 400);
    assertThat(verify).isBetween(demo, 600);
  }

  @Test
  void givesTheDefaultsThatTheCodeHas() {
    StageConfig stage = StageConfig.defaults();
    WorkerConfig worker = WorkerConfig.defaults();
    ClientConfig client = ClientConfig.defaults();
    RedisConfig redis = RedisConfig.of("redis://localhost");

    assertThat(stage.retention()).isZero();
    assertThat(stage.handlerTimeout()).isNull();
    assertThat(configuration)
        .contains(
            List.of(
                row("concurrency", stage.concurrency()),
                row("maxBatch", stage.maxBatch() + " entries"),
                row("maxDeliveries", stage.maxDeliveries()),
                row("maxBacklog", String.format("%,d entries", stage.maxBacklog())),
                "| `maxPayloadBytes` | " + (stage.maxPayloadBytes() >> 20) + " MiB | of one",
                "| `failure` | " + stage.failure().maxAttempts() + " attempts ",
                row("lease", worker.lease().toSeconds() + " s"),
                row("drainTimeout", worker.drainTimeout().toSeconds() + " s"),
                row("maxPayloadBytes", (client.maxPayloadBytes() >> 20) + " MiB"),
                row("submitTimeout", client.submitTimeout().toSeconds() + " s"),
                row("pollInterval", client.pollInterval().toSeconds() + " s"),
                row("namespace", "`" + redis.namespace() + "`"),
                row("commandTimeout", redis.commandTimeout().toSeconds() + " s"),
                row("connectTimeout", redis.connectTimeout().toSeconds() + " s")));
  }

  @Test
  void namesEveryComponentOfEveryConfiguration() {
    for (Class<?> config :
        List.of(StageConfig.class, WorkerConfig.class, ClientConfig.class, RedisConfig.class)) {
      List<String> components = components(config);
      assertThat(components).as(config.getName()).hasSizeGreaterThan(2);
      for (String component : components) {
        if (!component.equals("failureByException")) { // said with `failure`
          assertThat(configuration).as(config.getName()).contains("`" + component + "`");
        }
      }
    }
  }

  /** Of a record its components, of a class what can be asked of it. */
  private static List<String> components(Class<?> config) {
    if (config.isRecord()) {
      return Stream.of(config.getRecordComponents()).map(RecordComponent::getName).toList();
    }
    return Stream.of(config.getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()))
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .filter(method -> method.getParameterCount() == 0)
        .filter(method -> !method.getReturnType().equals(config))
        .map(Method::getName)
        .toList();
  }

  private static String row(String name, Object value) {
    return "| `" + name + "` | " + value + " |";
  }
}
