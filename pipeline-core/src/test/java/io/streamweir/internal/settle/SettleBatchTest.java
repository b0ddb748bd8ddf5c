package io.streamweir.internal.settle;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.entry.ResultMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettleBatchTest {
  private final SettleBatch batch = new SettleBatch(10);

  private void add(int... bytes) {
    for (int size : bytes) {
      String id = (batch.size() + 1) + "-0";
      ResultMessage result = ResultMessage.finished("job", "stage", new byte[size]);
      batch.add(
          new Held(GivenEntry.of(id, new byte[0], 1, 1), 0),
          new Settlement(id, List.of(new Store("job", result))));
    }
  }

  private static List<String> ids(SettleBatch part) {
    return part.settlements().stream().map(Settlement::entryId).toList();
  }

  @Test
  void isDividedIntoHalvesInOrder() {
    add(1, 1, 1, 1, 1);
    batch.failed(true);
    List<SettleBatch> halves = batch.halves();
    assertThat(halves).extracting(SettleBatch::number).containsExactly(10L, 12L);
    assertThat(halves).extracting(SettleBatch::uncertain).containsExactly(true, true);
    assertThat(halves).extracting(SettleBatch::failures).containsExactly(0, 0);
    assertThat(ids(halves.get(0))).containsExactly("1-0", "2-0");
    assertThat(ids(halves.get(1))).containsExactly("3-0", "4-0", "5-0");
    assertThat(batch.next()).isEqualTo(15);
  }

  @Test
  void isDividedIntoWhatALinkCarries() {
    add(4_000, 4_000, 20_000, 10, 10);
    List<SettleBatch> parts = batch.within(10_000);
    assertThat(parts).extracting(SettleBatch::number).containsExactly(10L, 12L, 13L);
    assertThat(parts).extracting(SettleBatch::size).containsExactly(2, 1, 2);
    assertThat(parts.stream().mapToLong(SettleBatch::bytes).sum()).isEqualTo(batch.bytes());
  }

  @Test
  void staysWholeWhereTheLinkCarriesIt() {
    add(4_000, 4_000);
    assertThat(batch.within(10_000)).containsExactly(batch);
  }
}
