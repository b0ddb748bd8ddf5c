package io.streamweir.cli.option;

import io.streamweir.inspect.JobFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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
          "Only jobs whose payload has this value: path=value or path!=value, as"
              + " order.items[0].sku=A-17; may be repeated, all must match")
  private List<String> expressions = new ArrayList<>();

  public JobFilter filter() {
    return JobFilter.of(expressions);
  }

  /** The option as it was given. */
  public List<String> words() {
    return expressions.stream().flatMap(each -> Stream.of("--where", each)).toList();
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
