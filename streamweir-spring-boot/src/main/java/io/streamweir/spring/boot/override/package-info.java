/**
 * Settings of pipelines without code, and complaints of names that do not exist. Begin with {@link
 * io.streamweir.spring.boot.override.PipelineProperties}; {@code worker} uses them, too.
 */
@NullMarked
package io.streamweir.spring.boot.override;

import org.jspecify.annotations.NullMarked;
