package io.streamweir.cli;

import picocli.CommandLine.Option;

/** The option that names one pipeline. */
final class PipelineOption {
  @Option(
      names = {"-p", "--pipeline"},
      paramLabel = "NAME",
      description = "The pipeline; may be left out where there is only one")
  private String name = "";

  /** Empty where it was not given. */
  String name() {
    return name;
  }
}
