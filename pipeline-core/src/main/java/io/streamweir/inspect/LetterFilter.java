package io.streamweir.inspect;

import io.streamweir.codec.PayloadJson;
import io.streamweir.inspect.DeadLetters.Letter;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Which dead letters are meant: those for which all of this holds. Immutable.
 *
 * @param reason the kind of failure, such as {@code rejected}; empty for any
 * @param exception what was thrown, as {@link LetterGroups} names it; {@link #NONE} where nothing
 *     was, empty for any
 * @param errorContains what the error contains, its stack frames included; empty for any
 * @param since when the first of them died, by the server's clock
 * @param until when the last of them died
 * @param where which jobs, by their payloads
 */
public record LetterFilter(
    String reason,
    String exception,
    String errorContains,
    Instant since,
    Instant until,
    JobFilter where) {
  /** Stands for the exception of letters without one. */
  public static final String NONE = "none";

  private static final Instant EVER = Instant.ofEpochMilli(Long.MAX_VALUE);
  private static final LetterFilter ALL =
      new LetterFilter("", "", "", Instant.EPOCH, EVER, JobFilter.ALL);

  /** Keeps times that letters can have. If it ends before it begins, it matches none. */
  public LetterFilter {
    since = since.isBefore(Instant.EPOCH) ? Instant.EPOCH : since;
    until = until.isAfter(EVER) ? EVER : until;
  }

  /** Every letter. */
  public static LetterFilter all() {
    return ALL;
  }

  /** The components while they may change. */
  private final class Draft {
    String reason = reason();
    String exception = exception();
    String errorContains = errorContains();
    Instant since = since();
    Instant until = until();
    JobFilter where = where();
  }

  private LetterFilter with(Consumer<Draft> change) {
    Draft draft = new Draft();
    change.accept(draft);
    return new LetterFilter(
        draft.reason, draft.exception, draft.errorContains, draft.since, draft.until, draft.where);
  }

  /** Those with this reason. */
  public LetterFilter withReason(String reason) {
    return with(draft -> draft.reason = reason);
  }

  /** Those with this exception; {@link #NONE} for those without one. */
  public LetterFilter withException(String name) {
    return with(draft -> draft.exception = name);
  }

  /** Those whose error contains this text. */
  public LetterFilter withErrorContaining(String text) {
    return with(draft -> draft.errorContains = text);
  }

  /** Those that died at that time or later. */
  public LetterFilter withSince(Instant time) {
    return with(draft -> draft.since = time);
  }

  /** Those that died at that time or earlier. */
  public LetterFilter withUntil(Instant time) {
    return with(draft -> draft.until = time);
  }

  /** Those whose payloads match. */
  public LetterFilter where(JobFilter payloads) {
    return with(draft -> draft.where = payloads);
  }

  /** Whether the letter is one of them. */
  boolean matches(Letter letter, PayloadJson payloads) {
    return (reason.isEmpty() || reason.equals(letter.reason()))
        && (exception.isEmpty() || exception.equals(exceptionOf(letter)))
        && letter.error().contains(errorContains)
        && !letter.diedAt().isBefore(since)
        && !letter.diedAt().isAfter(until)
        && (where.matchesAll() || where.matches(payloads.show(letter.payload())));
  }

  private static String exceptionOf(Letter letter) {
    String thrown = LetterGroups.exception(letter.error());
    return thrown.isEmpty() ? NONE : thrown;
  }
}
