import CHSpace

/// A tensor bound to a name of the program for one evaluation.
package struct NamedTensor {
  package let name: String
  package let use: hsp_use
  package var values: [Float]

  package static func input(_ name: String, _ values: [Float]) -> NamedTensor {
    NamedTensor(name: name, use: HSP_USE_INPUT, values: values)
  }
  package static func output(_ name: String, count: Int) -> NamedTensor {
    NamedTensor(name: name, use: HSP_USE_OUTPUT, values: [Float](repeating: 0, count: count))
  }
  package static func replace(_ name: String, _ values: [Float]) -> NamedTensor {
    NamedTensor(name: name, use: HSP_USE_REPLACE, values: values)
  }
  package static func add(_ name: String, _ values: [Float]) -> NamedTensor {
    NamedTensor(name: name, use: HSP_USE_ADD, values: values)
  }
}

extension Session {
  /// Evaluates the program once; outputs are filled.
  package func evaluate(_ tensors: inout [NamedTensor]) throws(LibraryError) {
    var bound: [hsp_tensor] = unsafe []
    let status = unsafe bind(&tensors, from: 0, to: &bound)
    try check(status)
  }

  /// Pins the storage of one tensor after the other, then calls.
  private func bind(
    _ tensors: inout [NamedTensor], from index: Int, to bound: inout [hsp_tensor]
  ) -> hsp_status {
    if index == tensors.count {
      return unsafe hsp_session_evaluate(handle, bound, bound.count)
    }
    let (name, use) = (tensors[index].name, tensors[index].use)
    // Moved out, so that the rest of the array can be pinned meanwhile.
    var values = tensors[index].values
    tensors[index].values = []
    defer { tensors[index].values = values }
    return unsafe name.withCString { name in
      unsafe values.withUnsafeMutableBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return HSP_ERROR_ARGUMENT }
        // Name and values stay where they are until the call has returned.
        unsafe bound.append(
          hsp_tensor(name: name, values: start, count: buffer.count, use: use))
        return unsafe bind(&tensors, from: index + 1, to: &bound)
      }
    }
  }
}
