package io.streamweir.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.jspecify.annotations.Nullable;

/** Makes the writers of a schema and of its parts. For one schema and thread. */
final class PlainWriters {
  private static final GenericData DATA = new GenericData();

  private final Map<String, PlainRecordWriter> records = new HashMap<>(); // by full name

  PlainWriter of(Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> record(schema);
      case ARRAY -> new Items(of(schema.getElementType()));
      case MAP -> new Members(of(schema.getValueType()));
      case UNION -> union(schema);
      default -> scalar(schema);
    };
  }

  /** A record may hold records of its own kind. */
  private PlainWriter record(Schema schema) {
    PlainRecordWriter known = records.get(schema.getFullName());
    if (known != null) {
      return known;
    }
    PlainRecordWriter made = new PlainRecordWriter(schema);
    records.put(schema.getFullName(), made);
    made.complete(schema.getFields().stream().map(field -> of(field.schema())).toList());
    return made;
  }

  private static PlainWriter scalar(Schema schema) {
    if (TextForm.of(schema).isPresent()) {
      return new Scalar(schema);
    }
    return switch (schema.getType()) {
      case STRING -> PlainWriters::text;
      case INT -> (in, out) -> whole(in, out, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case LONG -> (in, out) -> whole(in, out, Long.MIN_VALUE, Long.MAX_VALUE);
      default -> new Scalar(schema);
    };
  }

  private static void text(JsonParser in, PlainBytes out) throws IOException, PlainScalar.Unfit {
    expect(in, JsonToken.VALUE_STRING);
    out.text(in.getTextCharacters(), in.getTextOffset(), in.getTextLength());
  }

  private static void whole(JsonParser in, PlainBytes out, long least, long most)
      throws IOException, PlainScalar.Unfit {
    expect(in, JsonToken.VALUE_NUMBER_INT); // 1.0 is whole, too, and rare
    if (in.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      throw new PlainScalar.Unfit("");
    }
    long value = in.getLongValue();
    if (value < least || value > most) {
      throw new PlainScalar.Unfit("");
    }
    out.number(value);
  }

  static void expect(JsonParser in, JsonToken token) throws PlainScalar.Unfit {
    if (in.currentToken() != token) {
      throw new PlainScalar.Unfit("");
    }
  }

  /** A value that has no parts, in the form that {@link PlainScalar} reads. */
  private static @Nullable Object plain(JsonParser in) throws IOException, PlainScalar.Unfit {
    return switch (in.currentToken()) {
      case VALUE_STRING -> in.getText();
      case VALUE_NUMBER_INT ->
          in.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? in.getBigIntegerValue()
              : (Object) in.getLongValue();
      case VALUE_NUMBER_FLOAT -> in.getDecimalValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new PlainScalar.Unfit("");
    };
  }

  /** Any value that has no parts. */
  private record Scalar(Schema schema, GenericDatumWriter<@Nullable Object> writer)
      implements PlainWriter {
    Scalar(Schema schema) {
      this(schema, new GenericDatumWriter<>(schema, DATA));
    }

    @Override
    public void write(JsonParser in, PlainBytes out) throws IOException, PlainScalar.Unfit {
      writer.write(PlainScalar.of(schema, plain(in)), out.encoder());
    }
  }

  private record Items(PlainWriter item) implements PlainWriter {
    @Override
    public void write(JsonParser in, PlainBytes out) throws IOException, PlainScalar.Unfit {
      expect(in, JsonToken.START_ARRAY);
      int from = out.size();
      int count = 0;
      while (in.nextToken() != JsonToken.END_ARRAY) {
        item.write(in, out);
        count++;
      }
      out.block(from, count);
    }
  }

  /** The entries of a map, in the order of their keys. */
  private record Members(PlainWriter value) implements PlainWriter {
    private record Part(int begin, int end) {}

    @Override
    public void write(JsonParser in, PlainBytes out) throws IOException, PlainScalar.Unfit {
      expect(in, JsonToken.START_OBJECT);
      int from = out.size();
      Map<String, Part> parts = new TreeMap<>();
      for (String key = in.nextFieldName(); key != null; key = in.nextFieldName()) {
        int begin = out.size();
        out.text(key.toCharArray(), 0, key.length());
        in.nextToken();
        value.write(in, out);
        if (parts.put(key, new Part(begin, out.size())) != null) {
          throw new PlainScalar.Unfit("");
        }
      }
      out.arrange(
          from,
          parts.values().stream().mapToInt(Part::begin).toArray(),
          parts.values().stream().mapToInt(Part::end).toArray());
      out.block(from, parts.size());
    }
  }

  private PlainWriter union(Schema union) {
    List<Branch> scalars = new ArrayList<>();
    List<Branch> objects = new ArrayList<>();
    Branch array = null;
    for (int i = 0; i < union.getTypes().size(); i++) {
      Schema schema = union.getTypes().get(i);
      Branch branch = new Branch(i, schema, of(schema));
      switch (schema.getType()) {
        case RECORD, MAP -> objects.add(branch);
        case ARRAY -> array = branch;
        default -> scalars.add(branch);
      }
    }
    return new Union(
        scalars.toArray(Branch[]::new), array, objects.size() == 1 ? objects.get(0) : null);
  }

  private record Branch(int index, Schema schema, PlainWriter writer) {
    void write(JsonParser in, PlainBytes out) throws IOException, PlainScalar.Unfit {
      out.number(index);
      writer.write(in, out);
    }
  }

  /**
   * A union, whose branch the first token tells. Where an object may be meant for several, there is
   * no branch of objects here.
   */
  private static final class Union implements PlainWriter {
    private final Branch[] scalars;
    private final @Nullable Branch array;
    private final @Nullable Branch object;

    Union(Branch[] scalars, @Nullable Branch array, @Nullable Branch object) {
      this.scalars = scalars;
      this.array = array;
      this.object = object;
    }

    @Override
    public void write(JsonParser in, PlainBytes out) throws IOException, PlainScalar.Unfit {
      Branch branch =
          switch (in.currentToken()) {
            case START_OBJECT -> object;
            case START_ARRAY -> array;
            default -> scalar(in);
          };
      if (branch == null) {
        throw new PlainScalar.Unfit("");
      }
      branch.write(in, out);
    }

    /** The first that fits. */
    private @Nullable Branch scalar(JsonParser in) throws IOException, PlainScalar.Unfit {
      boolean absent = in.currentToken() == JsonToken.VALUE_NULL;
      Branch only = null;
      int others = 0;
      for (Branch each : scalars) {
        boolean nothing = each.schema.getType() == Schema.Type.NULL;
        if (absent && nothing) {
          return each;
        }
        if (!nothing) {
          only = each;
          others++;
        }
      }
      return absent || others <= 1 ? only : fitting(plain(in));
    }

    private @Nullable Branch fitting(@Nullable Object plain) {
      for (Branch each : scalars) {
        if (PlainScalar.fits(each.schema, plain)) {
          return each;
        }
      }
      return null;
    }
  }
}
