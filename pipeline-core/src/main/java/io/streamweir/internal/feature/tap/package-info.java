/**
 * Taps: somebody reads beside the workers what arrives at a stage. Begin with {@link
 * io.streamweir.internal.feature.tap.TapLoop}.
 */
@NullMarked
package io.streamweir.internal.feature.tap;

import org.jspecify.annotations.NullMarked;
