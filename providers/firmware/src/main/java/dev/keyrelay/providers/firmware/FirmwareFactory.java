package dev.keyrelay.providers.firmware;

import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.QuotaReadings;
import dev.keyrelay.spi.ServiceDescription;
import dev.keyrelay.spi.SettingDescription;
import java.util.List;

/** Makes the provider {@code firmware}. */
public final class FirmwareFactory implements ProviderFactory {

  @Override
  public String id() {
    return "firmware";
  }

  @Override
  public List<ServiceDescription> services() {
    return List.of(ServiceDescription.of(id(), "Firmware.ai"));
  }

  @Override
  public List<SettingDescription> settings(String service) {
    return List.of(QuotaReadings.INTERVAL);
  }

  @Override
  public Provider create(ProviderContext context) {
    return new FirmwareProvider(context);
  }
}
