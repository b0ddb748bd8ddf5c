/**
 * The engine behind the API: a link to Redis for each role, and the pipelines that are known. Begin
 * with {@link io.streamweir.http.engine.Engine}.
 */
@NullMarked
package io.streamweir.http.engine;

import org.jspecify.annotations.NullMarked;
