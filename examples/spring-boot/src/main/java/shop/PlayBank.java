package shop;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/** A bank to play with. */
@Component
class PlayBank implements Bank {
  private final Map<String, String> references = new ConcurrentHashMap<>();
  private final AtomicInteger payments = new AtomicInteger();

  @Override
  public String charge(long cents, String key) {
    return references.computeIfAbsent(key, each -> "P" + payments.incrementAndGet());
  }
}
