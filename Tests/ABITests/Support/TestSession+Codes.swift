import CHSpace

/// A code in memory.
typealias Entries = [[Float]]

extension TestSession {
  /// Encodes what the session holds; `change` gets the run with its code callback.
  func encode(_ run: Run = Run()) throws(Fault) -> Entries {
    let (listening, list) = collecting(run)
    try checked(unsafe listening.withOptions { unsafe hsp_session_encode(handle, $0) })
    return list.entries
  }

  /// Begins an encoding that may be cancelled.
  func encode(_ run: Run, into list: EntryList) throws(Fault) {
    let listening = run.with { $0.code = { list.take($1, $2) } }
    try checked(unsafe listening.withOptions { unsafe hsp_session_encode(handle, $0) })
  }

  func decode(_ entries: Entries, _ edits: [TestEdit] = [], _ run: Run = Run()) throws(Fault) {
    try setLatent(entries[0])
    let list = unsafe edits.map {
      unsafe hsp_edit(direction: $0.direction.handle, strength: $0.strength)
    }
    let decoding = run.with { $0.noise = Self.noise(entries) }
    try checked(
      unsafe decoding.withOptions { unsafe hsp_session_decode(handle, list, list.count, $0) })
  }

  static func noise(_ entries: Entries) -> (hsp_step, inout [Float]) -> Int32 {
    { step, values in
      values = entries[Int(step.step) + 1]
      return 0
    }
  }

  func diffuse(_ run: Run) throws(Fault) {
    try checked(unsafe run.withOptions { unsafe hsp_session_diffuse(handle, $0) })
  }

  func translate(to target: TestSession, _ run: Run) throws(Fault) {
    try checked(
      unsafe run.withOptions { unsafe hsp_session_translate(handle, target.handle, $0) })
  }

  func resumeTranslation(to target: TestSession, _ run: Run = Run()) throws(Fault) {
    try checked(
      unsafe run.withOptions { unsafe hsp_session_resume_translation(handle, target.handle, $0) })
  }

  /// The file of the picture that was just encoded.
  func savedCode(_ entries: Entries) throws(Fault) -> [UInt8] {
    let sink = Sink()
    let reader = EntryList(entries)
    try checked(
      unsafe sink.withSink { sink in
        unsafe hsp_session_save_code(
          handle, { unsafe EntryList.copy($0, $1, $2, $3) },
          Unmanaged.passUnretained(reader).toOpaque(), sink)
      })
    return sink.bytes
  }

  func set(_ code: TestCode, flags: UInt32 = 0) throws(Fault) {
    try checked(unsafe hsp_session_set_code(handle, code.handle, flags))
  }

  private func collecting(_ run: Run) -> (Run, EntryList) {
    let list = EntryList()
    return (run.with { $0.code = { list.take($1, $2) } }, list)
  }
}

/// Entries as they come.
final class EntryList {
  private(set) var entries: Entries

  init(_ entries: Entries = []) { self.entries = entries }

  func take(_ index: Int, _ values: [Float]) -> Int32 {
    // One that is handed out again takes its own place.
    if index < entries.count { entries[index] = values } else { entries.append(values) }
    return index < entries.count ? 0 : 1
  }

  static func copy(
    _ user: UnsafeMutableRawPointer?, _ index: UInt32, _ values: UnsafeMutablePointer<Float>,
    _ count: Int
  ) -> Int32 {
    // The list outlives the call.
    let list = unsafe Unmanaged<EntryList>.fromOpaque(user!).takeUnretainedValue()
    guard Int(index) < list.entries.count, list.entries[Int(index)].count == count else {
      return 5
    }
    unsafe values.update(from: list.entries[Int(index)], count: count)
    return 0
  }
}

/// An open code.
@safe
final class TestCode: @unchecked Sendable {
  // Owned: made in init, destroyed in deinit.
  let handle: OpaquePointer
  private let memory: AlignedBytes

  init(_ bytes: [UInt8]) throws(Fault) {
    memory = AlignedBytes(bytes)
    var handle: OpaquePointer?
    var source = unsafe hsp_from_memory(memory.base, UInt64(memory.count))
    try check { error in unsafe hsp_code_open(&source, nil, &handle, &error) }
    unsafe self.handle = handle!
  }

  deinit { unsafe hsp_code_destroy(handle) }

  func read(_ entry: UInt32, count: Int) throws(Fault) -> [Float] {
    var values = [Float](repeating: .nan, count: count)
    let status = unsafe hsp_code_read(handle, entry, &values, count)
    if status != HSP_OK { throw Fault(status, hsp_error()) }
    return values
  }
}
