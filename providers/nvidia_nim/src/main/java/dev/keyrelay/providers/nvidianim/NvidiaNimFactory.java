package dev.keyrelay.providers.nvidianim;

import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.ServiceDescription;
import java.util.List;

/** Makes the provider {@code nvidia_nim}. */
public final class NvidiaNimFactory implements ProviderFactory {

  @Override
  public String id() {
    return "nvidia_nim";
  }

  @Override
  public List<ServiceDescription> services() {
    return List.of(ServiceDescription.of(id(), "NVIDIA NIM"));
  }

  @Override
  public Provider create(ProviderContext context) {
    return new NvidiaNimProvider(context);
  }
}
