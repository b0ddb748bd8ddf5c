package io.streamweir.internal.housekeeping;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.housekeeping.DutyScript.Place;
import io.streamweir.internal.housekeeping.DutyScript.Reply;
import io.streamweir.internal.wire.Command;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithRedis
class DutyScriptIT {
  private static final Duration LONG = Duration.ofMinutes(1);

  private TestInbox inbox;

  @BeforeEach
  void open(RedisSpace space) {
    inbox = TestInbox.in(space);
  }

  @AfterEach
  void close() {
    inbox.close();
  }

  private DutyScript worker(String name, Duration lease, String... groups) {
    return new DutyScript(inbox.link, "p", List.of(groups), name, lease);
  }

  private Reply stay(DutyScript worker, long known, String... told) {
    return inbox.link.await(worker.run(false, known, Arrays.asList(told)));
  }

  private Place place(DutyScript worker) {
    return stay(worker, -1).places().get(0);
  }

  /** How many of the workers cover each of ten positions. */
  private List<Long> covered(List<DutyScript> workers) {
    List<Place> places = new ArrayList<>(workers.stream().map(this::place).toList());
    return IntStream.range(0, 10)
        .mapToObj(at -> places.stream().filter(place -> place.covers(at)).count())
        .toList();
  }

  @Test
  void givesEachPositionToOneWorker() {
    List<DutyScript> workers =
        IntStream.range(0, 4).mapToObj(i -> worker("w" + i, LONG, "all")).toList();
    workers.forEach(this::place);

    assertThat(covered(workers)).containsOnly(1L);
    inbox.link.await(workers.get(2).run(true, -1, List.of()));
    List<DutyScript> left = List.of(workers.get(0), workers.get(1), workers.get(3));
    assertThat(covered(left)).containsOnly(1L);
  }

  @Test
  void aWorkerThatLeavesDoesAllWhereNoneIsThere() {
    DutyScript only = worker("only", LONG, "all");
    place(only);

    Place left = inbox.link.await(only.run(true, -1, List.of())).places().get(0);
    assertThat(left).isEqualTo(new Place(-1, 0));
    assertThat(left.covers(7)).isTrue();
    place(worker("other", LONG, "all"));
    assertThat(inbox.link.await(only.run(true, -1, List.of())).places().get(0).covers(7)).isFalse();
  }

  @Test
  void aWorkerThatIsNotHeardOfLosesItsPlace() {
    place(worker("a", Duration.ofMillis(50), "all"));
    DutyScript next = worker("b", Duration.ofMillis(50), "all");

    await().atMost(PATIENCE).until(() -> place(next).members() == 1);
    assertThat(place(next)).isEqualTo(new Place(0, 1));
  }

  @Test
  void groupsAreSharedApart() {
    DutyScript one = worker("one", LONG, "all", "first");
    stay(worker("two", LONG, "all", "second"), -1);

    assertThat(stay(one, -1).places()).extracting(Place::members).containsExactly(2, 1);
  }

  /** Else members that were never heard of would have shares for ever. */
  @Test
  void goesOnWhereOneOfItsKeysIsLost() {
    List<DutyScript> workers = List.of(worker("a", LONG, "all"), worker("b", LONG, "all"));
    workers.forEach(this::place);
    for (String key :
        List.of(Keys.duty(inbox.link, "p", "all"), Keys.dutyHeard(inbox.link, "p", "all"))) {
      inbox.ask(Command.of("DEL"), key);
      workers.forEach(this::place);
      assertThat(covered(workers)).as(key).containsOnly(1L);
    }
  }

  @Test
  void tellsNewsOnceToEachOfTheOthers() {
    DutyScript one = worker("one", LONG, "all");
    DutyScript two = worker("two", LONG, "all");
    assertThat(stay(two, -1)).returns(0L, Reply::latest).returns(List.of(), Reply::news);

    long first = stay(one, 0, "a", "b").latest();
    Reply heard = stay(two, 0);
    assertThat(heard).returns(first, Reply::latest).returns(List.of("a", "b"), Reply::news);
    assertThat(stay(two, first).news()).isEmpty();

    long second = stay(one, first, "a").latest();
    assertThat(second).isGreaterThan(first);
    assertThat(stay(two, first)).returns(second, Reply::latest).returns(List.of("a"), Reply::news);
    assertThat(stay(worker("new", LONG, "all"), -1).news()).as("no news to a new one").isEmpty();
  }

  @Test
  void numbersOfNewsGrowWhereTheClockWasSetBack() {
    DutyScript one = worker("one", LONG, "all");
    long ahead = (System.currentTimeMillis() + 3_600_000) * 1000;
    inbox.ask(Command.of("ZADD"), Keys.news(inbox.link, "p"), ahead, "a");

    assertThat(stay(one, ahead, "b").latest()).isEqualTo(ahead + 1);
    assertThat(stay(one, ahead).news()).containsExactly("b");
  }
}
