package io.streamweir.cli.option;

import io.streamweir.inspect.JobState;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads states of jobs by their names. */
public final class StateConverter implements ITypeConverter<JobState> {
  @Override
  public JobState convert(String text) {
    try {
      return JobState.of(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
