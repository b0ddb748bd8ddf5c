/**
 * What may travel: Java records, and classes that Avro generated. It finds the Avro schema of a
 * class, and writes and reads its values.
 *
 * <p>Start at {@link io.streamweir.payload.PayloadType#of}. What a pipeline is comes next, in
 * {@code io.streamweir.pipeline}.
 */
@NullMarked
package io.streamweir.payload;

import org.jspecify.annotations.NullMarked;
