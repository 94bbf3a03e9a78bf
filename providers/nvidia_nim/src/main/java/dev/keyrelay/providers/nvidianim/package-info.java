/** NVIDIA NIM. */
@NullMarked
package dev.keyrelay.providers.nvidianim;

import org.jspecify.annotations.NullMarked;
