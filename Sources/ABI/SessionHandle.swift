import CHSpace
import CPlatform
import Container
import Diffusion
import Execution
import Program

/// What a session handle points to: the first thing in the session's block of memory.
@safe
struct SessionHandle: ~Copyable {
  /// The block, unless it is the caller's.
  let storage: Allocation?
  let engine: Engine
  let allocator: Allocator
  let pool: OpaquePointer?
  let reader: OpaquePointer?
  let cancelFlag: UnsafeMutablePointer<Int32>
  let isa: StaticString
  /// A run or evaluation is under way: callbacks may not call back.
  var isBusy = false
  var failure: Failure?

  deinit {
    if let pool = unsafe pool { unsafe hsp_pool_stop(pool) }
    if let reader = unsafe reader { unsafe hsp_reader_stop(reader) }
  }
}

/// The session behind a handle.
func session(_ handle: OpaquePointer) -> UnsafeMutablePointer<SessionHandle> {
  // Made by hsp_session_create and not yet destroyed, as the header demands.
  unsafe UnsafeMutablePointer<SessionHandle>(handle)
}

/// Runs a call's body on a session and keeps its failure there.
///
/// While `runs`, callbacks find the session busy.
func perform(
  _ handle: OpaquePointer, runs: Bool = false,
  _ body: (Engine) throws(Failure) -> Void
) -> hsp_status {
  let session = unsafe ABI.session(handle)
  if unsafe session.pointee.isBusy { return HSP_ERROR_BUSY }
  if runs {
    unsafe session.pointee.isBusy = true
    unsafe hsp_atomic_store(session.pointee.cancelFlag, 0)
  }
  let saved = hsp_fp_enter()
  var failure: Failure?
  do throws(Failure) { try unsafe body(session.pointee.engine) } catch { failure = error }
  hsp_fp_leave(saved)
  if runs { unsafe session.pointee.isBusy = false }
  unsafe session.pointee.failure = failure
  return failure?.status ?? HSP_OK
}

/// Runs a body that only looks at a session, also in callbacks, and keeps its failure there.
func inspect(_ handle: OpaquePointer, _ body: (Engine) throws(Failure) -> Void) -> hsp_status {
  let session = unsafe ABI.session(handle)
  var failure: Failure?
  do throws(Failure) { try unsafe body(session.pointee.engine) } catch { failure = error }
  unsafe session.pointee.failure = failure
  return failure?.status ?? HSP_OK
}

/// Turns a fault of a run into a failure.
func translated(_ body: () throws(RunFault) -> Void) throws(Failure) {
  do throws(RunFault) { try body() } catch { throw Failure(error) }
}

/// The same for a body that returns something.
func translatedResult<Result>(
  _ body: () throws(RunFault) -> Result
) throws(Failure) -> Result {
  do throws(RunFault) { return try body() } catch { throw Failure(error) }
}
