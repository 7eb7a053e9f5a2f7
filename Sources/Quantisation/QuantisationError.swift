import Container
import Program

/// Why a model can't be quantised.
package enum QuantisationError: Error {
  case container(ContainerError)
  /// A tensor whose checksum or padding is wrong.
  case tensor(ContainerError, name: NameCopy)
  /// A program that can't be used, and where its section begins in the file.
  case program(ProgramError, section: Int)
  /// A weight that is infinite or not a number, at this byte of the file.
  case notFinite(offset: Int, tensor: NameCopy)
  /// The weights are int8 already.
  case alreadyInt8(tensor: NameCopy)
  /// The tensor changed while it was read.
  case changed(tensor: NameCopy)
  /// The caller's sink took no more.
  case sink
  case cancelled
}
