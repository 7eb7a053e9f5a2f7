import CHSpace

/// What quantising a model lost, for each tensor that became int8.
package struct Quantisation {
  package struct Tensor {
    package let name: String
    /// ||w - q s|| / ||w||.
    package let error: Double
  }

  /// In the order of the file.
  package private(set) var tensors: [Tensor] = []

  /// Nothing where no tensor became int8.
  package var worst: Tensor? { tensors.max { $0.error < $1.error } }

  /// 0 where no tensor became int8.
  package var meanError: Double {
    tensors.reduce(0) { $0 + $1.error } / Double(max(tensors.count, 1))
  }
}

extension Model {
  /// Writes the int8 model; `progress` gets bytes done and in all, and false from it cancels.
  package func quantise(
    to path: String, progress: @escaping (UInt64, UInt64) -> Bool = { _, _ in true }
  ) throws(LibraryError) -> Quantisation {
    let listener = Quantisation.Listener(progress)
    var error = emptyError()
    let status = unsafe path.withCString { name in
      // The name outlives the call.
      var sink = unsafe hsp_to_path(name)
      return withExtendedLifetime(listener) {
        var options = unsafe listener.options
        return unsafe hsp_model_quantize(handle, &options, nil, &sink, &error)
      }
    }
    try check(status, error)
    return listener.result
  }
}

extension Quantisation {
  /// The callbacks behind C function pointers.
  fileprivate final class Listener {
    private let progress: (UInt64, UInt64) -> Bool
    private(set) var result = Quantisation()

    init(_ progress: @escaping (UInt64, UInt64) -> Bool) { self.progress = progress }

    /// Options whose callbacks come to this object, which must outlive them.
    var options: hsp_quantize_options {
      var options = unsafe hsp_quantize_options()
      unsafe hsp_quantize_options_init(&options)
      unsafe options.report = { user, tensor, error in
        // A C string during the call.
        let name = unsafe String(cString: tensor)
        unsafe Listener.of(user).result.tensors.append(Tensor(name: name, error: error))
      }
      unsafe options.progress = { user, done, total in
        unsafe Listener.of(user).progress(done, total) ? 0 : 1
      }
      unsafe options.user = unsafe Unmanaged.passUnretained(self).toOpaque()
      return unsafe options
    }

    private static func of(_ user: UnsafeMutableRawPointer?) -> Listener {
      guard let user = unsafe user else { preconditionFailure("options gave the library a user") }
      // options put the object there, and it outlives the call.
      return unsafe Unmanaged<Listener>.fromOpaque(user).takeUnretainedValue()
    }
  }
}
