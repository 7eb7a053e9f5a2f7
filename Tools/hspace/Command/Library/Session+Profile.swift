import CHSpace

/// Time and work of one kind of step, added up over evaluations.
package struct ProfileEntry {
  package let kind: String
  package let arithmetic: Arithmetic
  package let steps: Int
  package let nanoseconds: Double
  package let multiplyAdds: Double
  package let bytes: Double

  package init(_ entry: hsp_profile_entry) {
    // A static name of the library.
    kind = unsafe String(cString: entry.name)
    arithmetic = unsafe Arithmetic(rawValue: entry.arithmetic) ?? .float
    steps = unsafe Int(entry.steps)
    nanoseconds = unsafe Double(entry.nanoseconds)
    multiplyAdds = unsafe Double(entry.multiply_adds)
    bytes = unsafe Double(entry.bytes)
  }
}

/// What products are made of; numbers as in hspace.h.
package enum Arithmetic: UInt32, CaseIterable {
  case float = 1
  case integer = 2
}

extension Session {
  /// Measures each step from now on, from zero, or no longer.
  package func setProfiling(_ isOn: Bool) throws(LibraryError) {
    try check(unsafe hsp_session_profile(handle, isOn ? 1 : 0))
  }

  /// The kinds of step that ran while the profile was on.
  package func profile() throws(LibraryError) -> [ProfileEntry] {
    var count = 0
    try check(unsafe hsp_session_profile_read(handle, nil, &count))
    var status = HSP_OK
    let entries = unsafe [hsp_profile_entry](unsafeUninitializedCapacity: count) { room, filled in
      // The library fills as many as it has just said.
      status = unsafe hsp_session_profile_read(handle, room.baseAddress, &count)
      filled = status == HSP_OK ? count : 0
    }
    try check(status)
    return unsafe entries.map { unsafe ProfileEntry($0) }
  }
}
