package dev.keyrelay.engine.requestlog;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Takes key material out of what is logged: keys in the forms that services give them, wherever
 * they stand, also in the middle of a conversation, and the values of JSON members that hold keys,
 * such as the tokens of MCP servers. What looks like none of these stays.
 */
final class KeyMaterial {

  private static final String REDACTED = "[redacted]";

  /**
   * How keys of a service begin.
   *
   * @param least how many characters follow at least
   */
  private record Form(String prefix, int least) {}

  private static final List<Form> FORMS =
      List.of(
          new Form("sk-", 20), // OpenAI, Anthropic, OpenRouter, DeepSeek, Moonshot and others
          new Form("AIza", 30), // Google
          new Form("ya29.", 30), // Google, OAuth
          new Form("gsk_", 20), // Groq
          new Form("xai-", 20),
          new Form("pplx-", 20), // Perplexity
          new Form("nvapi-", 20), // NVIDIA
          new Form("csk-", 20), // Cerebras
          new Form("hf_", 20), // Hugging Face
          new Form("r8_", 20), // Replicate
          new Form("tvly-", 16), // Tavily
          new Form("ghp_", 30),
          new Form("gho_", 30),
          new Form("github_pat_", 30),
          new Form("glpat-", 16),
          new Form("xoxb-", 20), // Slack
          new Form("xoxp-", 20),
          new Form("sk_live_", 16), // Stripe
          new Form("rk_live_", 16));

  private static final String BEARER = "Bearer ";
  private static final int LEAST_BEARER = 16;

  private static final List<String> MEMBERS =
      List.of(
          "authorization",
          "Authorization",
          "authorization_token",
          "api_key",
          "apiKey",
          "apikey",
          "api-key",
          "x-api-key",
          "X-Api-Key",
          "x-goog-api-key",
          "access_token",
          "accessToken",
          "refresh_token",
          "client_secret",
          "password",
          "secret_access_key");

  private KeyMaterial() {}

  /** The bytes without key material; the same array if there is none. */
  static byte[] without(byte[] page) {
    // One character a byte, so that what is not UTF-8 survives.
    String text = new String(page, StandardCharsets.ISO_8859_1);
    String told = text;
    for (Form form : FORMS) {
      told = cut(told, form.prefix, form.least, KeyMaterial::ofKey);
    }
    told = cut(told, BEARER, LEAST_BEARER, KeyMaterial::ofToken);
    for (String member : MEMBERS) {
      told = valueless(told, '"' + member + '"');
    }
    return told.equals(text) ? page : told.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Cuts what follows a prefix wherever enough of it may be part of a key. */
  private static String cut(String text, String prefix, int least, IntPredicate part) {
    int at = text.indexOf(prefix);
    if (at < 0) {
      return text;
    }
    var told = new StringBuilder(text.length());
    int from = 0;
    for (; at >= 0; at = text.indexOf(prefix, at)) {
      int begin = at + prefix.length();
      int end = begin;
      while (end < text.length() && part.test(text.charAt(end))) {
        end++;
      }
      if (end - begin >= least && begins(text, at)) {
        told.append(text, from, begin).append(REDACTED);
        from = end;
      }
      at = Math.max(end, begin);
    }
    return from == 0 ? text : told.append(text, from, text.length()).toString();
  }

  /** Whether a word begins there, be it after an escape such as {@code \n}. */
  private static boolean begins(String text, int at) {
    return at == 0
        || !ofKey(text.charAt(at - 1))
        || (at > 1 && text.charAt(at - 2) == '\\' && Character.isLetter(text.charAt(at - 1)));
  }

  /** Cuts a text that is the value of a member. */
  private static String valueless(String text, String member) {
    int at = text.indexOf(member);
    if (at < 0) {
      return text;
    }
    var told = new StringBuilder(text.length());
    int from = 0;
    for (; at >= 0; at = text.indexOf(member, at)) {
      at += member.length();
      int begin = afterColon(text, at);
      if (begin > 0) {
        int end = endOfText(text, begin);
        told.append(text, from, begin).append(REDACTED);
        from = end;
        at = end;
      }
    }
    return from == 0 ? text : told.append(text, from, text.length()).toString();
  }

  /** Where the text of a value begins, after its quotation mark; 0 if the value is no text. */
  private static int afterColon(String text, int at) {
    int i = skipSpace(text, at);
    if (i >= text.length() || text.charAt(i) != ':') {
      return 0;
    }
    i = skipSpace(text, i + 1);
    return i < text.length() && text.charAt(i) == '"' ? i + 1 : 0;
  }

  private static int skipSpace(String text, int at) {
    int i = at;
    while (i < text.length() && text.charAt(i) <= ' ') {
      i++;
    }
    return i;
  }

  private static int endOfText(String text, int begin) {
    int i = begin;
    while (i < text.length() && text.charAt(i) != '"') {
      i += text.charAt(i) == '\\' ? 2 : 1;
    }
    return Math.min(i, text.length());
  }

  private static boolean ofKey(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  private static boolean ofToken(int c) {
    return ofKey(c) || c == '.' || c == '/' || c == '+' || c == '=' || c == '~';
  }
}
