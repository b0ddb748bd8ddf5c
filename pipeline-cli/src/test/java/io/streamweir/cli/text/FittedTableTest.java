package io.streamweir.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.cli.text.FittedTable.Cell;
import io.streamweir.cli.text.FittedTable.Column;
import java.util.List;
import org.junit.jupiter.api.Test;

class FittedTableTest {
  private static final List<Column> COLUMNS =
      List.of(Column.left("NAME", 1, 4, 4), Column.right("N", 3, 3), Column.left("LINE", 2, 4, 8));

  private static List<String> table(int width) {
    FittedTable table = new FittedTable(width, COLUMNS);
    List<Cell> row =
        List.of(
            Cell.of("a long name"),
            Cell.of("7"),
            new Cell("x"::repeat, org.jline.utils.AttributedStyle.DEFAULT));
    return List.of(table.titles().toString(), table.row(row).toString());
  }

  @Test
  void givesWhatIsLeftToThoseThatCanUseIt() {
    assertThat(table(15)).containsExactly("NAME    N  LINE", "a ..    7  xxxx");
    assertThat(table(17)).containsExactly("NAME    N  LINE  ", "a ..    7  xxxxxx");
    assertThat(table(99)).containsExactly("NAME    N  LINE    ", "a ..    7  xxxxxxxx");
  }

  @Test
  void leavesOutTheLeastImportantFirst() {
    assertThat(table(14)).containsExactly("NAME  LINE    ", "a ..  xxxxxxxx");
    assertThat(table(9)).containsExactly("NAME", "a ..");
    assertThat(table(3)).containsExactly("", "");
  }
}
