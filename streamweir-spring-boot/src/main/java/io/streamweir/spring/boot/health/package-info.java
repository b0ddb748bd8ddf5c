/**
 * What health and info say of pipelines. Begin with {@link
 * io.streamweir.spring.boot.health.PipelineHealthIndicator}.
 */
@NullMarked
package io.streamweir.spring.boot.health;

import org.jspecify.annotations.NullMarked;
