import CHSpace
import Foundation
import HSpaceLibrary
import Pictures

/// Sums that a file gives back, which may be damaged.
protocol CollectedSums: Codable {
  /// Timesteps of the sums, in the order of the runs; none before the first picture.
  var times: [Int] { get }
  /// Every time has its sums.
  var isWhole: Bool { get }
}

/// Sums over many pictures that an interrupted command keeps beside its output, to go on with the same bits.
struct Collection<Sums: CollectedSums>: Codable {
  /// What must be the same to go on.
  let key: [String]
  /// Pictures that are in the sums.
  var done: Int
  var sums: Sums

  /// Begins, or goes on with a file.
  init(_ key: [String], _ sums: Sums, resuming file: String?) throws(Failure) {
    guard let file else {
      (self.key, done, self.sums) = (key, 0, sums)
      return
    }
    let stored: Collection
    do {
      stored = try JSONDecoder().decode(
        Collection.self, from: Data(contentsOf: URL(fileURLWithPath: file)))
    } catch {
      throw Failure(
        "\(file): no interrupted work of this command can be read from it "
          + "(give its .part.json, or begin again without --resume)")
    }
    guard stored.key == key else {
      throw Failure.usage(
        "\(file): was interrupted with another model, other files or other arguments "
          + "(repeat the command as it was)")
    }
    guard stored.done >= 0, stored.sums.isWhole,
      (stored.done == 0) == stored.sums.times.isEmpty
    else {
      throw Failure("\(file): is damaged (begin again without --resume)")
    }
    self = stored
  }

  /// Works on what is left of `count` pictures; interrupted, saves what was reached, and what else `saving` keeps.
  mutating func run(
    _ count: Int, output: String, work: (Int, inout Sums) throws -> Void,
    saving: (String) throws -> Void = { _ in }
  ) throws {
    guard done <= count else {
      throw Failure(
        "the file of --resume is damaged, or not of these pictures (begin again without --resume)")
    }
    do {
      while done < count {
        // A picture counts whole or not at all.
        var next = sums
        try work(done, &next)
        sums = next
        done += 1
      }
    } catch let error as LibraryError where error.isCancelled {
      let part = output + ".part.json"
      let bytes = try [UInt8](JSONEncoder().encode(self))
      try AtomicFile.write(bytes, to: part)
      try saving(part)
      throw Failure(
        "interrupted; \(part) holds the sums of \(done) of \(count) "
          + "(to go on, repeat the command with --resume \(part))")
    }
  }
}
