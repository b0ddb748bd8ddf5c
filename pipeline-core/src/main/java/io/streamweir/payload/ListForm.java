package io.streamweir.payload;

import java.io.IOException;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** A list or a set: an array. */
final class ListForm implements Form {
  /** A payload may say that it has more items than it has. */
  static final int MOST_AHEAD = 1_024;

  private final Schema schema;
  private final Form items;
  private final String where;
  private final IntFunction<Collection<@Nullable Object>> made;

  /**
   * A form.
   *
   * @param where names the component
   * @param made makes an empty collection for so many items
   */
  ListForm(Form items, String where, IntFunction<Collection<@Nullable Object>> made) {
    this.schema = Schema.createArray(items.schema());
    this.items = items;
    this.where = "an item of " + where;
    this.made = made;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public void write(@Nullable Object value, Encoder out) throws IOException {
    Collection<?> all = (Collection<?>) Objects.requireNonNull(value);
    out.writeArrayStart();
    int size = all.size();
    out.setItemCount(size);
    int written = 0;
    for (Object item : all) {
      written++;
      out.startItem();
      items.write(items instanceof UnionForm ? item : Form.present(item, where), out);
    }
    if (written != size) {
      throw new ConcurrentModificationException("it had " + size + " items, and then " + written);
    }
    out.writeArrayEnd();
  }

  @Override
  public Object read(Decoder in) throws IOException {
    long block = in.readArrayStart();
    Collection<@Nullable Object> all = made.apply((int) Math.min(block, MOST_AHEAD));
    while (block > 0) {
      for (long i = 0; i < block; i++) {
        all.add(items.read(in));
      }
      block = in.arrayNext();
    }
    return all;
  }

  @Override
  public Object ofText(String text) {
    if (!text.equals("[]")) {
      throw new IllegalArgumentException("the only default of a list or a set is []");
    }
    return List.of();
  }
}
