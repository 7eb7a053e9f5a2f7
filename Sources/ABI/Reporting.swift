import CHSpace
import CPlatform

extension hsp_error {
  /// Fills the record for a failure, or for success.
  init(_ failure: Failure?) {
    self.init()
    struct_size = UInt32(MemoryLayout<hsp_error>.size)
    offset = -1
    status = HSP_OK
    guard let failure else { return }
    status = failure.status
    offset = failure.offset
    // Both arrays are fields of this record.
    unsafe withUnsafeMutableBytes(of: &message) { unsafe failure.text.copy(to: $0) }
    unsafe withUnsafeMutableBytes(of: &operation) { unsafe failure.operation.copy(to: $0) }
  }
}

/// Runs a call's body and reports its failure, if any, in the caller's record.
func report(
  _ error: UnsafeMutablePointer<hsp_error>?, _ body: () throws(Failure) -> Void
) -> hsp_status {
  let saved = hsp_fp_enter()
  var failure: Failure?
  do { try body() } catch let caught { failure = caught }
  hsp_fp_leave(saved)
  if let error = unsafe error { unsafe fill(error, failure) }
  return failure?.status ?? HSP_OK
}

/// Fills a caller's record.
///
/// One of an older header is smaller, and is left alone.
func fill(_ error: UnsafeMutablePointer<hsp_error>, _ failure: Failure?) {
  let size = unsafe error.pointee.struct_size
  if size == 0 || size >= UInt32(MemoryLayout<hsp_error>.size) {
    unsafe error.pointee = hsp_error(failure)
  }
}

/// Checks the struct_size of an input or output struct.
func checkSize<T>(_ size: UInt32, of type: T.Type) throws(Failure) {
  try checkSize(size, atLeast: MemoryLayout<T>.size)
}

/// The same for a struct that has grown: the size of its first version is enough.
func checkSize(_ size: UInt32, atLeast least: Int) throws(Failure) {
  guard size >= UInt32(least) else {
    throw Failure(HSP_ERROR_ARGUMENT, "struct_size is too small; was it set?", value: Int64(size))
  }
}

/// Fills a caller's struct, which may be of an older header: no more than it has, and no less than its first version.
func deliver<T: BitwiseCopyable>(
  _ value: T, to struct: UnsafeMutablePointer<T>, size: UInt32, atLeast least: Int
) throws(Failure) {
  try checkSize(size, atLeast: least)
  var value = value
  var written = min(size, UInt32(MemoryLayout<T>.size))
  // The caller's struct has so many bytes, the first four of which say how many.
  unsafe withUnsafeMutableBytes(of: &value) { bytes in
    guard let base = bytes.baseAddress else { return }
    unsafe base.copyMemory(from: &written, byteCount: 4)
    unsafe UnsafeMutableRawPointer(`struct`).copyMemory(from: base, byteCount: Int(written))
  }
}
