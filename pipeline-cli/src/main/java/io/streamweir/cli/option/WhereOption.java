package io.streamweir.cli.option;

import io.streamweir.inspect.JobFilter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which jobs, by their payloads. */
public final class WhereOption {
  @Option(
      names = "--where",
      paramLabel = "EXPRESSION",
      converter = Expression.class,
      description =
          "Jobs whose payloads match: path=value or path!=value, as user.id=42 or"
              + " lines[0].sku!=a1. Several must all match")
  private List<String> expressions = new ArrayList<>();

  public JobFilter filter() {
    return JobFilter.of(expressions);
  }

  /** The option as it was given. */
  public List<String> words() {
    return expressions.stream().flatMap(each -> List.of("--where", each).stream()).toList();
  }

  private static final class Expression implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      try {
        JobFilter.of(List.of(text));
        return text;
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
