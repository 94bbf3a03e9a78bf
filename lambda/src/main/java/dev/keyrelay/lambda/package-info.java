/** The gateway as an AWS Lambda function. */
@NullMarked
package dev.keyrelay.lambda;

import org.jspecify.annotations.NullMarked;
