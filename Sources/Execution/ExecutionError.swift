/// A run that did not come to its end.
package enum ExecutionError: Error {
  /// The cancel flag was set; the step that was not finished.
  case cancelled(step: Int)
}
