package io.streamweir.stages.webhook;

import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The statuses of answers that end an event for good, so that it is a dead letter after one
 * attempt. Immutable.
 */
final class FinalStatuses {
  /**
   * What the Standard Webhooks specification says: only 410 (Gone) tells that events are wanted no
   * more, and every other status outside 200 to 299 is a failure to try again after.
   */
  static final FinalStatuses STANDARD = parse("410");

  private static final int LEAST = 100;
  private static final int MOST = 999;

  private final BitSet statuses;

  private FinalStatuses(BitSet statuses) {
    this.statuses = statuses;
  }

  /**
   * Reads statuses and ranges of them with commas between, as {@code 300-399,410}; {@code none} for
   * none.
   *
   * @throws IllegalArgumentException where it is something else, or names one of 200 to 299
   */
  static FinalStatuses parse(String text) {
    BitSet statuses = new BitSet();
    if (!text.strip().equals("none")) {
      for (String each : text.strip().split("[,\\s]+")) {
        add(statuses, each);
      }
    }
    return new FinalStatuses(statuses);
  }

  private static void add(BitSet statuses, String range) {
    Matcher form = Form.RANGE.matcher(range);
    int from = form.matches() ? Integer.parseInt(form.group(1)) : MOST + 1;
    int to = from <= MOST && form.group(2) != null ? Integer.parseInt(form.group(2)) : from;
    if (from < LEAST || to > MOST || to < from) {
      throw new IllegalArgumentException(
          "'" + range + "' is no status: write statuses and ranges as 300-399,410, or none");
    }
    if (from <= 299 && to >= 200) {
      throw new IllegalArgumentException("200 to 299 say that an event was delivered: " + range);
    }
    statuses.set(from, to + 1);
  }

  boolean contains(int status) {
    return statuses.get(status);
  }

  /** Made before {@link #STANDARD}. */
  private static final class Form {
    static final Pattern RANGE = Pattern.compile("(\\d{3})(?:-(\\d{3}))?");
  }
}
