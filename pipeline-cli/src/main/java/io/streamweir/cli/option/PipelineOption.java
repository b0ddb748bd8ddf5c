package io.streamweir.cli.option;

import picocli.CommandLine.Option;

/** The option that names one pipeline. */
public final class PipelineOption {
  @Option(
      names = {"-p", "--pipeline"},
      paramLabel = "NAME",
      description =
          "The pipeline. May be left out where STREAMWEIR_PIPELINES names one, or where there is"
              + " one of your own or else one at all")
  private String name = "";

  /** Empty where it was not given. */
  public String name() {
    return name;
  }
}
