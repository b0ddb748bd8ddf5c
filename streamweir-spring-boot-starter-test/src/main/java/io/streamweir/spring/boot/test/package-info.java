/**
 * Tests of pipelines in Spring Boot, with a Redis that starts by itself. Begin with {@link
 * io.streamweir.spring.boot.test.StreamweirTest}; {@link
 * io.streamweir.spring.boot.test.StreamweirJobs} awaits what a test has submitted.
 */
@NullMarked
package io.streamweir.spring.boot.test;

import org.jspecify.annotations.NullMarked;
