package io.streamweir.cli.option;

import io.streamweir.pipeline.Priority;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads priorities by their names. */
public final class PriorityConverter implements ITypeConverter<Priority> {
  @Override
  public Priority convert(String text) {
    try {
      return Priority.of(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
