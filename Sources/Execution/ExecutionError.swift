import Container

/// A run that did not come to its end.
package enum ExecutionError: Error {
  /// The cancel flag was set; the step that was not finished.
  case cancelled(step: Int)
  /// A tensor could not be read, or is not what it was.
  case weights(ContainerError, tensor: Int)
}
