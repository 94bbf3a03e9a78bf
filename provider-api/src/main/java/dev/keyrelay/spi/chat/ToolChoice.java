package dev.keyrelay.spi.chat;

import java.util.List;

/** Whether the model may, must or must not call a tool. */
public sealed interface ToolChoice {

  /** It may. */
  record Auto() implements ToolChoice {}

  /** It must not. */
  record None() implements ToolChoice {}

  /** It must call one or more. */
  record Required() implements ToolChoice {}

  /** It must call this one. */
  record Named(String name, boolean custom) implements ToolChoice {}

  /** It may, or must, call one of these. */
  record Allowed(List<String> names, boolean required) implements ToolChoice {
    public Allowed {
      names = List.copyOf(names);
    }
  }
}
