package dev.keyrelay.engine.dialect;

import dev.keyrelay.spi.chat.TokenUsage;
import java.util.List;
import java.util.Optional;

/**
 * A complete answer in the client's dialect.
 *
 * @param body the answer
 * @param usage what upstream says that it used
 * @param dropped what of the answer the client's dialect cannot say
 */
public record TranslatedReply(byte[] body, Optional<TokenUsage> usage, List<String> dropped) {}
