package dev.keyrelay.providers.deepseek;

import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.QuotaReadings;
import dev.keyrelay.spi.ServiceDescription;
import dev.keyrelay.spi.SettingDescription;
import java.util.List;

/** Makes the provider {@code deepseek}. */
public final class DeepSeekFactory implements ProviderFactory {

  @Override
  public String id() {
    return "deepseek";
  }

  @Override
  public List<ServiceDescription> services() {
    return List.of(ServiceDescription.of(id(), "DeepSeek"));
  }

  @Override
  public List<SettingDescription> settings(String service) {
    return List.of(QuotaReadings.INTERVAL);
  }

  @Override
  public Provider create(ProviderContext context) {
    return new DeepSeekProvider(context);
  }
}
