package orders;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A bank to play with. It takes all cards up to 10,000.00. */
final class PlayBank implements Bank {
  private final Map<String, String> references = new ConcurrentHashMap<>();

  @Override
  public String charge(long cents, String key) {
    if (cents > 1_000_000) {
      throw new CardRefusedException("too much for this card");
    }
    return references.computeIfAbsent(key, each -> "P" + (references.size() + 1));
  }
}
