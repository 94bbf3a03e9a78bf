package dev.keyrelay.engine.dialect;

import dev.keyrelay.engine.dialect.wire.FreeText;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.chat.ChatEvent;
import dev.keyrelay.spi.chat.ChatReply;
import dev.keyrelay.spi.chat.ChatRequest;
import dev.keyrelay.spi.chat.Part;
import dev.keyrelay.spi.chat.Tool;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes calls of tools that take free text what they were. Dialects without such tools are shown a
 * function whose one argument {@code input} is the text; its calls come back as JSON. So do calls
 * of tools with {@link ToolNames} of their own.
 */
final class CustomCalls {

  private final Set<String> names;
  private final ToolNames toolNames;
  private final Map<Integer, StringBuilder> open = new HashMap<>();

  CustomCalls(ChatRequest request, ToolNames toolNames) {
    this.toolNames = toolNames;
    this.names =
        request.tools().stream()
            .filter(Tool.Custom.class::isInstance)
            .map(tool -> ((Tool.Custom) tool).name())
            .collect(Collectors.toSet());
  }

  private CustomCalls(Set<String> names, ToolNames toolNames) {
    this.names = names;
    this.toolNames = toolNames;
  }

  /** The same for another stream. */
  CustomCalls fresh() {
    return new CustomCalls(names, toolNames);
  }

  ChatReply restored(ChatReply answer) {
    var reply = toolNames.restored(answer);
    if (names.isEmpty()) {
      return reply;
    }
    var candidates =
        reply.candidates().stream()
            .map(
                c ->
                    new ChatReply.Candidate(
                        c.parts().stream().map(this::restored).toList(), c.stop(), c.logprobs()))
            .toList();
    return new ChatReply(
        reply.id(), reply.model(), reply.created(), candidates, reply.usage(), reply.extensions());
  }

  private Part restored(Part part) {
    return part instanceof Part.ToolCall call && isDisguised(call)
        ? custom(call, text(call.arguments()))
        : part;
  }

  private boolean isDisguised(Part.ToolCall call) {
    return !call.custom() && call.namespace().isEmpty() && names.contains(call.name());
  }

  private static Part custom(Part.ToolCall call, String text) {
    return new Part.ToolCall(
        call.id(),
        call.name(),
        text,
        true,
        call.namespace(),
        call.signature(),
        call.cacheControl());
  }

  private static String text(String arguments) {
    return Trees.parseObject(arguments)
        .map(object -> object.path(FreeText.ARGUMENT))
        .filter(input -> input.isTextual())
        .map(input -> input.textValue())
        .orElse(arguments);
  }

  /** The events to go on with; the text of a call goes on when it is whole. */
  List<ChatEvent> restored(ChatEvent told) {
    var event = toolNames.restored(told);
    if (names.isEmpty()) {
      return List.of(event);
    }
    return switch (event) {
      case ChatEvent.PartOpened e
          when e.part() instanceof Part.ToolCall call && isDisguised(call) -> {
        open.put(e.candidate(), new StringBuilder(call.arguments()));
        yield List.of(new ChatEvent.PartOpened(e.candidate(), custom(call, "")));
      }
      case ChatEvent.ArgumentsDelta e when open.containsKey(e.candidate()) -> {
        open.get(e.candidate()).append(e.json());
        yield List.of();
      }
      case ChatEvent.PartClosed e when open.containsKey(e.candidate()) -> {
        String text = text(open.remove(e.candidate()).toString());
        yield List.of(new ChatEvent.ArgumentsDelta(e.candidate(), text), e);
      }
      default -> List.of(event);
    };
  }
}
