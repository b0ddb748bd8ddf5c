package io.streamweir.internal.feature.gather;

import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.GatherPolicy;
import io.streamweir.pipeline.Gathered;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Parts;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.SplitStage;
import io.streamweir.pipeline.Stage;
import io.streamweir.pipeline.StageContext;
import io.streamweir.testrecords.Amount;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Pipelines that split texts, for tests. */
final class SplitPipelines {
  private static final FailurePolicy THRICE =
      FailurePolicy.attempts(3, Backoff.fixed(Duration.ofMillis(50)));

  private SplitPipelines() {}

  /** The text {@code 3 x y} has the parts {@code 0 x y}, {@code 1 x y} and {@code 2 x y}. */
  static Parts<Text> numbered(Text text, StageContext context) {
    String[] words = text.getValue().split(" ", 2);
    String rest = words.length == 1 ? "" : " " + words[1];
    return Parts.of(
        IntStream.range(0, Integer.parseInt(words[0])).mapToObj(i -> new Text(i + rest)));
  }

  /** The text {@code a,b} has the parts {@code a} and {@code b}. */
  static Parts<Text> listed(Text text, StageContext context) {
    return Parts.of(List.of(text.getValue().split(",")).stream().map(Text::new));
  }

  /** Takes the number that the text begins with; what follows it says how the part ends. */
  static Outcome<Amount> number(Text text, StageContext context) {
    String[] words = text.getValue().split(" ");
    long number = Long.parseLong(words[0]);
    return switch (words.length > 1 && number % 2 == 1 ? words[1] : "") {
      case "drop" -> Outcome.drop();
      case "reject" -> Outcome.reject("odd");
      case "throw" -> throw new IllegalStateException("odd");
      case "finish" -> Outcome.finish(text);
      case "fork" -> Outcome.forwardAll(List.of(new Amount(number, null), new Amount(0L, null)));
      default -> Outcome.forward(new Amount(number, null));
    };
  }

  /** The same, and counts that it was done. */
  static Outcome<Amount> counted(Text text, StageContext context) {
    return number(text, context)
        .counting(Count.one("parts", context.jobId() + "/" + context.path()));
  }

  /** All of it on one line: total, failed, results in order, failures. */
  static Outcome<Text> show(Text text, Gathered<Amount> parts, StageContext context) {
    List<Long> numbers = new ArrayList<>();
    parts.forEach(amount -> numbers.add(amount.getValue()));
    String failures =
        parts.failures().stream()
            .map(f -> f.index() + " " + f.stage() + " " + f.reason() + " " + f.error())
            .collect(Collectors.joining("; "));
    return Outcome.<Text>finish(
            new Text(parts.total() + " " + parts.failed() + " " + numbers + " " + failures))
        .counting(Count.one("gathered", context.jobId()));
  }

  /** Splits into numbers and shows them. */
  static Pipeline<Text> pipeline(GatherPolicy policy) {
    return pipeline(SplitPipelines::numbered, SplitPipelines::number, policy);
  }

  static Pipeline<Text> pipeline(
      SplitStage<Text, Text> split, Stage<Text, Amount> part, GatherPolicy policy) {
    return Pipeline.named("splits")
        .accepts(Text.class)
        .split("list", Text.class, split, c -> c.withGather(policy).withFailure(THRICE))
        .stage(
            "number",
            Amount.class,
            (text, context) ->
                part.handle(text, context).counting(Count.one("parts", context.path())),
            c -> c.withConcurrency(8).withFailure(THRICE))
        .gather("show", Text.class, Text.class, SplitPipelines::show, c -> c.withFailure(THRICE))
        .build();
  }

  /** Splits {@code 2,3} into {@code 2} and {@code 3}, these into numbers, and adds them up. */
  static Pipeline<Text> nested(GatherPolicy outer, GatherPolicy inner) {
    return Pipeline.named("nested")
        .accepts(Text.class)
        .split("rows", Text.class, SplitPipelines::listed, c -> c.withGather(outer))
        .split("cells", Text.class, SplitPipelines::numbered, c -> c.withGather(inner))
        .stage("number", Amount.class, SplitPipelines::number, c -> c.withConcurrency(8))
        .gather(
            "row",
            Text.class,
            Amount.class,
            (text, parts, context) ->
                Outcome.forward(new Amount(parts.stream().mapToLong(Amount::getValue).sum(), null)))
        .gather("table", Text.class, Text.class, SplitPipelines::show)
        .build();
  }
}
