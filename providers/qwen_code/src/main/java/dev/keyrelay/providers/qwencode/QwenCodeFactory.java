package dev.keyrelay.providers.qwencode;

import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.ServiceDescription;
import dev.keyrelay.spi.SettingDescription;
import java.util.List;

/** Makes the provider {@code qwen_code}. */
public final class QwenCodeFactory implements ProviderFactory {

  static final String PREFIX = "QWEN_CODE";

  @Override
  public String id() {
    return "qwen_code";
  }

  @Override
  public List<ServiceDescription> services() {
    return List.of(
        new ServiceDescription(
            id(), "Qwen Code", List.of(PREFIX), ServiceDescription.CredentialNeed.REQUIRED, false));
  }

  @Override
  public List<SettingDescription> settings(String service) {
    return List.of(
        SettingDescription.flag(
            "TOOL_GUARD",
            true,
            "Adds a tool that nobody calls where a request has none, because Qwen 3 then may mix"
                + " up its stream."));
  }

  @Override
  public Provider create(ProviderContext context) {
    return new QwenCodeProvider(context);
  }
}
