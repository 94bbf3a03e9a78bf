package dev.keyrelay.spi.chat;

import java.util.Optional;

/**
 * A value that only its maker understands: an Anthropic signature or redacted block, a Gemini
 * thought signature, an OpenAI encrypted reasoning item. Carried byte for byte, and only ever
 * replayed to the family that made it.
 *
 * @param family who made it
 * @param value the value exactly as received
 * @param id the id of the item that held it, if it had one
 */
public record Opaque(Family family, String value, Optional<String> id) {

  /** Makers of opaque values. */
  public enum Family {
    /** A signature of Claude. */
    ANTHROPIC,
    /** A redacted block of Claude. */
    ANTHROPIC_REDACTED,
    /** A thought signature of Gemini. */
    GEMINI,
    /** An encrypted reasoning item of OpenAI. */
    OPENAI
  }
}
