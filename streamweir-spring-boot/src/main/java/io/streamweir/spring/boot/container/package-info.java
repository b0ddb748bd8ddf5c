/**
 * Redis and Valkey in containers: for tests by {@code @ServiceConnection}, in development by Docker
 * Compose. Begin with {@link io.streamweir.spring.boot.container.ContainerDetailsFactory}.
 */
@NullMarked
package io.streamweir.spring.boot.container;

import org.jspecify.annotations.NullMarked;
