import Container
import Execution
import Program

/// A run that can't begin, or did not come to its end.
package enum RunFault: Error {
  /// An option or value is out of range.
  case invalid(DiffusionError)
  /// The session holds no picture to invert, no latent code to edit, nothing interrupted, nothing to read.
  case noPicture, noLatent, nothingInterrupted, nothingThere
  /// The latent code was made with another number of steps, convention or t0.
  case otherSteps(made: Int, given: Int)
  /// The edits are not the ones that the interrupted run had.
  case otherEdits
  /// A direction belongs to another model, or its extents are not those of h.
  case otherModel(edit: Int)
  case otherExtents(edit: Int)
  /// Directions were made from trajectories of different lengths.
  case differentEntries(edit: Int)
  case tooManyEdits(Int)
  case strength(edit: Int)
  /// The session has no room for a second decoder pass.
  case plainSession
  /// A value that the caller gave is infinite or not a number.
  case notFinite(index: Int)
  /// A caller's count is not that of the value.
  case count(expected: Int, given: Int)
  /// A picture or latent code has not the session's size.
  case size(expected: Int, given: Int)
  /// The program has no value of that name, or an input is missing.
  case unknownName(index: Int)
  case missingInput
  /// A latent code belongs to another model.
  case otherModelsLatent
  /// A file can't be read or written.
  case file(ContainerError)
  /// A file is of another kind.
  case otherKind
  /// The session's program is not a U-Net: it can only be evaluated.
  case notUNet
  /// A tensor could not be read, or is not what it was; its name.
  case weights(ContainerError, tensor: NameCopy)
  /// Decoding needs the code's noise.
  case noCode
  /// The model has not learned its variance.
  case noVariance
  /// Sessions that share their values can't both keep a learned variance.
  case sharedVariance
  /// Nothing was encoded that could be saved with its code.
  case noEncoding
  /// A latent code's file has no noises.
  case noEntries
  /// Two models, or a code and a model, don't go together.
  case mismatch(ModelMismatch)
  case cancelled
}

extension RunFault {
  /// What kept an executor from its end.
  package init(_ error: ExecutionError, _ tensors: TensorTable) {
    switch error {
    case .cancelled: self = .cancelled
    case .weights(let error, let tensor):
      self = .weights(error, tensor: NameCopy(tensors[tensor].name))
    }
  }
}
