package io.streamweir.cli.input;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.codec.SchemaSource;
import io.streamweir.payload.PayloadType;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.schemas.manifest.Directory;
import io.streamweir.stages.manifest.ManifestPipeline;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;

/**
 * How a line of input becomes a job: as it is where the input is a record of one text, as a path
 * where it is a directory, unless it begins as an object does, else as Avro's JSON, in which fields
 * with a default may be left out.
 */
public interface JobFormat<I> {
  /**
   * Reads a line.
   *
   * @throws io.streamweir.codec.UndecodableException where it does not fit
   * @throws IllegalArgumentException where it is a path, or has a key, that makes no sense
   */
  I read(String line);

  /** Whether a line that is not UTF-8 is read as well, with U+FFFD in place of what is none. */
  default boolean takesAnyBytes() {
    return false;
  }

  /** The form that inputs of this class have. */
  static <I> JobFormat<I> of(Class<I> type) {
    AvroCodec codec = new AvroCodec(new SchemaCatalog(SchemaSource.NONE));
    Schema schema = PayloadType.of(type).schema();
    List<Schema.Field> fields = schema.getFields();
    if (fields.size() == 1 && fields.get(0).schema().getType() == Schema.Type.STRING) {
      return new OneText<>(type, schema, codec);
    }
    JobFormat<I> json = line -> codec.fromJsonWithDefaults(line, type);
    return type == Directory.class
        ? line -> line.startsWith("{") ? json.read(line) : type.cast(ManifestPipeline.job(line))
        : json;
  }

  /** The same that also refuses inputs of which the pipeline makes no key, for the key's reason. */
  default JobFormat<I> keyedAs(Pipeline<I> pipeline) {
    JobFormat<I> unkeyed = this;
    return new JobFormat<>() {
      @Override
      public I read(String line) {
        I job = unkeyed.read(line);
        pipeline.keyOf(job);
        return job;
      }

      @Override
      public boolean takesAnyBytes() {
        return unkeyed.takesAnyBytes();
      }
    };
  }

  /** Each line is the one text of a job. */
  record OneText<I>(Class<I> type, Schema schema, AvroCodec codec) implements JobFormat<I> {
    @Override
    public I read(String line) {
      GenericData.Record job = new GenericData.Record(schema);
      job.put(0, line);
      return codec.fromGeneric(job, type);
    }

    @Override
    public boolean takesAnyBytes() {
      return true;
    }
  }
}
