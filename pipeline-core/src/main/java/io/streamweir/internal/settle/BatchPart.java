package io.streamweir.internal.settle;

/**
 * What the effects of a batch have in common, added up before it is written. It happens once for
 * the whole batch, without the entries that were fenced or overtaken.
 */
public interface BatchPart {
  /** Writes it; called once, behind all entries. */
  void write(EffectWriter to);
}
