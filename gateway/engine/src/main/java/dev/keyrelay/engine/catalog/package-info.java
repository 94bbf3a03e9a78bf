/** What is known of models: contexts, prices, modalities, abilities. */
@NullMarked
package dev.keyrelay.engine.catalog;

import org.jspecify.annotations.NullMarked;
