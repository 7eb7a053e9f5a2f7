import CHSpace
import Testing

/// A call that did not return HSP_OK, and what the library said about it.
struct Fault: Error {
  let status: hsp_status
  /// Status, offset and texts of the error record; BUSY leaves the session's record as it was.
  let recorded: hsp_status
  let offset: Int64
  let message: String
  let operation: String

  init(_ status: hsp_status, _ error: hsp_error) {
    self.status = status
    recorded = error.status
    offset = error.offset
    message = text(of: error.message)
    operation = text(of: error.operation)
  }
}

/// Throws the error of a call without a handle.
func check(_ call: (inout hsp_error) -> hsp_status) throws(Fault) {
  var error = hsp_error()
  error.struct_size = UInt32(MemoryLayout<hsp_error>.size)
  let status = call(&error)
  if status != HSP_OK { throw Fault(status, error) }
}

/// Expects a call to be refused with a status and, where calls record one, a clear sentence;
/// returns what it said.
@discardableResult
func expectFault(
  _ status: hsp_status, recorded: Bool = true, _ sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () throws -> Void
) -> Fault? {
  do {
    try body()
    Issue.record("expected status \(status.rawValue)", sourceLocation: sourceLocation)
  } catch let fault as Fault {
    #expect(
      fault.status == status, "\(fault.message) \(fault.operation)", sourceLocation: sourceLocation)
    if recorded, status != HSP_ERROR_BUSY {
      #expect(fault.recorded == fault.status, sourceLocation: sourceLocation)
      #expect(fault.message.count >= 10, sourceLocation: sourceLocation)
    }
    return fault
  } catch {
    Issue.record(error, sourceLocation: sourceLocation)
  }
  return nil
}

/// The text in a C array of characters.
func text<T>(of array: T) -> String {
  // The copy outlives the closure.
  unsafe withUnsafeBytes(of: array) { bytes in
    unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}
