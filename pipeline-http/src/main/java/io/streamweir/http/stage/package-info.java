/**
 * The routes of stages: what lies there, and what operators do to it. Begin with {@link
 * io.streamweir.http.stage.EntryRoutes}.
 */
@NullMarked
package io.streamweir.http.stage;

import org.jspecify.annotations.NullMarked;
