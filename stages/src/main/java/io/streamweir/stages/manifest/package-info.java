/**
 * The shipped pipeline {@code manifest}: lists the files of a directory with their sizes, SHA-256
 * digests and Merkle roots. A directory is split into parts ({@code list}), parts are digested in
 * parallel ({@code digest}), and one manifest is gathered from all of them ({@code collect}).
 *
 * <p>Start at {@link io.streamweir.stages.manifest.ManifestPipeline}; how files are reached, and
 * why never those outside the root, says {@link io.streamweir.stages.manifest.OpenDirectory}. No
 * package comes next.
 */
@NullMarked
package io.streamweir.stages.manifest;

import org.jspecify.annotations.NullMarked;
