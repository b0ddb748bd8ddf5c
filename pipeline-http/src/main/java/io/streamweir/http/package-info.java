/**
 * The HTTP API of pipelines. Begin with {@link io.streamweir.http.HttpApi}; {@link
 * io.streamweir.http.core} says what a request and an answer are.
 */
@NullMarked
package io.streamweir.http;

import org.jspecify.annotations.NullMarked;
