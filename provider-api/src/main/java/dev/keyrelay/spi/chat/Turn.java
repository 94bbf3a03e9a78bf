package dev.keyrelay.spi.chat;

import java.util.List;
import java.util.Optional;

/**
 * One turn of a conversation.
 *
 * @param role whose turn it is
 * @param parts what it says, in order
 * @param name the speaker's name, if given
 */
public record Turn(Role role, List<Part> parts, Optional<String> name) {

  /** Whose turn it is. Results of tools are parts of a USER turn. */
  public enum Role {
    /** What holds for the whole conversation. */
    SYSTEM,
    /** The same, as newer OpenAI models call it. */
    DEVELOPER,
    /** The user, or a tool. */
    USER,
    /** The model. */
    ASSISTANT
  }

  public Turn {
    parts = List.copyOf(parts);
  }
}
