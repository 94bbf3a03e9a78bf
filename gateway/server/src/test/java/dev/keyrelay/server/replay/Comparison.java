package dev.keyrelay.server.replay;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;

/** What a client got of what upstream said: whatever is missing and was not told. */
final class Comparison {

  private final Side client;
  private final Said sent;
  private final Said got;
  private final String told;
  private final List<String> missing = new ArrayList<>();

  private Comparison(Side client, Said sent, Said got, String told) {
    this.client = client;
    this.sent = sent;
    this.got = got;
    this.told = told;
  }

  /** What is missing in silence, or wrong; empty if nothing is. */
  static List<String> of(Side client, Said sent, Said got, String told) {
    var comparison = new Comparison(client, sent, got, told);
    comparison.words();
    comparison.pieces();
    comparison.usage();
    return comparison.missing;
  }

  private void words() {
    int at = 0;
    String text = got.text();
    for (String piece : sent.words) {
      String wanted = Said.dense(piece);
      int found = text.indexOf(wanted, at);
      if (found < 0) {
        missing.add("words: " + piece + " in: " + String.join("", got.words));
        break;
      }
      at = found + wanted.length();
    }
    boolean plain = sent.natives.isEmpty() && sent.found.isEmpty();
    if (plain && text.length() != sent.text().length()) {
      missing.add("words that upstream did not say: " + String.join("", got.words));
    }
    if (!Said.dense(got.thoughts.toString()).equals(Said.dense(sent.thoughts.toString()))) {
      missing.add("thoughts: " + sent.thoughts + " became: " + got.thoughts);
    }
  }

  private void pieces() {
    boolean calls =
        sent.partial ? got.calls.size() == sent.calls.size() : got.called().equals(sent.called());
    if (!calls) {
      missing.add("calls: " + sent.called() + " became " + got.called());
    }
    if (!got.cited.containsAll(sent.cited) && !told.contains("citations")) {
      missing.add("citations: " + sent.cited + " became " + got.cited);
    }
    for (String kind : sent.natives) {
      boolean spoken = got.text().length() > sent.text().length();
      if (!got.natives.contains(kind) && !told.contains(kind) && !spoken) {
        missing.add("native piece: " + kind);
      }
    }
    // Anthropic's block has one query, so that several are joined in it.
    String asked = String.join(" ", got.searched);
    if (client != Side.CHAT && !sent.searched.stream().allMatch(asked::contains)) {
      missing.add("searches: " + sent.searched + " became " + got.searched);
    }
    var pages = new TreeSet<>(sent.found);
    pages.removeAll(got.found);
    pages.removeAll(got.cited);
    pages.removeIf(page -> got.text().contains(Said.dense(page)));
    if (!pages.isEmpty()) {
      missing.add("pages found: " + pages);
    }
    if (got.media < sent.media && !told.contains("media")) {
      missing.add("media: " + sent.media + " became " + got.media);
    }
    if (sent.logprobs && !got.logprobs && !told.contains("logprobs")) {
      missing.add("logprobs");
    }
    for (String value : sent.opaque) {
      boolean kept = got.opaque.stream().anyMatch(one -> holds(one, value));
      if (!kept && !told.contains("thoughtSignature")) {
        missing.add("opaque value: " + value.substring(0, Math.min(40, value.length())));
      }
    }
    boolean same = got.stop.equals(sent.stop);
    boolean noWord = sent.stop.equals("other") || sent.declined;
    if (!same && !noWord) {
      missing.add("stop: " + sent.stop + " became " + got.stop);
    }
  }

  private static boolean holds(String kept, String value) {
    if (kept.contains(value)) {
      return true;
    }
    try {
      byte[] inside = Base64.getDecoder().decode(kept);
      return new String(inside, StandardCharsets.UTF_8).contains(value);
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  private void usage() {
    if (sent.input < 0) {
      return;
    }
    count("input", sent.input, got.input);
    count("output", sent.output, got.output);
    count("cached", sent.cached, got.cached);
    count("reasoning", sent.reasoning, got.reasoning);
    if (client != Side.GEMINI) {
      count("written to cache", sent.written, got.written);
    }
  }

  private void count(String what, long before, long after) {
    if (before != after && !told.contains("usage")) {
      missing.add(what + " tokens: " + before + " became " + after);
    }
  }
}
