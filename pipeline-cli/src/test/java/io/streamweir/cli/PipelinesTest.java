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
