/**
 * The way to Redis. Begin with {@link
 * io.streamweir.spring.boot.connection.ConnectionAutoConfiguration}; {@link
 * io.streamweir.spring.boot.connection.StreamweirConnectionDetails} says where Redis is.
 */
@NullMarked
package io.streamweir.spring.boot.connection;

import org.jspecify.annotations.NullMarked;
