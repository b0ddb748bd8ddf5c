package io.streamweir.internal.feature.keyed;

import io.streamweir.internal.lane.Crew;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a lane that are others at a keyed stage.
 *
 * @param intake null at every other stage
 */
public record KeyedParts(@Nullable OwnedIntake intake, Crew crew) {}
