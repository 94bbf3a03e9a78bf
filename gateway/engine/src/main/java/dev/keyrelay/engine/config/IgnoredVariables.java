package dev.keyrelay.engine.config;

import static dev.keyrelay.engine.config.Section.WITHOUT_EFFECT;

import java.util.ArrayList;
import java.util.List;

/** The variables that the system which KeyRelay replaces reads, and that have no effect here. */
final class IgnoredVariables {

  private static final List<Variable<?>> IGNORED = new ArrayList<>();

  static {
    ignored("Nothing is tried again once the answer has begun.", "STREAM_RETRY_ON_REASONING_ONLY");
    ignored("A connection is waited for as long as for the answer.", "TIMEOUT_POOL");
    ignored("There is no LiteLLM here.", "SUPPRESS_LITELLM_SERIALIZATION_WARNINGS", "LITELLM_LOG");
    ignored("Every FALLBACK_GROUP_<NAME> counts without being listed.", "FALLBACK_GROUPS");
    ignored("Variables are the only configuration.", "LLM_PROXY_CONFIG_FILE", "PROXY_CONFIG_FILE");
    ignored("KEYRELAY_SALT is what ids are made with.", "ROTATOR_LIBRARY_FINGERPRINT_KEY");
    ignored("SESSION_STICKY_ENTRY_TTL_SECONDS alone decides.", "SESSION_PERSISTENCE_<NAME>");
    ignored(
        "COOLDOWN_STEPS says how long a credential rests where upstream does not.",
        "QUOTA_NO_RESET_<NAME>",
        "FALLBACK_COOLDOWN_<NAME>");
    ignored(
        "PROVIDER_BACKOFF_THRESHOLD and its like decide when a provider rests.",
        "PROVIDER_COOLDOWN_<NAME>");
    ignored("Failures are counted and logged.", "FAILURE_HISTORY_MAX_ENTRIES");
    ignored(
        "STORED_RESPONSES_MAX_SIZE and STORED_RESPONSES_MAX_AGE bound what is kept.",
        "RESPONSES_STORE_<NAME>");
    ignored("TIMEOUT_FIRST_EVENT is that time-out.", "STREAM_TTFB_TIMEOUT_SECONDS");
    ignored("TIMEOUT_READ_STREAMING is that time-out.", "STREAM_STALL_TIMEOUT_SECONDS");
    ignored(
        "A client that goes away always ends the call upstream.",
        "STREAM_CANCEL_UPSTREAM_ON_DISCONNECT");
    ignored("Streams are counted like all requests.", "STREAM_TRACE_METRICS");
    ignoredOf("GEMINI_CLI");
    ignoredOf("ANTIGRAVITY");
    ignored(
        "Arguments of tools reach the client as the model wrote them.",
        "GEMINI_CLI_ENABLE_JSON_STRING_PARSING");
    ignored(
        "Requests say that they come from KeyRelay.",
        "GEMINI_CLI_UA_VERSION",
        "GEMINI_CLI_NODE_CLIENT_VERSION",
        "GEMINI_CLI_GL_NODE_VERSION",
        "GEMINI_CLI_PLATFORM_ARCH",
        "GEMINI_CLI_ACCEPT_ENCODING");
    ignored("Signatures are carried by clients.", "GEMINI_CLI_SIGNATURE_CACHE_TTL");
    ignored(
        "Gemini 3's tools are neither renamed nor explained to it.", "GEMINI_CLI_GEMINI3_TOOL_FIX");
    ignored(
        "No prompt of the vendor's is sent.",
        "ANTIGRAVITY_PREPEND_INSTRUCTION",
        "ANTIGRAVITY_INJECT_IDENTITY_OVERRIDE",
        "ANTIGRAVITY_USE_SHORT_PROMPTS",
        "ANTIGRAVITY_INTERLEAVED_THINKING");
    ignored(
        "The gateway's own retries take their place.",
        "ANTIGRAVITY_EMPTY_RESPONSE_<NAME>",
        "ANTIGRAVITY_503_<NAME>",
        "ANTIGRAVITY_MALFORMED_CALL_<NAME>");
    ignored("Models are always asked for.", "ANTIGRAVITY_ENABLE_DYNAMIC_MODELS");
  }

  private IgnoredVariables() {}

  /** All of them, in the order of tables. */
  static List<Variable<?>> all() {
    return List.copyOf(IGNORED);
  }

  /** What the original's two providers of Google accounts have alike. */
  private static void ignoredOf(String prefix) {
    ignored(
        "Nothing of a conversation is written to disk; signatures are carried by clients.",
        prefix + "_SIGNATURE_DISK_TTL",
        prefix + "_PRESERVE_THOUGHT_SIGNATURES",
        prefix + "_ENABLE_SIGNATURE_CACHE");
    ignored(
        "Tools are not renamed, and no text of ours goes into prompts for this.",
        prefix + "_GEMINI3_TOOL_PREFIX",
        prefix + "_GEMINI3_STRICT_SCHEMA",
        prefix + "_GEMINI3_DESCRIPTION_PROMPT",
        prefix + "_GEMINI3_SYSTEM_INSTRUCTION");
  }

  private static void ignored(String meaning, String... names) {
    for (String name : names) {
      IGNORED.add(Variable.optional(WITHOUT_EFFECT, name, Forms.text(), "–", meaning));
    }
  }
}
