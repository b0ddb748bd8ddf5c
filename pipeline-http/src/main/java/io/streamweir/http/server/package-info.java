/**
 * The server below the API: Jetty's core, without servlets. Begin with {@link
 * io.streamweir.http.server.HttpServer}.
 */
@NullMarked
package io.streamweir.http.server;

import org.jspecify.annotations.NullMarked;
