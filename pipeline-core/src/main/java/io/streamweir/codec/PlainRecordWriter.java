package io.streamweir.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.jspecify.annotations.Nullable;

/** Writes records. Complete once it has the writers of its fields, of which it may be one. */
final class PlainRecordWriter implements PlainWriter {
  private static final GenericData DATA = new GenericData();

  private final String[] names;
  private final Map<String, Integer> positions = new HashMap<>();
  private final byte[] @Nullable [] defaults;
  private PlainWriter[] fields = {};

  PlainRecordWriter(Schema schema) {
    int count = schema.getFields().size();
    this.names = new String[count];
    this.defaults = new byte[count] @Nullable [];
    for (Schema.Field field : schema.getFields()) {
      names[field.pos()] = field.name();
      positions.put(field.name(), field.pos());
      defaults[field.pos()] = encodedDefault(field);
    }
  }

  /** Null where there is none, or none that can be written: that is then told of each record. */
  private static byte @Nullable [] encodedDefault(Schema.Field field) {
    if (!field.hasDefaultValue()) {
      return null;
    }
    PlainBytes out = new PlainBytes();
    try {
      new GenericDatumWriter<>(field.schema(), DATA)
          .write(DATA.getDefaultValue(field), out.encoder());
      return out.toByteArray();
    } catch (IOException | AvroRuntimeException | ClassCastException e) {
      return null;
    }
  }

  void complete(List<PlainWriter> writers) {
    fields = writers.toArray(PlainWriter[]::new);
  }

  @Override
  public void write(JsonParser in, PlainBytes out) throws IOException, PlainScalar.Unfit {
    PlainWriters.expect(in, JsonToken.START_OBJECT);
    int from = out.size();
    int[] begins = new int[fields.length];
    int[] ends = new int[fields.length]; // 0 where a field has not come: a header is before all
    int next = 0;
    boolean ordered = true;
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      int at = position(name, next);
      if (at < 0 || ends[at] > 0) {
        throw new PlainScalar.Unfit("");
      }
      ordered &= at == next;
      begins[at] = out.size();
      in.nextToken();
      fields[at].write(in, out);
      ends[at] = out.size();
      next = at + 1;
    }
    if (!ordered || next < fields.length) {
      fill(out, begins, ends);
      out.arrange(from, begins, ends);
    }
  }

  /** Most programs send the fields in the order of the schema. */
  private int position(String name, int next) {
    return next < names.length && names[next].equals(name)
        ? next
        : positions.getOrDefault(name, -1);
  }

  private void fill(PlainBytes out, int[] begins, int[] ends) throws PlainScalar.Unfit {
    for (int i = 0; i < ends.length; i++) {
      if (ends[i] == 0) {
        byte[] value = defaults[i];
        if (value == null) {
          throw new PlainScalar.Unfit("");
        }
        begins[i] = out.size();
        out.write(value, 0, value.length);
        ends[i] = out.size();
      }
    }
  }
}
