package dev.keyrelay.engine.dialect.wire;

import dev.keyrelay.spi.chat.Sampling;

/** What becomes of sampling where a model of OpenAI takes none, because it thinks. */
public final class FixedSampling {

  private FixedSampling() {}

  /** Notes as dropped what asks for anything but what such a model does by itself. */
  public static void leaveOut(Sampling sampling, Drops drops) {
    drops.addIf(sampling.temperature().orElse(1) != 1, "temperature");
    drops.addIf(sampling.topP().orElse(1) != 1, "top_p");
    drops.addIf(sampling.frequencyPenalty().orElse(0) != 0, "frequency_penalty");
    drops.addIf(sampling.presencePenalty().orElse(0) != 0, "presence_penalty");
    drops.addIf(sampling.logprobs().isPresent(), "logprobs");
    drops.addIf(sampling.logitBias().isPresent(), "logit_bias");
    drops.addIf(!sampling.stop().isEmpty(), "stop");
  }
}
