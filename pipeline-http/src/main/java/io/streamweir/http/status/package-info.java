/**
 * The routes that look at whole pipelines: what they are made of, what waits and runs, now and
 * lately. Begin with {@link io.streamweir.http.status.StatusRoutes}.
 */
@NullMarked
package io.streamweir.http.status;

import org.jspecify.annotations.NullMarked;
