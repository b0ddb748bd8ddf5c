package io.streamweir.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.streamweir.benchmarks.measure.CaseResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Everything that one run found out.
 *
 * @param machine where it ran
 * @param quick whether it was a quick one, whose figures say little
 * @param cases the contests, in the order in which they took place
 */
public record RunResult(Machine machine, boolean quick, List<CaseResult> cases) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Reads what {@link #write} wrote. */
  public static RunResult read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), RunResult.class);
  }

  /** Writes it as JSON. */
  public void write(Path file) throws IOException {
    JSON.writeValue(file.toFile(), this);
  }
}
