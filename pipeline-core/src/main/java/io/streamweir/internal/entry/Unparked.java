package io.streamweir.internal.entry;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What field {@code q} says of an entry that was parked and has come back into its inbox.
 * Immutable.
 *
 * @param position the id with which it arrived at the stage first, which is its place in the order
 *     of its key
 * @param epoch tells those that came back together from those that came back before or after
 * @param next of the last one of them: how many of the key shall follow when it has ended; 0 of the
 *     others
 */
public record Unparked(String position, long epoch, int next) {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,20}-\\d{1,20}) (\\d{1,16}) (\\d{1,6})");

  /** Null where the text is of another form, which only a foreign program can have written. */
  public static @Nullable Unparked parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? new Unparked(
            matcher.group(1), Long.parseLong(matcher.group(2)), Integer.parseInt(matcher.group(3)))
        : null;
  }
}
