package io.streamweir.cli;

import io.streamweir.pipeline.Priority;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads priorities by their names. */
final class PriorityConverter implements ITypeConverter<Priority> {
  @Override
  public Priority convert(String text) {
    try {
      return Priority.of(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
