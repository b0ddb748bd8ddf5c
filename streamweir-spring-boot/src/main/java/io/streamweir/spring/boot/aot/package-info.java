/**
 * What a native image must keep for the engine. Begin with {@link
 * io.streamweir.spring.boot.aot.EngineHints}.
 */
@NullMarked
package io.streamweir.spring.boot.aot;

import org.jspecify.annotations.NullMarked;
