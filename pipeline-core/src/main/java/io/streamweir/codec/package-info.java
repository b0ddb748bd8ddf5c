/**
 * How a payload becomes bytes: Avro's single-object encoding, read with the schema that the writer
 * used.
 *
 * <p>Start at {@link io.streamweir.codec.AvroCodec}. How work is repeated is next, in {@code
 * io.streamweir.upkeep}; the bytes travel in {@code io.streamweir.redis}.
 */
@NullMarked
package io.streamweir.codec;

import org.jspecify.annotations.NullMarked;
