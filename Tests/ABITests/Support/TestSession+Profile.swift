import CHSpace

/// An entry of a profile.
struct TestProfileEntry: Equatable {
  let name: String
  let arithmetic: UInt32
  let steps: UInt64
  let nanoseconds: UInt64
  let multiplyAdds: UInt64
  let bytes: UInt64
}

extension TestSession {
  func profile(_ enable: Int32) throws(Fault) {
    try checked(unsafe hsp_session_profile(handle, enable))
  }

  /// Number of entries.
  func profileCount() throws(Fault) -> Int {
    var count = 0
    try checked(unsafe hsp_session_profile_read(handle, nil, &count))
    return count
  }

  /// Reads a profile into that much room; also what the library says about the room that it needs.
  func profileEntries(room: Int) -> (status: hsp_status, needed: Int, entries: [TestProfileEntry]) {
    var needed = room
    var status = HSP_OK
    let entries = unsafe [hsp_profile_entry](unsafeUninitializedCapacity: room) { space, filled in
      // Initialised are as many as the library filled: those it says, or all that there is room for.
      status = unsafe hsp_session_profile_read(handle, space.baseAddress, &needed)
      filled = min(room, needed)
    }
    let copies = unsafe entries.map { entry in
      unsafe TestProfileEntry(
        name: String(cString: entry.name), arithmetic: entry.arithmetic, steps: entry.steps,
        nanoseconds: entry.nanoseconds, multiplyAdds: entry.multiply_adds, bytes: entry.bytes)
    }
    return (status, needed, copies)
  }
}
