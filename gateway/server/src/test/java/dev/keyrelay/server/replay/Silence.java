package dev.keyrelay.server.replay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.server.replay.Source.Kind;
import dev.keyrelay.spi.Dialect;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which texts may be lost without a word, by patterns of their paths, and why. Whatever is not here
 * arrives, or is named.
 */
final class Silence {

  /** Words of closed lists: each has its counterpart, or is named, which other tests hold. */
  private static final List<String> WORDS =
      List.of(
          "(.*\\.)?(type|role|object|status|mode|outcome|language|mime_?[tT]ype|media_type|format)",
          "(.*\\.)?(finish_?[rR]eason|native_finish_reason|stop_reason|blockReason|reason|phase)",
          ".*(effort|verbosity|detail|thinking\\.display|reasoning\\.summary|service_?[tT]ier)",
          "tool_choice.*");

  /** What the gateway makes anew for every answer, or what only joins pieces of one. */
  private static final List<String> MADE_ANEW =
      List.of(
          "(message\\.|response\\.)?(id|model|modelVersion|responseId|createTime)",
          "(.*\\.)?(item_id|output\\.id|item\\.id|input\\.id|executableCode\\.id)",
          "(.*\\.)?(codeExecutionResult\\.id|reasoning_details\\.id|container_id|file_id)",
          "(.*\\.)?content(_block)?\\.tool_use_id");

  /**
   * Remarks about the service, its prices, filters and tiers, which are no part of what is said.
   */
  private static final List<String> REMARKS =
      List.of(
          "(system_fingerprint|provider|x_groq.*|obfuscation|billing.*)",
          "(.*\\.)?(prompt_filter_results|content_filter_results|content_filters|safetyRatings).*",
          "(message\\.)?usage\\..*",
          "usageMetadata\\..*",
          "candidates\\.finishMessage",
          "client_metadata\\..*");

  /** What only its maker reads: of a search, and how a summary of thoughts is packed. */
  private static final List<String> MAKERS =
      List.of(
          ".*\\.(encrypted_index|content\\.encrypted_content)",
          ".*reasoning_details\\.format",
          ".*(fileSearchStore|documentName)");

  /** What is told in another field too, which arrives. */
  private static final List<String> REPEATED =
      List.of(
          ".*\\.message\\.thought_signature",
          ".*(message|delta)\\.(reasoning|reasoning_details\\.text)",
          ".*\\.action\\.query",
          ".*groundingSupports\\.segment\\.text",
          "response_format\\.json_schema\\.name",
          "text\\.format\\.name",
          // Which argument a piece of arguments belongs to.
          ".*partialArgs\\.jsonPath");

  /** What stands for its hash where a service takes 64 characters. */
  private static final List<String> HASHED = List.of("user", "metadata\\.user_id.*");

  /** A response repeats its request, and a picture how it was asked for. */
  private static final List<String> RESPONSE =
      List.of(
          "(tools|instructions|text|reasoning|metadata|conversation|truncation)(\\..*)?",
          "(previous_response_id|prompt_cache_.*)",
          "output\\.(action|background|moderation|quality|size|output_format|namespace)");

  /** Pieces of a stream of responses tell what the ends of the item and the response repeat. */
  private static final List<String> ENDS =
      List.of(
          "response\\..*",
          "item\\.(content|summary|arguments|input|code|outputs)(\\..*)?",
          "item\\.(action|background|moderation|quality|size|output_format|namespace)");

  /** Events of responses whose words others tell again: ends, and pieces of what comes whole. */
  private static final Pattern REPEATING =
      Pattern.compile(
          "response\\.(?!output_item)(.*\\.done|content_part.*|.*(code_interpreter|image|mcp).*)");

  private static final Pattern ALWAYS =
      pattern(List.of(WORDS, MADE_ANEW, REMARKS, MAKERS, REPEATED, HASHED));
  private static final Pattern IN_RESPONSES = pattern(List.of(RESPONSE, ENDS));

  /** Numbers that say nothing more, or whose other value says the same. */
  private static final Pattern NUMBERS =
      pattern(
          List.of(
              List.of(
                  "candidates\\.(avgLogprobs|safetyRatings\\.blocked)",
                  // How an answer comes is not the provider's matter, nor where it is kept.
                  "stream|store",
                  // What a service shows of its thoughts is passed on, and its schemas are kept to.
                  ".*\\.includeThoughts|(response_format\\.json_schema|text\\.format)\\.strict",
                  // Anthropic cites a whole text, others count to its end; a quote tells the place.
                  ".*annotations?\\..*index|content\\.citations\\..*index",
                  ".*groundingSupports\\.segment\\..*Index",
                  "(response\\.)?created(_at)?|(candidates|choices)\\.index",
                  // What joins the pieces of a stream.
                  "sequence_number|((output|content|summary|annotation)_)?index",
                  ".*delta\\.tool_calls\\.index",
                  // What a stream's beginning tells of usage, its end tells anew.
                  "message\\.usage\\..*",
                  "error\\.code",
                  "(response\\.)?(usage|usageMetadata)\\.total.*|usage\\.prompt_tokens_details\\.cache_write_tokens")));

  private Silence() {}

  private static Pattern pattern(List<List<String>> paths) {
    return Pattern.compile(paths.stream().flatMap(List::stream).collect(Collectors.joining("|")));
  }

  /** Whether the text at a path may be lost. */
  static boolean of(Kind kind, Dialect dialect, String path) {
    boolean answered = dialect == Dialect.OPENAI_RESPONSES && kind != Kind.REQUEST;
    return ALWAYS.matcher(path).matches() || (answered && IN_RESPONSES.matcher(path).matches());
  }

  /** Whether a number, or a yes or no, may make no difference. */
  static boolean ofNumber(String path) {
    return NUMBERS.matcher(path).matches();
  }

  /** Whether all that an event says is told by others. */
  static boolean of(JsonNode event) {
    String type = event.path("type").asText();
    boolean call =
        event
            .at("/item/type")
            .asText()
            .matches(".*(function|custom_tool|local_shell|tool_search)_call");
    return REPEATING.matcher(type).matches()
        || (type.equals("response.output_item.added") && !call);
  }
}
