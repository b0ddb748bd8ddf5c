/**
 * The HTTP API and the console below a path of the application's own server. Begin with {@link
 * io.streamweir.spring.boot.http.HttpAutoConfiguration}.
 */
@NullMarked
package io.streamweir.spring.boot.http;

import org.jspecify.annotations.NullMarked;
