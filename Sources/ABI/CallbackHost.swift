import CHSpace
import Container
import Diffusion
import Program
import Quantisation

/// The caller's callbacks, as a quantisation sees them, and the model that it is of.
@safe
struct CallbackHost: QuantisationHost {
  private let options: hsp_quantize_options
  private let handle: UnsafeMutablePointer<ModelHandle>

  /// The caller promises a model that outlives this.
  init(_ options: hsp_quantize_options, _ handle: UnsafeMutablePointer<ModelHandle>) {
    unsafe self.options = unsafe options
    unsafe self.handle = unsafe handle
  }

  /// The model's file and tensors.
  var source: (ContainerFile, TensorTable) {
    unsafe (handle.pointee.model.file, handle.pointee.model.tensors)
  }

  func report(_ name: Bytes, error: Double) {
    guard let report = unsafe options.report else { return }
    var text = InlineArray<256, CChar>(repeating: 0)
    // The text outlives the call.
    unsafe withUnsafeMutablePointer(to: &text) { pointer in
      let start = unsafe UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: CChar.self)
      unsafe name.copy(to: start, size: 256)
      unsafe report(options.user, start, error)
    }
  }

  func advance(_ done: UInt64, of total: UInt64) -> Bool {
    guard let progress = unsafe options.progress else { return true }
    return unsafe progress(options.user, done, total) == 0
  }

  func release(_ part: Bytes) { unsafe handle.pointee.model.release(part) }
}

extension Failure {
  /// A model that can't be quantised.
  init(_ error: QuantisationError) {
    switch error {
    case .container(let error): self.init(error)
    case .program(let error, let section):
      self.init(error, section: section, operation: NameCopy(.empty))
    case .tensor(let error, let name):
      self.init(error)
      self.name(name)
    case .notFinite(let place, let tensor):
      self.init(HSP_ERROR_FORMAT, "a weight is infinite or not a number")
      offset = Int64(place)
      name(tensor)
    case .alreadyInt8(let tensor):
      self.init(HSP_ERROR_UNSUPPORTED, "the model's weights are int8 already")
      name(tensor)
    case .changed(let tensor):
      self.init(HSP_ERROR_IO, "the model changed while it was read")
      name(tensor)
    case .sink: self.init(HSP_ERROR_IO, "the file could not be written")
    case .cancelled:
      self.init(HSP_ERROR_CANCELLED, "the quantisation was cancelled")
    }
  }

  /// Says which tensor is concerned.
  private mutating func name(_ tensor: NameCopy) {
    operation = ErrorText()
    for index in 0..<tensor.count { operation.append(byte: tensor.bytes[index]) }
  }
}
