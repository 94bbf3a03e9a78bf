package dev.keyrelay.spi.google;

import java.util.Locale;

/** The tiers of Code Assist accounts, the best first. */
public enum CodeAssistTier {
  /** Google AI Ultra. */
  ULTRA(1),
  /** Google AI Pro, and licences of companies. */
  PRO(2),
  /** Without a subscription. */
  FREE(3),
  /** Any that the service may add. */
  OTHER(10);

  private final int rank;

  CodeAssistTier(int rank) {
    this.rank = rank;
  }

  /** The rank among the accounts of a provider, 1 the best. */
  public int rank() {
    return rank;
  }

  /** The tier of an id that the service gives, or of a name of this type. */
  public static CodeAssistTier of(String id) {
    return switch (id.toLowerCase(Locale.ROOT)) {
      case "ultra", "ultra-tier", "enterprise-tier", "g1-ultra-tier", "gemini-code-assist-ultra" ->
          ULTRA;
      case "pro", "standard-tier", "pro-tier", "g1-pro-tier", "gemini-code-assist-pro" -> PRO;
      case "free", "free-tier", "legacy-tier", "g1-free-tier", "gemini-code-assist-free" -> FREE;
      default -> OTHER;
    };
  }

  /** What people call the tier of an id. */
  public static String displayName(String id) {
    return switch (id.toLowerCase(Locale.ROOT)) {
      case "g1-pro-tier" -> "Google One AI PRO";
      case "g1-ultra-tier" -> "Google One AI ULTRA";
      case "gemini-code-assist-pro" -> "Code Assist PRO";
      case "gemini-code-assist-ultra" -> "Code Assist ULTRA";
      default -> of(id) == OTHER ? id : of(id).name();
    };
  }
}
