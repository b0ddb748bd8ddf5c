package io.streamweir.internal.feature.foreign;

import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.EffectWriter;
import io.streamweir.internal.settle.KeyUse;
import java.util.Map;

/**
 * Appends to a stream of somebody else's, whose fields are free.
 *
 * @param stream its key, in the partition's hash slot where Redis is a cluster
 * @param fields at least one
 */
record AppendForeign(String stream, Map<String, String> fields) implements Effect {
  private static final KeyUse FOREIGN = KeyUse.appends();

  @Override
  public void write(EffectWriter to) {
    to.effect("append-foreign", "feature/foreign/settle-foreign").key(FOREIGN, stream);
    fields.forEach((name, value) -> to.add(name).add(value));
  }
}
