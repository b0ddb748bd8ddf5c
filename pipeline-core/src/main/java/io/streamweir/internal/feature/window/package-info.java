/**
 * Windows: entries add to spans of event time, which are read out when the watermark has passed
 * them. Begin with {@link io.streamweir.internal.feature.window.WindowCloser} and {@code
 * settle-windows.lua}.
 *
 * <p>{@code FillRule} adds updates to a decision. One {@code WindowCloser} per window runs every
 * 200 ms. If spans are open, it moves the watermark on ({@code watermark.lua}), reads the spans
 * that the watermark has passed, and hands on their summaries ({@code close.lua}).
 */
@NullMarked
package io.streamweir.internal.feature.window;

import org.jspecify.annotations.NullMarked;
