/**
 * A client for each pipeline bean. Begin with {@link
 * io.streamweir.spring.boot.client.ClientRegistrar}; {@code worker} does the work that clients
 * submit.
 */
@NullMarked
package io.streamweir.spring.boot.client;

import org.jspecify.annotations.NullMarked;
