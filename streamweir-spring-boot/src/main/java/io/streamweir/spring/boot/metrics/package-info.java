/**
 * What goes into the application's meter registry. Begin with {@link
 * io.streamweir.spring.boot.metrics.MetricsAutoConfiguration}.
 */
@NullMarked
package io.streamweir.spring.boot.metrics;

import org.jspecify.annotations.NullMarked;
