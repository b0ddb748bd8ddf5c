/**
 * {@code tap}: what arrives at a stage, seen without taking work from it.
 *
 * <p>Start at {@link io.streamweir.cli.tap.TapCommand}.
 */
@NullMarked
package io.streamweir.cli.tap;

import org.jspecify.annotations.NullMarked;
