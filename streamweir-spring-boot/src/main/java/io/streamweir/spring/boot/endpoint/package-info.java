/**
 * What operators see and change of pipelines by Actuator. Begin with {@link
 * io.streamweir.spring.boot.endpoint.StreamweirEndpoint}.
 */
@NullMarked
package io.streamweir.spring.boot.endpoint;

import org.jspecify.annotations.NullMarked;
