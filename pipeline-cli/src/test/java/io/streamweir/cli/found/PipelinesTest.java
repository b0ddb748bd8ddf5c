package io.streamweir.cli.found;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamweir.cli.Providers;
import io.streamweir.cli.failure.CommandFailedException;
import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.pipelines.SlowPipeline;
import io.streamweir.cli.text.TextTable;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineProvider;
import io.streamweir.stages.accesslog.AccessLogPipeline;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelinesTest {
  private final List<String> warnings = new ArrayList<>();

  /** Throws as soon as it is asked. */
  public static final class Broken implements PipelineProvider {
    @Override
    public Pipeline<?> pipeline() {
      throw new IllegalStateException("no configuration");
    }
  }

  /** Has a pipeline, and something that its workers need. */
  public static class Needy implements PipelineProvider {
    @Override
    public Pipeline<?> pipeline() {
      return new SlowPipeline().pipeline();
    }

    @Override
    public Optional<String> missing() {
      return Optional.of("set NEEDED");
    }
  }

  /** Was given something that makes no sense. */
  public static final class Wrong extends Needy {
    @Override
    public Optional<String> missing() {
      throw new IllegalArgumentException("NEEDED is nonsense");
    }
  }

  @Test
  void aProviderSaysWhatItsWorkersLack() {
    Pipelines pipelines = of(Needy.class.getName(), AccessLogPipeline.class.getName());
    assertThat(pipelines.missing(pipelines.find("slow"))).contains("set NEEDED");
    assertThat(pipelines.missing(pipelines.find("access-log"))).isEmpty();
  }

  @Test
  void whatMakesNoSenseIsWrongUsage() {
    Pipelines pipelines = of(Wrong.class.getName());
    Pipeline<?> wrong = pipelines.find("slow");
    assertThatThrownBy(() -> pipelines.missing(wrong))
        .isInstanceOf(UsageException.class)
        .hasMessage("cannot work on slow: NEEDED is nonsense");
  }

  @Test
  void brokenProvidersHinderNobody() {
    Pipelines pipelines =
        of(
            "no.such.Provider",
            Broken.class.getName(),
            AccessLogPipeline.class.getName(),
            TextTable.class.getName());
    assertThat(pipelines.find("access-log").name()).isEqualTo("access-log");
    assertThat(pipelines.find("").name()).isEqualTo("access-log");
    assertThat(warnings).hasSize(3).anyMatch(w -> w.contains("no configuration"));
  }

  @Test
  void aBrokenProviderIsNoReasonToWarnWhereItsPipelineIsNotNeeded() {
    of(Broken.class.getName(), AccessLogPipeline.class.getName()).find("access-log");
    assertThat(warnings).isEmpty();
  }

  @Test
  void anUnknownNameIsAnsweredWithTheKnownOnesAndTheBrokenOnes() {
    Pipelines pipelines = of(Broken.class.getName(), AccessLogPipeline.class.getName());
    assertThatThrownBy(() -> pipelines.find("nope"))
        .isInstanceOf(UsageException.class)
        .hasMessage("unknown pipeline 'nope'; known: access-log");
    assertThat(warnings).hasSize(1);
  }

  @Test
  void whereThereAreSeveralOneMustBeNamed() {
    Pipelines pipelines = of(SlowPipeline.class.getName(), AccessLogPipeline.class.getName());
    assertThatThrownBy(() -> pipelines.find(""))
        .isInstanceOf(UsageException.class)
        .hasMessage("which pipeline? Give --pipeline, one of access-log, slow");
  }

  @Test
  void whereThereIsNoneItSaysHowToAddOne() {
    assertThatThrownBy(() -> of().all()).hasMessageContaining("STREAMWEIR_CLASSPATH");
  }

  private Pipelines of(String... providers) {
    return of(Map.of(), providers);
  }

  private Pipelines of(Map<String, String> environment, String... providers) {
    return new Pipelines(warnings::add, environment, new Providers(providers));
  }

  private static Map<String, String> ownTests() {
    URL tests = PipelinesTest.class.getProtectionDomain().getCodeSource().getLocation();
    return Map.of("STREAMWEIR_CLASSPATH", Path.of(URI.create(tests.toString())).toString());
  }

  @Test
  void shippedPipelinesStepBackBehindTheUsersOwn() {
    Pipelines pipelines =
        of(ownTests(), AccessLogPipeline.class.getName(), SlowPipeline.class.getName());
    assertThat(pipelines.find("").name()).isEqualTo("slow");
    assertThat(pipelines.all()).extracting(Pipeline::name).containsExactly("slow");
    assertThat(pipelines.find("access-log").name()).as("named").isEqualTo("access-log");
  }

  @Test
  void knowsWhetherPipelinesMayBeMissing() {
    assertThat(of(AccessLogPipeline.class.getName()).incomplete()).isFalse();
    assertThat(of(AccessLogPipeline.class.getName(), Broken.class.getName()).incomplete()).isTrue();
    assertThat(of(Map.of("STREAMWEIR_CLASSPATH", "/nope/shop.jar")).incomplete()).isTrue();
  }

  @Test
  void shippedPipelinesDoNotStandInForABrokenOne() {
    Pipelines pipelines = of(ownTests(), AccessLogPipeline.class.getName(), Broken.class.getName());
    assertThatThrownBy(pipelines::all)
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("none of the pipelines that were given can be used");
    assertThat(warnings).singleElement().asString().contains("no configuration");
  }

  @Test
  void aVariableNamesThePipelinesThatAreMeant() {
    String[] providers = {AccessLogPipeline.class.getName(), SlowPipeline.class.getName()};
    Pipelines one = of(Map.of("STREAMWEIR_PIPELINES", "access-log"), providers);
    assertThat(one.find("").name()).isEqualTo("access-log");
    assertThat(one.all()).extracting(Pipeline::name).containsExactly("access-log");
    assertThat(one.find("slow").name()).isEqualTo("slow");
    assertThat(of(Map.of("STREAMWEIR_PIPELINES", " slow, access-log,"), providers).all())
        .hasSize(2);
    Pipelines wrong = of(Map.of("STREAMWEIR_PIPELINES", "acess-log"), providers);
    assertThatThrownBy(wrong::all)
        .isInstanceOf(UsageException.class)
        .hasMessage("unknown pipeline 'acess-log'; known: access-log, slow");
  }

  @Test
  void refusesAPipelineThatTwoProvidersGive() {
    Pipelines pipelines =
        of(SlowPipeline.class.getName(), Needy.class.getName(), AccessLogPipeline.class.getName());
    assertThatThrownBy(() -> pipelines.find("slow"))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContainingAll(
            "two pipelines 'slow'",
            SlowPipeline.class.getName(),
            Needy.class.getName(),
            "test-classes");
    assertThatThrownBy(pipelines::all).isInstanceOf(CommandFailedException.class);
    assertThat(pipelines.find("access-log").name()).isEqualTo("access-log");
  }

  /** As an old and a new jar of the same pipeline beside each other are. */
  @Test
  void refusesAPipelineWhoseProviderIsThereTwice(@TempDir Path old) throws IOException {
    String file = SlowPipeline.class.getName().replace('.', '/') + ".class";
    Files.createDirectories(old.resolve(file).getParent());
    Files.writeString(old.resolve(file), "the loader takes the first one");
    ClassLoader services = new Providers(SlowPipeline.class.getName());
    try (URLClassLoader both = new URLClassLoader(new URL[] {old.toUri().toURL()}, services)) {
      Pipelines pipelines = new Pipelines(warnings::add, Map.of(), both);
      assertThatThrownBy(() -> pipelines.find("slow"))
          .isInstanceOf(CommandFailedException.class)
          .hasMessageContainingAll("two pipelines 'slow'", old.toString(), "test-classes");
    }
  }

  @Test
  void namesEachEntryOfTheClassPathThatCannotBeUsed(@TempDir Path directory) throws IOException {
    Path text = Files.writeString(directory.resolve("a.log"), "no jar");
    String entries =
        String.join(
            File.pathSeparator, "/nope/shop.jar", directory + "/*", directory + "/no/*", "" + text);
    Pipelines pipelines =
        of(Map.of("STREAMWEIR_CLASSPATH", entries), AccessLogPipeline.class.getName());
    assertThat(pipelines.find("access-log").name()).isEqualTo("access-log");
    assertThat(warnings)
        .containsExactly(
            "STREAMWEIR_CLASSPATH: there is no /nope/shop.jar",
            "STREAMWEIR_CLASSPATH: "
                + directory
                + "/* names no jars: there are none in that directory",
            "STREAMWEIR_CLASSPATH: there is no " + directory + "/no/*",
            "STREAMWEIR_CLASSPATH: " + text + " is no jar, or is damaged");
    assertThatThrownBy(pipelines::all)
        .as("the shipped ones do not stand in")
        .isInstanceOf(CommandFailedException.class);
  }
}
