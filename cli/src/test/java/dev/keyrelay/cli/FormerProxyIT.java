package dev.keyrelay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of LLM-API-Key-Proxy, as doctor sees it with the built-in plugins. */
class FormerProxyIT {

  /** Every variable that it reads, {@code main} and released branches, with a value of its own. */
  private static final String VARIABLES =
      """
      PROXY_API_KEY=VerysecretKey
      GLOBAL_TIMEOUT=30
      SKIP_OAUTH_INIT_CHECK=true
      OVERRIDE_TEMPERATURE_ZERO=set
      OAUTH_REFRESH_INTERVAL=600
      MODEL_INFO_REFRESH_INTERVAL=21600
      SMALL_COOLDOWN_RETRY_THRESHOLD=10
      TRANSIENT_RETRY_DELAY=1.0
      TRANSIENT_RETRY_JITTER=0.5
      STREAM_RETRY_ON_REASONING_ONLY=false
      TIMEOUT_CONNECT=30
      TIMEOUT_WRITE=30
      TIMEOUT_POOL=60
      TIMEOUT_READ_STREAMING=300
      TIMEOUT_READ_NON_STREAMING=600
      SUPPRESS_LITELLM_SERIALIZATION_WARNINGS=1
      LITELLM_LOG=ERROR
      PORT=8000
      OPENAI_API_KEY=sk-1
      OPENAI_API_KEY_2=sk-2
      OPENAI_API_KEY_spare=sk-3
      MINE_API_KEY_1=dummy
      MINE_API_BASE=http://127.0.0.1:9/v1
      MINE_MODELS={"fast":{"id":"real","options":{"reasoning_effort":"low"}}}
      GEMINI_CLI_1_ACCESS_TOKEN=a
      GEMINI_CLI_1_REFRESH_TOKEN=r
      GEMINI_CLI_1_SCOPE=s t
      GEMINI_CLI_1_TOKEN_TYPE=Bearer
      GEMINI_CLI_1_ID_TOKEN=i
      GEMINI_CLI_1_EXPIRY_DATE=1767225600000
      GEMINI_CLI_1_CLIENT_ID=c
      GEMINI_CLI_1_CLIENT_SECRET=d
      GEMINI_CLI_1_TOKEN_URI=https://oauth2.googleapis.com/token
      GEMINI_CLI_1_UNIVERSE_DOMAIN=googleapis.com
      GEMINI_CLI_1_EMAIL=a@b.example
      GEMINI_CLI_1_PROJECT_ID=p
      GEMINI_CLI_1_TIER=PRO
      GEMINI_CLI_1_TIER_FULL=Google One AI PRO
      GEMINI_CLI_OAUTH_PORT=8085
      GEMINI_CLI_PROJECT_ID=p
      GEMINI_CLI_QUOTA_REFRESH_INTERVAL=300
      GEMINI_CLI_SIGNATURE_CACHE_TTL=3600
      GEMINI_CLI_SIGNATURE_DISK_TTL=86400
      GEMINI_CLI_PRESERVE_THOUGHT_SIGNATURES=true
      GEMINI_CLI_ENABLE_SIGNATURE_CACHE=true
      GEMINI_CLI_GEMINI3_TOOL_FIX=true
      GEMINI_CLI_GEMINI3_TOOL_PREFIX=gemini3_
      GEMINI_CLI_GEMINI3_STRICT_SCHEMA=true
      GEMINI_CLI_GEMINI3_DESCRIPTION_PROMPT=strict
      GEMINI_CLI_GEMINI3_SYSTEM_INSTRUCTION=trust
      GEMINI_CLI_ENABLE_JSON_STRING_PARSING=false
      GEMINI_CLI_UA_VERSION=0.31.0
      GEMINI_CLI_NODE_CLIENT_VERSION=10.6.1
      GEMINI_CLI_GL_NODE_VERSION=22.17.1
      GEMINI_CLI_PLATFORM_ARCH=win32; x64
      GEMINI_CLI_ACCEPT_ENCODING=gzip
      CHUTES_QUOTA_REFRESH_INTERVAL=300
      NANOGPT_QUOTA_REFRESH_INTERVAL=300
      FIRMWARE_QUOTA_REFRESH_INTERVAL=300
      ANTIGRAVITY_OAUTH_PORT=51121
      ANTIGRAVITY_PROJECT_ID=p
      ANTIGRAVITY_QUOTA_REFRESH_INTERVAL=300
      ANTIGRAVITY_GEMINI3_TOOL_FIX=true
      ANTIGRAVITY_CLAUDE_TOOL_FIX=false
      ANTIGRAVITY_PARALLEL_TOOL_INSTRUCTION_CLAUDE=true
      ANTIGRAVITY_PARALLEL_TOOL_INSTRUCTION_GEMINI3=true
      ANTIGRAVITY_CLAUDE_THINKING_SANITIZATION=true
      ANTIGRAVITY_CLAMP_THINKING_TO_OUTPUT=false
      ANTIGRAVITY_SIGNATURE_CACHE_TTL=3600
      ANTIGRAVITY_SIGNATURE_DISK_TTL=86400
      ANTIGRAVITY_PRESERVE_THOUGHT_SIGNATURES=true
      ANTIGRAVITY_ENABLE_SIGNATURE_CACHE=true
      ANTIGRAVITY_ENABLE_DYNAMIC_MODELS=false
      ANTIGRAVITY_PREPEND_INSTRUCTION=true
      ANTIGRAVITY_INJECT_IDENTITY_OVERRIDE=true
      ANTIGRAVITY_USE_SHORT_PROMPTS=true
      ANTIGRAVITY_INTERLEAVED_THINKING=true
      ANTIGRAVITY_EMPTY_RESPONSE_ATTEMPTS=6
      ANTIGRAVITY_EMPTY_RESPONSE_RETRY_DELAY=3
      ANTIGRAVITY_503_MAX_ATTEMPTS=10
      ANTIGRAVITY_503_RETRY_DELAY=5
      ANTIGRAVITY_MALFORMED_CALL_RETRIES=2
      ANTIGRAVITY_MALFORMED_CALL_DELAY=1
      QWEN_CODE_MODELS=["qwen3-coder-plus"]
      IFLOW_MODELS=["glm-4.7"]
      IFLOW_OAUTH_PORT=11451
      IGNORE_MODELS_OPENAI=gpt-3*
      WHITELIST_MODELS_OPENAI=gpt-3.5-turbo
      ROTATION_MODE_OPENAI=balanced
      ROTATION_TOLERANCE=3.0
      SEQUENTIAL_FALLBACK_MULTIPLIER_OPENAI=2
      MAX_CONCURRENT_REQUESTS_PER_KEY_OPENAI=3
      MAX_CONCURRENT_REQUESTS_PER_KEY_OPENAI_BALANCED=3
      OPTIMAL_CONCURRENT_REQUESTS_PER_KEY_OPENAI=2
      OPTIMAL_CONCURRENT_REQUESTS_PER_KEY_OPENAI_SEQUENTIAL=2
      CONCURRENCY_MULTIPLIER_OPENAI_PRIORITY_1=2
      CONCURRENCY_MULTIPLIER_OPENAI_PRIORITY_1_BALANCED=2
      FAIR_CYCLE_OPENAI=true
      FAIR_CYCLE_ENABLED_GEMINI=true
      FAIR_CYCLE_TRACKING_MODE_OPENAI=credential
      FAIR_CYCLE_CROSS_TIER_OPENAI=false
      FAIR_CYCLE_DURATION_OPENAI=86400
      FAIR_CYCLE_QUOTA_THRESHOLD_OPENAI=1.0
      FAIR_CYCLE_RESET_COOLDOWN_THRESHOLD_OPENAI=90
      EXHAUSTION_COOLDOWN_THRESHOLD=300
      EXHAUSTION_COOLDOWN_THRESHOLD_OPENAI=300
      CUSTOM_CAP_GEMINI_CLI_T2_PRO=100
      CUSTOM_CAP_COOLDOWN_GEMINI_CLI_T2_PRO=quota_reset
      QUOTA_GROUPS_GEMINI_CLI_PRO=gemini-2.5-pro
      SESSION_STICKY_WAIT_SECONDS=15
      SESSION_STICKY_ENTRY_TTL_SECONDS_OPENAI=3600
      SESSION_STICKY_MAX_ENTRIES=10000
      TRUSTED_SESSION_ID_FIELDS=my_session
      ROTATOR_LIBRARY_FINGERPRINT_KEY=k
      SESSION_PERSISTENCE_ENABLED=true
      SESSION_PERSISTENCE_FLUSH_INTERVAL_SECONDS=5.0
      QUOTA_NO_RESET_EXHAUSTION_POLICY=cooldown
      QUOTA_NO_RESET_EXHAUSTION_POLICY_OPENAI=cooldown
      QUOTA_NO_RESET_COOLDOWN_SECONDS=60
      LLM_PROXY_CONFIG_FILE=x.json
      PROXY_CONFIG_FILE=x.json
      FALLBACK_GROUPS=best
      FALLBACK_GROUP_BEST=openai/gpt-5,mine/fast
      FALLBACK_GROUP_BEST_FAILOVER_ON=rate_limit
      FALLBACK_GROUP_BEST_STOP_ON=authentication
      FALLBACK_GROUP_BEST_STREAMING_POLICY=pre_output_only
      MODEL_ROUTE_BEST=group:best
      MODEL_FALLBACK_GROUPS=[["openai/gpt-5","mine/fast"]]
      PROVIDER_COOLDOWN_MIN_SECONDS=10
      PROVIDER_COOLDOWN_DEFAULT_SECONDS=30
      PROVIDER_COOLDOWN_ON_QUOTA=false
      PROVIDER_BACKOFF_WINDOW_SECONDS=60
      PROVIDER_BACKOFF_THRESHOLD=3
      PROVIDER_BACKOFF_BASE_SECONDS=10
      PROVIDER_BACKOFF_MAX_SECONDS=300
      FAILURE_HISTORY_MAX_ENTRIES=200
      RESPONSES_STORE_BACKEND=memory
      RESPONSES_STORE_MAX_ITEMS=100
      STREAM_TRACE_METRICS=true
      STREAM_TTFB_TIMEOUT_SECONDS=0
      STREAM_STALL_TIMEOUT_SECONDS=0
      STREAM_HEARTBEAT_INTERVAL_SECONDS=0
      STREAM_CANCEL_UPSTREAM_ON_DISCONNECT=true
      MODEL_PRICE_OPENAI_GPT_5_INPUT=1.25
      FALLBACK_COOLDOWN_MULTIPLIER=2
      FALLBACK_COOLDOWN_MIN_SECONDS=10
      """;

