/**
 * How a payload becomes bytes: Avro's single-object encoding, read with the schema that the writer
 * used.
 *
 * <p>Start at {@link io.streamweir.codec.AvroCodec}. How the bytes travel is next, in {@code
 * io.streamweir.redis}.
 */
@NullMarked
package io.streamweir.codec;

import org.jspecify.annotations.NullMarked;
