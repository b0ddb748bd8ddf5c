package io.streamweir.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineProvider;
import io.streamweir.stages.accesslog.AccessLogPipeline;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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
    return new Pipelines(warnings::add, new Services(String.join("\n", providers)));
  }

  /** A class path whose only list of services is the given one. */
  private static final class Services extends ClassLoader {
    private final String list;

    Services(String list) {
      super(PipelinesTest.class.getClassLoader());
      this.list = list;
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      return name.startsWith("META-INF/services/")
          ? Collections.enumeration(List.of(url()))
          : super.getResources(name);
    }

    @SuppressWarnings("deprecation") // the replacement came with Java 20
    private URL url() throws IOException {
      return new URL(
          null,
          "memory:services",
          new URLStreamHandler() {
            @Override
            protected URLConnection openConnection(URL url) {
              return new URLConnection(url) {
                @Override
                public void connect() {}

                @Override
                public InputStream getInputStream() {
                  return new ByteArrayInputStream(list.getBytes(StandardCharsets.UTF_8));
                }
              };
            }
          });
    }
  }
}
