package io.streamweir.payload;

import java.io.IOException;
import java.util.ConcurrentModificationException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** A map with texts as its keys. */
final class MapForm implements Form {
  private final Schema schema;
  private final Form values;
  private final String where;

  MapForm(Form values, String where) {
    this.schema = Schema.createMap(values.schema());
    this.values = values;
    this.where = where;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public void write(@Nullable Object value, Encoder out) throws IOException {
    Map<?, ?> all = (Map<?, ?>) Objects.requireNonNull(value);
    out.writeMapStart();
    int size = all.size();
    out.setItemCount(size);
    int written = 0;
    for (Map.Entry<?, ?> entry : all.entrySet()) {
      written++;
      out.startItem();
      out.writeString((String) Form.present(entry.getKey(), "a key of " + where));
      Object held = entry.getValue();
      values.write(
          values instanceof UnionForm ? held : Form.present(held, "a value of " + where), out);
    }
    if (written != size) {
      throw new ConcurrentModificationException("it changed from size " + size + " to " + written);
    }
    out.writeMapEnd();
  }

  @Override
  public Object read(Decoder in) throws IOException {
    long block = in.readMapStart();
    Map<String, @Nullable Object> all =
        new LinkedHashMap<>((int) Math.min(block, ListForm.MOST_AHEAD));
    while (block > 0) {
      for (long i = 0; i < block; i++) {
        all.put(in.readString(), values.read(in));
      }
      block = in.mapNext();
    }
    return all;
  }

  @Override
  public Object ofText(String text) {
    if (!text.equals("{}")) {
      throw new IllegalArgumentException("the only default of a map is {}");
    }
    return Map.of();
  }
}
