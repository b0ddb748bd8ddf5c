/**
 * Pipelines as beans of Spring Boot. Each feature has a room: begin with {@code connection}, which
 * leads to Redis, then {@code client} and {@code worker}.
 */
@NullMarked
package io.streamweir.spring.boot;

import org.jspecify.annotations.NullMarked;
