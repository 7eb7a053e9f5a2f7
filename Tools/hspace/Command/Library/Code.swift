import CHSpace

/// A latent code with its noises, in a file.
@safe
package final class Code {
  package let path: String
  // Owned: opened in init, destroyed in deinit; runs that read it keep this object.
  package let handle: OpaquePointer
  package let info: hsp_latent_info

  package init(path: String) throws(LibraryError) {
    var error = emptyError()
    var handle: OpaquePointer?
    let status = unsafe path.withCString { name in
      // The name outlives the call.
      var source = unsafe hsp_from_path(name)
      return unsafe hsp_code_open(&source, nil, &handle, &error)
    }
    guard status == HSP_OK, let code = unsafe handle else { throw LibraryError(status, error) }
    var info = hsp_latent_info()
    info.struct_size = UInt32(MemoryLayout<hsp_latent_info>.size)
    let described = unsafe hsp_code_describe(code, &info)
    guard described == HSP_OK else {
      unsafe hsp_code_destroy(code)
      throw LibraryError(described)
    }
    self.path = path
    unsafe self.handle = code
    self.info = info
  }

  deinit { unsafe hsp_code_destroy(handle) }

  /// Values of an entry.
  package var count: Int { Int(info.channels) * Int(info.height) * Int(info.width) }

  /// An entry: 0 is x_T, 1 + step the noise of a step.
  package func entry(_ index: Int) throws(LibraryError) -> [Float] {
    var values = [Float](repeating: 0, count: count)
    // The array has exactly the count that is passed.
    let status = unsafe hsp_code_read(handle, UInt32(clamping: index), &values, count)
    guard status == HSP_OK else { throw LibraryError(status) }
    return values
  }

  /// The run that decodes it.
  package func run() throws(LibraryError) -> Run {
    var options = unsafe hsp_run_options()
    unsafe hsp_run_options_init(&options)
    let status = unsafe hsp_code_options(handle, &options)
    guard status == HSP_OK else { throw LibraryError(status) }
    var run = Run(info)
    run.keepsResidual = info.flags & HSP_RUN_NO_RESIDUAL == 0
    if let etas = unsafe options.etas {
      // As many floats of the code, which is kept.
      run.etas = unsafe Array(UnsafeBufferPointer(start: etas, count: options.eta_count))
    }
    run.noise = { step, _ in try? self.entry(Int(step.step) + 1) }
    return run
  }
}

extension Run {
  /// The steps and noise that a latent code was made with; its etas stay in the file.
  package init(_ info: hsp_latent_info) {
    self.init()
    if info.steps > 0 { steps = Int(info.steps) }
    convention = Convention(number: info.convention) ?? .asyrp
    t0 = Int(info.t0)
    skip = Int(info.skip)
    variance = Variance(number: info.variance) ?? .ddim
    chain = Chain(number: info.chain) ?? .posterior
    eta = info.eta
    noiseSeed = info.seed
  }

  /// Whether both make the same steps.
  package func hasSteps(of other: Run) -> Bool {
    steps == other.steps && convention == other.convention && t0 == other.t0 && skip == other.skip
      && variance == other.variance
  }
}

extension Session {
  /// Takes the x_T of a code; of another model's only when it is translated.
  package func set(_ code: Code, translates: Bool = false) throws(LibraryError) {
    try check(
      unsafe hsp_session_set_code(handle, code.handle, translates ? HSP_CODE_TRANSLATE : 0))
  }

  /// Saves the code of the picture that was just encoded; `entry` gives what the encoder has handed out.
  package func saveCode(
    to path: String, entry: @escaping (Int) -> [Float]?
  ) throws(LibraryError) {
    let reader = EntryReader(entry)
    let status = withExtendedLifetime(reader) {
      unsafe path.withCString { name in
        // Name and reader outlive the call.
        var sink = unsafe hsp_to_path(name)
        return unsafe hsp_session_save_code(
          handle,
          { user, index, values, count in
            unsafe EntryReader.copy(user, index, values, count)
          }, Unmanaged.passUnretained(reader).toOpaque(), &sink)
      }
    }
    try check(status)
  }
}

/// Entries behind a C function pointer.
private final class EntryReader {
  private let entry: (Int) -> [Float]?

  init(_ entry: @escaping (Int) -> [Float]?) { self.entry = entry }

  static func copy(
    _ user: UnsafeMutableRawPointer?, _ index: UInt32, _ values: UnsafeMutablePointer<Float>,
    _ count: Int
  ) -> Int32 {
    guard let user = unsafe user else { return 1 }
    // The caller's object, which outlives the call.
    let reader = unsafe Unmanaged<EntryReader>.fromOpaque(user).takeUnretainedValue()
    guard let entry = reader.entry(Int(index)), entry.count == count else { return 1 }
    // The library passes room for count values.
    unsafe values.update(from: entry, count: count)
    return 0
  }
}
