package dev.keyrelay.spi;

import java.time.InstantSource;

/** What the gateway lends a provider for as long as it lives. */
public interface ProviderContext {

  /**
   * The service to make a provider for, one of {@link ProviderFactory#services()} or a custom name.
   */
  String providerId();

  /** The service's own configuration. */
  ProviderSettings settings();

  /** The time. Providers read no other clock. */
  InstantSource clock();

  /** Blocking HTTP for listing, refresh and quota calls; never for requests of clients. */
  SideHttp http();
}
