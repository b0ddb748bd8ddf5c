package io.streamweir.spring.boot.aot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.proxies;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.reflection;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.resource;

import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.WindowSummary;
import io.streamweir.redis.RedisLink;
import io.streamweir.spring.boot.client.ClientAutoConfiguration;
import io.streamweir.spring.boot.connection.ConnectionAutoConfiguration;
import io.streamweir.spring.boot.job.JobAutoConfiguration;
import io.streamweir.spring.boot.job.JobHandler;
import io.streamweir.spring.boot.job.JobSchedule;
import io.streamweir.spring.boot.key.KeyAutoConfiguration;
import io.streamweir.spring.boot.override.OverrideAutoConfiguration;
import io.streamweir.spring.boot.worker.WorkerAutoConfiguration;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;
import org.springframework.modulith.events.core.EventPublicationRepository;

/** What is kept of an application that is processed ahead of time. */
class HintsTest {
  record Item(String name) {}

  record Order(List<Item> items) {}

  record Mail(String to) {}

  record Sent(long at) {}

  static class Mails {
    @JobHandler(pipeline = "mails")
    Outcome<Sent> send(Mail mail) {
      return Outcome.finish(new Sent(1));
    }

    @JobSchedule(pipeline = "mails", name = "digest", cron = "0 7 * * *")
    Mail digest() {
      return new Mail("boss");
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Shop {
    @Bean
    Pipeline<Order> orders() {
      return Pipeline.named("orders")
          .accepts(Order.class)
          .stage("say", Order.class, (order, context) -> Outcome.finish(order))
          .build();
    }

    @Bean
    Mails mails() {
      return new Mails();
    }
  }

  private static RuntimeHints hints() {
    DefaultGenerationContext generation =
        new DefaultGenerationContext(
            new ClassNameGenerator(ClassName.get(Shop.class)), new InMemoryGeneratedFiles());
    try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
      context.register(
          Shop.class,
          ConnectionAutoConfiguration.class,
          OverrideAutoConfiguration.class,
          ClientAutoConfiguration.class,
          JobAutoConfiguration.class,
          WorkerAutoConfiguration.class,
          KeyAutoConfiguration.class);
      new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
    }
    return generation.getRuntimeHints();
  }

  @Test
  void keepRecordsThatTravelWithTheRecordsInThem() throws ReflectiveOperationException {
    RuntimeHints hints = hints();
    for (Class<?> type : List.of(Order.class, Item.class, Mail.class, Sent.class)) {
      assertThat(reflection().onConstructorInvocation(type.getDeclaredConstructors()[0]))
          .as(type.getName())
          .accepts(hints);
      assertThat(reflection().onMethodInvocation(type.getRecordComponents()[0].getAccessor()))
          .as(type.getName())
          .accepts(hints);
    }
  }

  @Test
  void keepAnnotatedMethods() throws ReflectiveOperationException {
    RuntimeHints hints = hints();
    assertThat(reflection().onMethodInvocation(Mails.class.getDeclaredMethod("send", Mail.class)))
        .accepts(hints);
    assertThat(reflection().onMethodInvocation(Mails.class.getDeclaredMethod("digest")))
        .accepts(hints);
  }

  @Test
  void keepEachScriptOfTheEngine() throws Exception {
    RuntimeHints hints = hints();
    Path classes =
        Path.of(RedisLink.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> scripts = scripts(classes);
    assertThat(scripts).hasSizeGreaterThan(40);
    assertThat(scripts)
        .allSatisfy(script -> assertThat(resource().forResource(script)).accepts(hints));
    assertThat(resource().forResource("io/streamweir/http/console/index.html")).accepts(hints);
    assertThat(resource().forResource("io/other/script.lua")).rejects(hints);
  }

  /** In a directory of classes, or in a jar. */
  private static List<String> scripts(Path classes) throws IOException {
    if (Files.isDirectory(classes)) {
      return scriptsBelow(classes);
    }
    try (FileSystem jar = FileSystems.newFileSystem(classes)) {
      return scriptsBelow(jar.getPath("/"));
    }
  }

  private static List<String> scriptsBelow(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString())
          .filter(name -> name.endsWith(".lua"))
          .toList();
    }
  }

  @Test
  void keepWhatAvroHasGeneratedAndTheProxyForModulith() {
    RuntimeHints hints = hints();
    assertThat(reflection().onFieldAccess(WindowSummary.class, "SCHEMA$")).accepts(hints);
    assertThat(reflection().onFieldAccess(WindowSummary.class, "MODEL$")).accepts(hints);
    assertThat(proxies().forInterfaces(EventPublicationRepository.class)).accepts(hints);
  }
}
