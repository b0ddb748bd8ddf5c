/**
 * What the API is made of, without any server: requests, routes, answers and problems. Begin with
 * {@link io.streamweir.http.core.Route}; {@link io.streamweir.http.core.Api} answers requests.
 */
@NullMarked
package io.streamweir.http.core;

import org.jspecify.annotations.NullMarked;
