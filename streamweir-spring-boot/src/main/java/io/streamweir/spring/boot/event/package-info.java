/**
 * Spring Modulith's publication registry as an outbox: what is published in a transaction becomes a
 * job. Begin with {@link io.streamweir.spring.boot.event.EventAutoConfiguration}.
 */
@NullMarked
package io.streamweir.spring.boot.event;

import org.jspecify.annotations.NullMarked;
