import CHSpace

extension TestSession {
  func setValues(_ values: [Float]) throws(Fault) {
    try checked(unsafe hsp_session_set_values(handle, values, values.count))
  }

  func setLatent(_ values: [Float]) throws(Fault) {
    try checked(unsafe hsp_session_set_latent(handle, values, values.count))
  }

  func setNoise(_ seed: UInt64) throws(Fault) {
    try checked(unsafe hsp_session_set_noise(handle, seed))
  }

  func read(_ value: hsp_value, count: Int) throws(Fault) -> [Float] {
    var values = [Float](repeating: .nan, count: count)
    let status = unsafe hsp_session_read(handle, value, &values, count)
    if status != HSP_OK { throw Fault(status, hsp_error()) }
    return values
  }

  /// A value of the size of x or h.
  func read(_ value: hsp_value = HSP_VALUE_X) throws(Fault) -> [Float] {
    try read(value, count: value == HSP_VALUE_H ? hiddenCount : pictureCount)
  }

  func set(_ picture: TestPicture) throws(Fault) {
    try checked(unsafe picture.withPicture { unsafe hsp_session_set_picture(handle, $0) })
  }

  func get(_ picture: TestPicture) throws(Fault) {
    try checked(unsafe picture.withPicture { unsafe hsp_session_get_picture(handle, $0) })
  }

  /// Evaluates the program; outputs are written back into the tensors.
  func evaluate(_ tensors: inout [TestTensor]) throws(Fault) {
    let buffers = unsafe tensors.map { tensor in
      let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: max(1, tensor.values.count))
      _ = unsafe buffer.initialize(from: tensor.values)
      return unsafe buffer
    }
    defer { for index in unsafe buffers.indices { unsafe buffers[index].deallocate() } }
    let status = unsafe withNames(tensors.map(\.name)) { names in
      let list = unsafe tensors.indices.map { index in
        unsafe hsp_tensor(
          name: names[index], values: buffers[index].baseAddress!,
          count: tensors[index].values.count, use: tensors[index].use)
      }
      return unsafe hsp_session_evaluate(handle, list, list.count)
    }
    try checked(status)
    for index in tensors.indices {
      unsafe tensors[index].values = Array(buffers[index].prefix(tensors[index].values.count))
    }
  }
}

/// A tensor bound to a name of the program.
struct TestTensor {
  let name: String
  var values: [Float]
  let use: hsp_use

  init(_ name: String, _ values: [Float], _ use: hsp_use) {
    self.name = name
    self.values = values
    self.use = use
  }
}

/// Lends C strings for one call.
private func withNames<R>(_ names: [String], _ body: ([UnsafePointer<CChar>]) -> R) -> R {
  let copies = unsafe names.map { name in
    let bytes = name.utf8CString
    let buffer = UnsafeMutableBufferPointer<CChar>.allocate(capacity: bytes.count)
    _ = unsafe buffer.initialize(from: bytes)
    return unsafe buffer
  }
  defer { for index in unsafe copies.indices { unsafe copies[index].deallocate() } }
  return unsafe body(copies.map { unsafe UnsafePointer($0.baseAddress!) })
}
