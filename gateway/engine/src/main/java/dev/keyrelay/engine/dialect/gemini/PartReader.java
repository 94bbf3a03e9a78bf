package dev.keyrelay.engine.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.Fields;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.chat.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads parts of contents. */
final class PartReader {

  private static final String OUTCOME_OK = "OUTCOME_OK";

  private final CallIds ids;
  private final Drops drops;

  PartReader(CallIds ids, Drops drops) {
    this.ids = ids;
    this.drops = drops;
  }

  Part read(JsonNode node, String path) {
    var part = Names.fields(node, path);
    var signature = Signatures.read(part);
    Part result;
    var called = Names.inside(part, "functionCall");
    if (called.isPresent()) {
      var call = called.get();
      String name = call.needText("name");
      result =
          new Part.ToolCall(
              ids.ofCall(call.text("id"), name),
              name,
              call.node("args").map(JsonNode::toString).orElse("{}"),
              false,
              Optional.empty(),
              signature,
              Optional.empty());
      call.ignore("willContinue", "partialArgs");
    } else if (part.node("functionResponse").isPresent()) {
      result =
          result(Names.fields(part.node("functionResponse").get(), part.path("functionResponse")));
    } else if (part.node("inlineData").isPresent()) {
      result = MediaParts.inline(part);
    } else if (part.node("fileData").isPresent()) {
      result = MediaParts.file(part);
    } else if (part.node("text").isPresent()) {
      boolean thought = part.flag("thought").orElse(false);
      String text = part.needText("text");
      result =
          thought
              ? new Part.Thinking(text, true, signature)
              : new Part.Text(text, List.of(), Optional.empty(), signature);
    } else {
      drops.addIf(signature.isPresent(), path + ".thoughtSignature");
      return new Part.Native(Dialect.GEMINI, node, spoken(part));
    }
    part.ignore("thought", "videoMetadata", "mediaResolution", "partMetadata");
    part.dropRest(drops);
    return result;
  }

  private Part result(Fields response) {
    String name = response.needText("name");
    var content = new ArrayList<Part>();
    JsonNode said = response.node("response").orElse(null);
    boolean error = said != null && only(said, "error");
    if (said != null) {
      boolean plain = error || only(said, "output");
      String text = plain ? said.path(error ? "error" : "output").textValue() : said.toString();
      content.add(Part.Text.of(text));
    }
    response.list("parts").forEach(part -> content.add(read(part, response.path("parts"))));
    String id = ids.ofResult(response.text("id"), name);
    response.dropRest(drops);
    return new Part.ToolResult(id, Optional.of(name), content, error, false, Optional.empty());
  }

  /** Whether an object is one text under the name that Google's documentation proposes. */
  private static boolean only(JsonNode response, String name) {
    return response.size() == 1 && response.path(name).isTextual();
  }

  /** What a piece of Google's own says: code that it ran, and what that printed. */
  private static Optional<String> spoken(Fields part) {
    var code = part.node("executableCode").map(c -> Names.fields(c, ""));
    if (code.isPresent()) {
      String language = code.get().text("language").orElse("").toLowerCase(Locale.ROOT);
      return code.get().text("code").map(text -> "```" + language + "\n" + text + "\n```");
    }
    return part.node("codeExecutionResult").map(r -> printed(Names.fields(r, "")));
  }

  /** What code printed, and how it ended if not well. */
  private static String printed(Fields result) {
    String outcome = result.text("outcome").orElse(OUTCOME_OK);
    String output = result.text("output").orElse("");
    return outcome.equals(OUTCOME_OK) ? output : (outcome + "\n" + output).strip();
  }
}
