package io.streamweir.stages.examples;

import io.streamweir.inspect.DeadLetters;
import io.streamweir.inspect.JobFilter;
import io.streamweir.inspect.LetterFilter;
import io.streamweir.inspect.LetterGroups;
import io.streamweir.inspect.MatchingLetters;
import io.streamweir.inspect.MatchingLetters.Change;
import io.streamweir.inspect.MatchingLetters.Page;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.examples.OrdersExample.Order;
import java.util.List;
import java.util.Optional;

/** The code of the guide's chapter on dead letters. */
final class DeadLettersExample {
  private DeadLettersExample() {}

  static Pipeline<Order> shop() {
    return Pipeline.named("shop")
        .accepts(Order.class)
        .stage("charge", Order.class, (order, context) -> Outcome.reject("the bank is closed"))
        .build();
  }

  // guide begin
  static List<LetterGroups.Group> causes(DeadLetters letters) {
    LetterGroups groups = new LetterGroups();
    Optional<String> at = Optional.of(MatchingLetters.BEGIN);
    while (at.isPresent()) { // each step is bounded; a console shows the groups after each
      Page page = letters.matching(LetterFilter.all()).page(at.get(), 1_000);
      page.letters().forEach(letter -> groups.add("charge", letter));
      at = page.next();
    }
    return groups.groups();
  }

  static long chargeAgain(RedisLink link, Pipeline<Order> shop) throws InterruptedException {
    MatchingLetters letters =
        new DeadLetters(link, shop, "charge")
            .matching(
                LetterFilter.all()
                    .withReason("rejected")
                    .withErrorContaining("the bank is closed")
                    .where(JobFilter.of(List.of("number=A-17"))));
    long replayed = 0;
    Optional<String> at = Optional.of(MatchingLetters.BEGIN);
    while (at.isPresent()) {
      Change change = letters.replay(at.get(), 100);
      replayed += change.changed();
      at = change.next(); // keep it, and any process goes on from here
      if (change.full()) {
        Thread.sleep(100); // workers make room
      }
    }
    return replayed;
  }
  // guide end
}
