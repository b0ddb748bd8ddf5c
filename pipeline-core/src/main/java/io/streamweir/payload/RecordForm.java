package io.streamweir.payload;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.ResolvingDecoder;
import org.jspecify.annotations.Nullable;

/**
 * A Java record: its accessors give what is written, and its canonical constructor takes what was
 * read. Complete once it has its components, which may hold records of the same class.
 */
final class RecordForm implements Form {
  private final Class<?> type;
  private final Schema schema;
  private final MethodHandle constructor;
  private Part[] parts = {};

  /**
   * A component.
   *
   * @param where names it in messages
   * @param accessor takes the record as an Object and gives the value as one
   */
  record Part(String where, Form form, MethodHandle accessor) {}

  /**
   * A record.
   *
   * @param constructor takes an Object[] and gives the record as an Object
   */
  RecordForm(Class<?> type, Schema schema, MethodHandle constructor) {
    this.type = type;
    this.schema = schema;
    this.constructor = constructor;
  }

  void complete(List<Part> components) {
    parts = components.toArray(Part[]::new);
  }

  Class<?> type() {
    return type;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public void write(@Nullable Object value, Encoder out) throws IOException {
    for (Part part : parts) {
      try {
        Object held = (Object) part.accessor.invokeExact(value);
        part.form.write(
            part.form instanceof UnionForm ? held : Form.present(held, part.where), out);
      } catch (IOException | UnwritableException e) {
        throw e;
      } catch (Error e) {
        throw e;
      } catch (Throwable e) {
        String why = e.getMessage() == null ? e.toString() : e.getMessage();
        throw new UnwritableException(part.where + " cannot be written: " + why, e);
      }
    }
  }

  @Override
  public Object read(Decoder in) throws IOException {
    @Nullable Object[] values = new @Nullable Object[parts.length];
    Schema.Field[] order =
        in instanceof ResolvingDecoder resolving ? resolving.readFieldOrderIfDiff() : null;
    if (order == null) {
      for (int i = 0; i < parts.length; i++) {
        values[i] = parts[i].form.read(in);
      }
    } else {
      for (Schema.Field field : order) {
        values[field.pos()] = parts[field.pos()].form.read(in);
      }
    }
    return made(values);
  }

  private Object made(@Nullable Object[] values) {
    try {
      return (Object) constructor.invokeExact(values);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e); // a canonical constructor declares no exceptions
    }
  }
}
