/**
 * The payloads of the manifest pipeline, generated from {@code src/main/avro/manifest}; a directory
 * is split into parts, each part becomes digests, and all digests become one manifest.
 *
 * <p>Start at {@link io.streamweir.schemas.manifest.Directory}. Generated code says nothing of
 * null: the schemas do.
 */
@NullUnmarked
package io.streamweir.schemas.manifest;

import org.jspecify.annotations.NullUnmarked;
