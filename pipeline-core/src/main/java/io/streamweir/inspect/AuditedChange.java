package io.streamweir.inspect;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A change that an operator made. Each text is cut behind 500 characters. Immutable.
 *
 * @param by the name of the operator, of the token or of the program
 * @param action what was done, as the command and its route are named: {@code pause}, {@code
 *     dead-replay}
 * @param pipeline whose
 * @param stage of the pipeline; null where the whole pipeline was meant
 * @param target what was changed within it: a job, a schedule, a tap; null where that is all of it
 * @param count how many jobs, entries or dead letters; null where that has no number
 * @param detail what else was said: a reason, a filter; null for nothing
 */
public record AuditedChange(
    String by,
    String action,
    String pipeline,
    @Nullable String stage,
    @Nullable String target,
    @Nullable Long count,
    @Nullable String detail) {
  private static final int MOST_CHARS = 500; // the stream is in Redis' memory

  /** Cuts what is too long. */
  public AuditedChange {
    by = cut(by);
    action = cut(action);
    pipeline = cut(pipeline);
    stage = stage == null ? null : cut(stage);
    target = target == null ? null : cut(target);
    detail = detail == null ? null : cut(detail);
  }

  /** A change of a whole pipeline. */
  public static AuditedChange of(String by, String action, String pipeline) {
    return new AuditedChange(by, action, pipeline, null, null, null, null);
  }

  /** The components that change, by name. */
  private final class Draft {
    String by = AuditedChange.this.by;
    @Nullable String stage = AuditedChange.this.stage;
    @Nullable String target = AuditedChange.this.target;
    @Nullable Long count = AuditedChange.this.count;
    @Nullable String detail = AuditedChange.this.detail;
  }

  private AuditedChange with(Consumer<Draft> change) {
    Draft draft = new Draft();
    change.accept(draft);
    return new AuditedChange(
        draft.by, action, pipeline, draft.stage, draft.target, draft.count, draft.detail);
  }

  /** The same by another operator. */
  public AuditedChange withBy(String by) {
    return with(draft -> draft.by = by);
  }

  /** The same of this stage; null for the whole pipeline. */
  public AuditedChange withStage(@Nullable String stage) {
    return with(draft -> draft.stage = stage);
  }

  /** The same of this job, schedule or tap. */
  public AuditedChange withTarget(String target) {
    return with(draft -> draft.target = target);
  }

  /** The same of so many. */
  public AuditedChange withCount(long count) {
    return with(draft -> draft.count = count);
  }

  /** The same with what else was said; null for nothing. */
  public AuditedChange withDetail(@Nullable String detail) {
    return with(draft -> draft.detail = detail);
  }

  private static String cut(String text) {
    if (text.length() <= MOST_CHARS) {
      return text;
    }
    boolean pair = Character.isHighSurrogate(text.charAt(MOST_CHARS - 1));
    return text.substring(0, pair ? MOST_CHARS - 1 : MOST_CHARS);
  }

  Map<String, String> fields() {
    Map<String, String> fields = new TreeMap<>();
    fields.put("by", by);
    fields.put("action", action);
    fields.put("pipeline", pipeline);
    put(fields, "stage", stage);
    put(fields, "target", target);
    put(fields, "count", count);
    put(fields, "detail", detail);
    return fields;
  }

  private static void put(Map<String, String> fields, String name, @Nullable Object value) {
    if (value != null) {
      fields.put(name, value.toString());
    }
  }

  static AuditedChange of(Map<String, String> fields) {
    return new AuditedChange(
        text(fields, "by"),
        text(fields, "action"),
        text(fields, "pipeline"),
        fields.get("stage"),
        fields.get("target"),
        number(fields.get("count")),
        fields.get("detail"));
  }

  private static String text(Map<String, String> fields, String name) {
    return Objects.requireNonNullElse(fields.get(name), "");
  }

  /** A foreign program may write anything. */
  private static @Nullable Long number(@Nullable String digits) {
    return digits != null && digits.matches("\\d{1,18}") ? Long.valueOf(digits) : null;
  }
}
