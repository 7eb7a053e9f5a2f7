import CHSpace
import Pictures

/// A model and a session of the C interface.
@safe
final class LibrarySession {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  // Owned: made in init, destroyed in deinit, the session first.
  private let model: OpaquePointer
  private let session: OpaquePointer

  init(model path: String, threads: Int32) throws {
    var error = hsp_error()
    error.struct_size = UInt32(MemoryLayout<hsp_error>.size)
    var model: OpaquePointer?
    // The path becomes a C string that outlives the call.
    let opened = unsafe path.withCString { name in
      var source = unsafe hsp_from_path(name)
      return unsafe hsp_model_open(&source, nil, &model, &error)
    }
    guard opened == HSP_OK, let model = unsafe model else {
      throw Failure(description: "\(path): status \(opened.rawValue)")
    }
    unsafe self.model = model
    var options = unsafe hsp_session_options()
    unsafe hsp_session_options_init(&options)
    unsafe options.threads = threads
    var session: OpaquePointer?
    let created = unsafe hsp_session_create(model, &options, nil, 0, &session, &error)
    guard created == HSP_OK, let session = unsafe session else {
      unsafe hsp_model_destroy(model)
      throw Failure(description: "session: status \(created.rawValue)")
    }
    unsafe self.session = session
  }

  deinit {
    unsafe hsp_session_destroy(session)
    unsafe hsp_model_destroy(model)
  }

  private func check(_ status: hsp_status) throws {
    guard status != HSP_OK else { return }
    throw Failure(description: unsafe String(cString: hsp_status_string(status)))
  }

  func set(_ picture: Picture) throws {
    var pixels = picture.pixels
    let status = unsafe pixels.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return HSP_ERROR_ARGUMENT }
      // The pixels are read during the call.
      var picture = unsafe hsp_picture(
        struct_size: UInt32(MemoryLayout<hsp_picture>.size), width: UInt32(picture.width),
        height: UInt32(picture.height), channels: 3, stride: picture.width * 3, pixels: base)
      return unsafe hsp_session_set_picture(session, &picture)
    }
    try check(status)
  }

  /// Inverts what the session holds and returns h of each evaluation.
  func invert(steps: Int32) throws -> [[Float]] {
    let recorder = Recorder()
    try withExtendedLifetime(recorder) {
      var options = unsafe options(steps)
      // The recorder outlives the run.
      unsafe options.hook_user = Unmanaged.passUnretained(recorder).toOpaque()
      unsafe options.hook = { user, _, h, count in
        guard let user = unsafe user else { return -1 }
        let recorder = unsafe Unmanaged<Recorder>.fromOpaque(user).takeUnretainedValue()
        // The library promises count values.
        recorder.h.append(unsafe Array(UnsafeBufferPointer(start: h, count: count)))
        return HSP_HOOK_KEEP
      }
      try check(unsafe hsp_session_invert(session, &options))
    }
    return recorder.h
  }

  /// Generates from the latent code.
  func reconstruct(steps: Int32) throws {
    var options = unsafe options(steps)
    try check(unsafe hsp_session_edit(session, nil, 0, &options))
  }

  func x(count: Int) throws -> [Float] {
    var values = [Float](repeating: 0, count: count)
    try check(unsafe hsp_session_read(session, HSP_VALUE_X, &values, count))
    return values
  }

  /// One evaluation of the network.
  func epsilon(x: ArraySlice<Float>, t: Float) throws -> [Float] {
    var x = Array(x)
    var t = [t]
    var epsilon = [Float](repeating: 0, count: x.count)
    let status = unsafe x.withUnsafeMutableBufferPointer { x in
      unsafe t.withUnsafeMutableBufferPointer { t in
        unsafe epsilon.withUnsafeMutableBufferPointer { epsilon in
          unsafe evaluate([
            ("x", x, HSP_USE_INPUT), ("t", t, HSP_USE_INPUT), ("eps", epsilon, HSP_USE_OUTPUT),
          ])
        }
      }
    }
    try check(status)
    return epsilon
  }

  private func evaluate(
    _ tensors: [(StaticString, UnsafeMutableBufferPointer<Float>, hsp_use)]
  ) -> hsp_status {
    var bound: [hsp_tensor] = unsafe []
    for unsafe(name, values, use) in unsafe tensors {
      guard let base = values.baseAddress else { return HSP_ERROR_ARGUMENT }
      // Literals live for ever, the values until the caller returns.
      let text = unsafe UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
      unsafe bound.append(hsp_tensor(name: text, values: base, count: values.count, use: use))
    }
    return unsafe hsp_session_evaluate(session, bound, bound.count)
  }

  private func options(_ steps: Int32) -> hsp_run_options {
    var options = unsafe hsp_run_options()
    unsafe hsp_run_options_init(&options)
    unsafe options.steps = steps
    return unsafe options
  }

  private final class Recorder {
    var h: [[Float]] = []
  }
}
