import CHSpace

/// A call of the library that failed: its status, its sentence, and the place.
package struct LibraryError: Error, CustomStringConvertible {
  package let status: hsp_status
  package let message: String
  /// Operation, tensor or section concerned, or "".
  package let operation: String
  /// Byte offset in the file, or -1.
  package let offset: Int64
  /// The file concerned, where the call was not about one.
  package var file: String?

  package init(_ status: hsp_status, _ error: hsp_error) {
    self.status = status
    let message = text(of: error.message)
    // The library's names of statuses are static strings.
    self.message = message.isEmpty ? unsafe String(cString: hsp_status_string(status)) : message
    operation = text(of: error.operation)
    offset = error.offset
  }

  /// For calls that give no more than a status.
  package init(_ status: hsp_status) { self.init(status, hsp_error()) }

  package var isUsage: Bool { status == HSP_ERROR_ARGUMENT }
  package var isCancelled: Bool { status == HSP_ERROR_CANCELLED }

  package var description: String {
    var place: [String] = []
    if !operation.isEmpty && !message.contains(operation) { place.append("at \(operation)") }
    if offset >= 0 { place.append("byte \(offset)") }
    return place.isEmpty ? message : "\(message) (\(place.joined(separator: ", ")))"
  }
}

/// The string in a C array of characters, up to its NUL or its end.
package func text<Characters>(of characters: Characters) -> String {
  unsafe withUnsafeBytes(of: characters) { bytes in
    // The view is used inside the closure only.
    unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}

/// Throws unless a call without a handle succeeded.
package func check(_ status: hsp_status, _ error: hsp_error) throws(LibraryError) {
  if status != HSP_OK { throw LibraryError(status, error) }
}

/// An empty error for the library to fill.
package func emptyError() -> hsp_error {
  var error = hsp_error()
  error.struct_size = UInt32(MemoryLayout<hsp_error>.size)
  error.offset = -1
  return error
}
