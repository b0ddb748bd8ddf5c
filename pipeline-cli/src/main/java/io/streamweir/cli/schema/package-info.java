/**
 * {@code schema}: what a pipeline's payloads look like in Avro, and what of the registered schemas
 * they read.
 *
 * <p>Start at {@link io.streamweir.cli.schema.SchemaCommand}.
 */
@NullMarked
package io.streamweir.cli.schema;

import org.jspecify.annotations.NullMarked;
