import CHSpace
import Foundation
import HSpaceLibrary
import Synchronization

/// Ctrl-C: the first one cancels the run in progress, the second one ends the program.
enum Interruption {
  private static let requested = Atomic<Bool>(false)
  /// Address of the session whose run is in progress, or 0.
  private static let session = Atomic<UInt>(0)

  /// The other session of a translation, or 0.
  private static let target = Atomic<UInt>(0)

  /// Whether Ctrl-C was pressed.
  static var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// Takes over SIGINT and SIGTERM.
  static func install() {
    // Also initialises the variables, which a handler must not.
    requested.store(false, ordering: .relaxed)
    session.store(0, ordering: .relaxed)
    target.store(0, ordering: .relaxed)
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in
        if Interruption.requested.exchange(true, ordering: .relaxed) { _exit(130) }
        // The session lives while its address is here, and any signal may cancel it.
        let first = Interruption.session.load(ordering: .acquiring)
        unsafe hsp_session_cancel(OpaquePointer(bitPattern: first))
        let second = Interruption.target.load(ordering: .acquiring)
        unsafe hsp_session_cancel(OpaquePointer(bitPattern: second))
      }
    }
  }

  /// Lets Ctrl-C cancel a session's run.
  static func during<Result>(
    _ current: Session, _ other: Session? = nil, _ body: () throws(LibraryError) -> Result
  ) throws(LibraryError) -> Result {
    target.store(
      other.map { unsafe UInt(bitPattern: $0.handle) } ?? 0, ordering: .releasing)
    session.store(unsafe UInt(bitPattern: current.handle), ordering: .releasing)
    defer {
      session.store(0, ordering: .releasing)
      target.store(0, ordering: .releasing)
    }
    return try body()
  }
}
