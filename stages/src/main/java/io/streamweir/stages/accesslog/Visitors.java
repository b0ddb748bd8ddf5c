package io.streamweir.stages.accesslog;

import io.streamweir.schemas.accesslog.Visitor;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells programs from people by the agent they name. A bot is what says so (bot, spider, crawler,
 * feed reader, link checker, monitor, HTTP library, headless browser), gives an address to read
 * about it, or names no agent at all; everything else is a person. A program that pretends to be a
 * browser passes as a person. Thread-safe.
 */
final class Visitors {
  /** Only alternatives, no repetition: linear in the agent's length. Cubot is a maker of phones. */
  private static final Pattern BOT =
      Pattern.compile(
          "(?<!cu)bot|spider|crawl|slurp|scanner|fetch|feed|rss|archive|monitor|checker|validat"
              + "|externalhit|headless|phantomjs|[+(]https?://|@|curl/|wget|python|perl|ruby|java/"
              + "|okhttp|go-http|php/|libwww|httpclient|axios|scrapy|nutch",
          Pattern.CASE_INSENSITIVE);

  /** Few agents make most requests; what is above either bound is judged afresh each time. */
  private static final int CACHED_AGENTS = 4096;

  private static final int CACHED_LENGTH = 512;

  private final ConcurrentHashMap<String, Visitor> cache = new ConcurrentHashMap<>();

  /** The visitor who names this agent; null and a hyphen stand for none. */
  Visitor of(@Nullable String agent) {
    if (agent == null || agent.length() < 2) {
      return Visitor.BOT;
    }
    Visitor known = cache.get(agent);
    return known == null ? judgeAndKeep(agent) : known;
  }

  private Visitor judgeAndKeep(String agent) {
    Visitor visitor = BOT.matcher(agent).find() ? Visitor.BOT : Visitor.PERSON;
    if (agent.length() <= CACHED_LENGTH && cache.size() < CACHED_AGENTS) {
      cache.put(agent, visitor);
    }
    return visitor;
  }
}
