import Foundation

/// What several threads found out.
final class Results: @unchecked Sendable {
  private let lock = NSLock()
  private var list: [[Float]?] = []

  func add(_ values: [Float]?) { lock.withLock { list.append(values) } }

  var all: [[Float]?] { lock.withLock { list } }
}
