package io.streamweir.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * A split stage and the gather stage that belongs to it. Immutable.
 *
 * @param split the split stage's name
 * @param gather the gather stage's name; null only while the pipeline is being defined
 * @param results what the parts are forwarded to the gather stage with; null only while the
 *     pipeline is being defined
 */
public record Bracket(String split, @Nullable String gather, @Nullable Class<?> results) {}
