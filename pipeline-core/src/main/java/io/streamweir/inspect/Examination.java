package io.streamweir.inspect;

/**
 * Looks at one aspect of a pipeline or of its server. {@link Doctor} lists them all; each stands
 * for itself, and none relies on another one having run before. Stateless.
 */
interface Examination {
  /** Reports what it finds; reads only. */
  void examine(Subject subject, Findings findings);
}
