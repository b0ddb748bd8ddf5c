/**
 * Windows: entries add to spans of event time, which are read out when the watermark has passed
 * them. Begin with {@link io.streamweir.internal.feature.window.WindowCloser} and {@code
 * settle-windows.lua}.
 */
@NullMarked
package io.streamweir.internal.feature.window;

import org.jspecify.annotations.NullMarked;
