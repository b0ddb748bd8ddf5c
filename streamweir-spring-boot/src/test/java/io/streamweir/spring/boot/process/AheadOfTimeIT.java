package io.streamweir.spring.boot.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplicationAotProcessor;

/** An application that was processed ahead of time, as Boot's plug-ins for builds do it. */
class AheadOfTimeIT {
  private static final String NO_RESTART = "-Dspring.devtools.restart.enabled=false";

  @TempDir private Path scratch;

  @Test
  void worksFromGeneratedCode() throws Exception {
    Path classes = Files.createDirectories(scratch.resolve("classes"));
    generate(classes);

    Path file = scratch.resolve("ledger");
    try (RedisServer redis = RedisServer.start();
        ShopInstance shop =
            ShopInstance.start(
                List.of(NO_RESTART, "-Dspring.aot.enabled=true"),
                GeneratedMain.class,
                redis,
                file,
                classes.toString())) {
      shop.awaitOpen();
      assertThat(shop.jvm().output()).contains("AOT-processed");
      assertThat(shop.order("A-17")).isEqualTo("paid A-17");
      shop.post("/mails/ann");
      await()
          .atMost(ShopInstance.PATIENCE)
          .until(() -> new Ledger(file).entries().contains("mail to ann"));
      assertThat(shop.get("shop", "/actuator/streamweir/mails/schedules").body())
          .contains("digest");
    }
  }

  private void generate(Path classes) throws IOException {
    Path sources = scratch.resolve("sources");
    try (ChildJvm processor =
        ChildJvm.start(
            List.of(NO_RESTART),
            Map.of(),
            SpringApplicationAotProcessor.class,
            ShopProcess.class.getName(),
            sources.toString(),
            scratch.resolve("resources").toString(),
            classes.toString(),
            "example",
            "shop",
            "--shop.ledger=" + scratch.resolve("ledger"))) {
      assertThat(processor.awaitExit(ShopInstance.PATIENCE)).as(processor.output()).hasValue(0);
    }
    compile(sources, classes);
  }

  private static void compile(Path sources, Path classes) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("-nowarn", "-proc:none", "-d", classes.toString(), "-cp", classPath(classes)));
    try (Stream<Path> files = Files.walk(sources)) {
      files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(arguments::add);
    }
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, arguments.toArray(String[]::new)))
        .isZero();
  }

  /** That of a JVM that is started, since Surefire hides its own. */
  private static String classPath(Path classes) {
    List<String> command = ChildJvm.commandLine(ShopProcess.class);
    return classes + File.pathSeparator + command.get(command.indexOf("-cp") + 1);
  }
}
