/**
 * What a pipeline is: a named, immutable graph of stages and what a stage may say of an entry.
 *
 * <p>Start at {@link io.streamweir.pipeline.Pipeline#named}. How payloads become bytes is next, in
 * {@code io.streamweir.codec}.
 */
@NullMarked
package io.streamweir.pipeline;

import org.jspecify.annotations.NullMarked;