  @TempDir private Path home;

  private JsonNode doctor() throws IOException {
    CommandRun run =
        CommandRun.of(
            home,
            Map.of(),
            Path.of(System.getProperty("keyrelay.distribution")),
            "doctor",
            "--json");
    return JsonBody.MAPPER.readTree(run.out());
  }

  @Test
  void everyVariableHasAMeaningOrAReasonWhyItHasNone() throws IOException {
    Files.writeString(home.resolve(".env"), VARIABLES);
    JsonNode report = doctor();
    var told = report.path("variables").findValuesAsText("name");
    var findings = report.path("findings");
    var without =
        findings
            .valueStream()
            .filter(one -> one.path("sentence").asText().startsWith("has no effect here. "))
            .map(one -> one.path("subject").asText())
            .collect(Collectors.toSet());
    for (String line : VARIABLES.lines().toList()) {
      String name = line.substring(0, line.indexOf('='));
      assertThat(told.contains(name) || without.contains(name)).as(name).isTrue();
    }
    assertThat(findings.findValuesAsText("sentence")).doesNotContain("is read by nothing.");
    assertThat(findings.findValuesAsText("level")).doesNotContain("error");
  }

  @Test
  void whatWouldSurpriseIsSaid() throws IOException {
    Files.writeString(home.resolve(".env"), VARIABLES);
    Files.writeString(
        home.resolve("launcher_config.json"),
        "{\"host\":\"0.0.0.0\",\"port\":8001,\"enable_request_logging\":true}");
    var findings = doctor().path("findings").toString();
    assertThat(findings)
        .contains("everybody knows it", "did not bound running calls")
        .contains("KEYRELAY_HOST=0.0.0.0, PORT=8001, ENABLE_REQUEST_LOGGING=true");
  }
}
