package io.streamweir.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void alignsColumns() {
    TextTable table = new TextTable(1, "STAGE", "N", "LONG TITLE");
    table.row("parse", 1_000, 1);
    table.row("x", 2, "");
    assertThat(table.lines())
        .containsExactly("STAGE     N  LONG TITLE", "parse  1000           1", "x         2");
  }

  @Test
  void goesOnInTheSameColumnsWhenItsFirstLinesAreTaken() {
    TextTable table = new TextTable(1, "STAGE", "N");
    table.row("classify", 10);
    assertThat(table.takeLines()).containsExactly("STAGE      N", "classify  10");
    assertThat(table.size()).isZero();
    table.row("x", 7);
    assertThat(table.takeLines()).containsExactly("x          7");
    table.row("x", 1_000);
    assertThat(table.lines()).containsExactly("x         1000");
  }
}
