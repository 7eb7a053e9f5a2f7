import Glibc

/// The user's wish to stop, so that an unfinished file can be removed.
enum Interruption {
  // Written by the signal handler alone, and of a size that is written at once.
  nonisolated(unsafe) private static var requests: sig_atomic_t = 0

  static var isRequested: Bool { unsafe requests != 0 }

  /// Notes interrupts instead of dying of them; too long a file becomes an ordinary error.
  static func listen() {
    for number in [SIGINT, SIGTERM, SIGHUP] {
      _ = signal(number) { _ in unsafe Interruption.requests = 1 }
    }
    _ = signal(SIGXFSZ, SIG_IGN)
  }
}
