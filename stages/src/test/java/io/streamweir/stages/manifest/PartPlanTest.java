package io.streamweir.stages.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamweir.pipeline.RejectedException;
import io.streamweir.schemas.manifest.Directory;
import io.streamweir.schemas.manifest.Kind;
import io.streamweir.schemas.manifest.Listed;
import io.streamweir.schemas.manifest.Part;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartPlanTest {
  private static final long MOST = Long.MAX_VALUE;

  @ParameterizedTest
  @CsvSource({
    "0, 4096, 0",
    "1, 4096, 1",
    "4096, 4096, 1",
    "4097, 4096, 2",
    "9223372036854775807, 4096, 2251799813685248",
    "9223372036854775807, 9223372036854775807, 1",
    "9223372036854775807, 9223372036854775806, 2",
    "1, 9223372036854775807, 1"
  })
  void countsRangesOfFilesOfAnySize(long size, long rangeBytes, long ranges) {
    assertThat(PartPlan.ranges(size, rangeBytes)).isEqualTo(ranges);
  }

  @Test
  void rejectsAFileWithMoreRangesThanASplitMayHave() {
    assertThatThrownBy(() -> plan(16L << 20, MOST))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("raise rangeBytes");
  }

  @Test
  void putsNoFileBehindOneThatFillsAPartWhateverTheirSum() {
    assertThat(plan(MOST, MOST - 1, MOST - 1, MOST, 1)).containsExactly(2, 1, 1);
  }

  @Test
  void readsAFileOfAnySizeInRanges() {
    assertThat(plan(MOST / 2, MOST)).hasSize(4);
  }

  @Test
  void sumsOfSizesDoNotOverflow() {
    assertThat(ManifestLines.sum(MOST, MOST)).isEqualTo(MOST);
    assertThat(ManifestLines.sum(MOST - 1, 1)).isEqualTo(MOST);
    assertThat(ManifestLines.sum(2, 3)).isEqualTo(5);
  }

  /** How many files each part has. */
  private static List<Integer> plan(long rangeBytes, long... sizes) {
    List<Listed> files = new ArrayList<>();
    for (long size : sizes) {
      ByteBuffer path = ByteBuffer.wrap(new byte[] {(byte) ('a' + files.size())});
      files.add(new Listed(path, Kind.FILE, size, 0L, null));
    }
    List<Integer> parts = new ArrayList<>();
    PartPlan plan = new PartPlan(new Directory("d", null, rangeBytes, 64), files.iterator());
    while (plan.hasNext()) {
      Part part = plan.next();
      parts.add(part.getListed().size());
    }
    return parts;
  }
}
