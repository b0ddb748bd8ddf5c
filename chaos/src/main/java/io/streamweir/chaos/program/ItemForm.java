package io.streamweir.chaos.program;

import io.streamweir.chaos.records.Item;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * How one version of the program keeps a piece in its record.
 *
 * @param type the record's class
 * @param open reads a record
 * @param make writes a piece, told which stage writes it
 */
record ItemForm<I>(Class<I> type, Function<I, Piece> open, BiFunction<Piece, String, I> make) {

  /** A piece of a job, whatever the record's version. */
  record Piece(long number, Kind kind, int part, long value) {
    Piece withValue(long value) {
      return new Piece(number, kind, part, value);
    }

    String key() {
      return Answers.key(number, part);
    }
  }

  static ItemForm<Item> older() {
    return new ItemForm<>(
        Item.class,
        i -> new Piece(i.getNumber(), Kind.valueOf(i.getKind()), i.getPart(), i.getValue()),
        (piece, stage) ->
            new Item(piece.number(), piece.kind().name(), piece.part(), piece.value()));
  }

  static ItemForm<io.streamweir.chaos.records.newer.Item> newer() {
    return new ItemForm<>(
        io.streamweir.chaos.records.newer.Item.class,
        i -> new Piece(i.getNumber(), Kind.valueOf(i.getKind()), i.getPart(), i.getValue()),
        (piece, stage) ->
            new io.streamweir.chaos.records.newer.Item(
                piece.kind().name(), piece.value(), stage, piece.part(), piece.number()));
  }
}
